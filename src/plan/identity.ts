import { createHash } from "node:crypto";
import { readTrailers, trailer } from "../model/markers.js";

/** Longest slug, in characters, so that the path stays readable in a list of files. */
const SLUG_LENGTH = 50;

/** The same in bytes of UTF-8: file systems count those. */
export const SLUG_BYTES = 150;

/** The branch that holds the plan of issue `number` until it is merged, where nothing is configured. */
export function planBranch(number: number): string {
  return `plan/issue-${number}`;
}

/**
 * The issue whose plan `branch` holds, or gathers changes for once it is approved, where nothing is
 * configured; `undefined` for any other.
 */
export function issueOfBranch(branch: string): number | undefined {
  const match = /^plan\/issue-([1-9]\d{0,9})(?:-update)?$/.exec(branch);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** Where a repository keeps its own templates. */
export const TEMPLATE_FOLDER = ".github/plan-templates";

/** More numbers than an honest path has. */
const MAX_NUMBERS = 5;

/**
 * The issues whose plan may lie at `path`, wherever plans live: every path of a plan has its issue's
 * number, with nothing next to it that could be part of it. Dates are no numbers.
 */
export function issuesNamedIn(path: string): readonly number[] {
  if (!path.endsWith(".md") || path.startsWith(".github/")) return [];
  const undated = path.replaceAll(/\d{4}-\d{2}-\d{2}/g, "-");
  const found = undated.match(/(?<![\p{L}\p{N}])[1-9]\d{0,9}(?![\p{L}\p{N}])/gu) ?? [];
  return [...new Set(found.map(Number))].slice(0, MAX_NUMBERS);
}

/**
 * A title as a file name: Latin letters lose their accents, everything else that is no letter,
 * mark or digit becomes a dash. Never empty, at most {@link SLUG_LENGTH} characters and
 * {@link SLUG_BYTES} bytes, starts and ends with no dash.
 */
export function slug(title: string): string {
  const plain = title
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036F]/g, "")
    .toLowerCase();
  const dashed = plain.normalize("NFC").replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, "-");
  const characters = Array.from(dashed.replace(/^-/, "")).slice(0, SLUG_LENGTH);
  while (Buffer.byteLength(characters.join("")) > SLUG_BYTES) characters.pop();
  const cut = characters.join("").replace(/-$/, "");
  return cut === "" ? "plan" : cut;
}

/** What the last line of a plan that Plansmith filled says about it. */
export interface PlanMarker {
  /** Name of the template. */
  readonly format: string;
  /** Number of the issue. */
  readonly issue: number;
  /** What the plan's items are, as `writeKinds` wrote it; plans of earlier versions do not say. */
  readonly kinds: string | undefined;
  /** The highest number that a step ever had, where no step has it any more. */
  readonly last?: number;
}

/** Names that a template can have: they go into markers, labels and file names. */
export const TEMPLATE_NAME = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

/**
 * The last line of a filled plan: an HTML comment, which GitHub does not show. `format` matches
 * {@link TEMPLATE_NAME}.
 *
 * @param kinds what the items are, as `writeKinds` writes it
 * @param last the highest number that a step ever had, if none has it any more
 */
export function planMarker(format: string, issue: number, kinds?: string, last?: number): string {
  const entries = { format, issue, kinds, last };
  const fields = Object.entries(entries).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${value}`],
  );
  return `<!-- plansmith:plan ${fields.join(" ")} -->`;
}

/**
 * Reads the marker off the last line of `text` that is not blank. A marker anywhere else (quoted
 * in an issue, say) is none.
 */
export function readPlanMarker(text: string): PlanMarker | undefined {
  const trimmed = text.trimEnd();
  const line = trimmed.slice(Math.max(trimmed.lastIndexOf("\n"), trimmed.lastIndexOf("\r")) + 1);
  const [, format, issue, kinds, last] = PLAN_MARKER.exec(line) ?? [];
  if (format === undefined || !TEMPLATE_NAME.test(format)) return undefined;
  return {
    format,
    issue: Number(issue),
    kinds,
    ...(last !== undefined && { last: Number(last) }),
  };
}

const PLAN_MARKER =
  /^<!-- plansmith:plan format=([a-z0-9-]{1,64}) issue=([1-9]\d{0,15})(?: kinds=([\p{L}\p{N}+=:;,]{1,20000}))?(?: last=([1-9]\d{0,3}))? -->$/u;

/** What a commit message states about a rendered plan. */
export interface RenderingMark {
  /** SHA of the blob that holds the rendered plan. */
  readonly blob: string;
  /** When the plan was filled first: ISO 8601, UTC. Later renderings carry the same date. */
  readonly at: string;
}

/**
 * The trailer of the commit that brings a rendering. It names the blob, not the commit: a commit
 * that people rebase or squash keeps its message, and holds another text.
 */
export function renderingTrailer(issue: number, text: string, at: string): string {
  return trailer(TRAILER, `${issue} ${blobSha(text)} ${at}`);
}

/** Reads the last trailer of that kind in a commit message; `undefined` where there is none for the issue. */
export function readRenderingTrailer(message: string, issue: number): RenderingMark | undefined {
  for (const value of readTrailers(message, TRAILER).toReversed()) {
    const [, number, blob, at] = RENDERING.exec(value) ?? [];
    if (Number(number) === issue && blob !== undefined && at !== undefined) return { blob, at };
  }
  return undefined;
}

const TRAILER = "Plansmith-Rendering";

const RENDERING = /^(\d{1,10}) ([0-9a-f]{40}) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z)$/;

/**
 * The name that git gives a text: the SHA-1 of its blob.
 *
 * @see https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */
export function blobSha(text: string): string {
  const bytes = Buffer.from(text, "utf8");
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

/** The folder of archived plans. */
const CLOSED = "completed";

/** Folders whose name says that plans in them are worked on: the one for closed plans is their sibling. */
const OPEN = /^(?:active|current|in[-_]?progress|open|ongoing|proposed|wip)$/i;

/**
 * Where an archived plan is moved to: `plans/3-a.md` to
 * `plans/completed/3-a.md`, `docs/active/3-a.md` to `docs/completed/3-a.md`. A plan that lies in a
 * folder of that name stays. Takes patterns of paths too.
 */
export function closedPath(path: string): string {
  const folders = path.split("/");
  const file = folders.pop() ?? "";
  const last = folders.at(-1) ?? "";
  if (last.toLowerCase() === CLOSED) return path;
  if (OPEN.test(last)) folders.pop();
  return [...folders, CLOSED, file].join("/");
}
