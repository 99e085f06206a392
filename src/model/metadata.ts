import * as z from "zod";
import { OUTCOMES, PLAN_STATES } from "./refs.js";
import { isPlanPath } from "./text.js";

/** Last line of the status comment. With the App as its author, it makes the comment ours. */
const MARKER = "<!-- plansmith:status -->";

/** A minute of the year 2350: no date that is written with it can fail. */
const LAST_MINUTE = 2e8;

const denial = z
  .object({
    box: z.string(),
    /** Login; empty where nobody knows. */
    by: z.string(),
    why: z.enum(["permission", "unknown", "changed"]),
  })
  .readonly();

/** A tick that came to nothing. */
export type RejectedEdit = z.infer<typeof denial>;

/** Points that a series keeps. */
export const MAX_POINTS = 200;

/** How far a plan was at a time: one point of its progress over time. */
export interface Point {
  /** Milliseconds since 1970, on a whole minute. */
  readonly at: number;
  readonly done: number;
  readonly total: number;
}

/** Minutes since 1970, done, total. */
const count = z.int().min(0).max(1e6);
const point = z.tuple([z.int().min(0).max(LAST_MINUTE), count, count]);

const name = z.string().max(200);
const repositoryName = z.string().regex(/^[\w-]{1,100}\/[\w.-]{1,100}$/);
const digest = z.string().max(20);
const evidence = z
  .object({
    /** The plan's commit when this was written. */
    commit: z.string().max(64),
    /** What became of what the plan refers to, by name. */
    outcomes: z.record(name, z.enum(OUTCOMES)).readonly(),
    /** By pull request and number, the digest of the item that the number meant. */
    steps: z.record(name, z.record(name, digest).readonly()).readonly().default({}),
    /** By merged pull request, the steps that its commits name. */
    commits: z.record(name, z.array(name).readonly()).readonly().optional(),
    /**
     * By merged pull request whose description may have been changed since: when anything of it was
     * changed last, and by step, who claims it.
     */
    claims: z
      .record(
        name,
        z.object({ at: z.string().max(40), by: z.record(name, name).readonly() }).readonly(),
      )
      .readonly()
      .optional(),
    /** Digests of items that were ticked without being asked: nobody has to untick one twice. */
    ticked: z.array(digest).readonly().default([]),
  })
  .readonly();

/** A pull request's number, as a key. */
const numberKey = z.string().regex(/^[1-9]\d{0,9}$/);
const sha = z.string().regex(/^[0-9a-f]{40,64}$/);
const landings = z
  .object({
    /** The default branch's tip that this was true for. */
    tip: sha,
    /** By number, merged pull requests, and whether the default branch contained them. */
    pulls: z
      .record(
        numberKey,
        z
          .object({
            base: name,
            sha,
            head: sha,
            landed: z.boolean(),
            /** It was merged too long ago for anybody to say whether it was reverted since. */
            unread: z.literal(true).optional(),
          })
          .readonly(),
      )
      .readonly(),
    /** By number, the commit that takes it back. */
    reverts: z.record(numberKey, sha).readonly(),
  })
  .readonly();

const related = z
  .object({
    /** Of all of them, with their titles. */
    digest,
    /** By number, those of the repository itself. */
    states: z.record(numberKey, z.enum(["open", "closed"])).readonly(),
  })
  .readonly();

/** The issues and pull requests that an open plan was filled with. */
export type KeptRelated = z.infer<typeof related>;

/** Where merged pull requests of the repository were found to be. */
export type KeptLandings = z.infer<typeof landings>;

/** What is known of the work that the plan refers to. */
export type KeptEvidence = z.infer<typeof evidence>;

const MINUTE_MS = 60_000;

function readPoint([minute, done, total]: z.infer<typeof point>): Point {
  return { at: minute * MINUTE_MS, done, total };
}

const summary = z
  .object({
    state: z.enum(PLAN_STATES),
    /** Logins, and teams by their slug, whom the plan waits for. */
    waits: z.array(name).max(20).readonly().optional().catch(undefined),
    /** Why it is blocked: plain text. */
    reason: z.string().max(300).optional().catch(undefined),
    /** The first day that the plan says something is due on. */
    due: z.iso.date().optional().catch(undefined),
  })
  .readonly();

/** The plan in short, as the dashboard lists it. */
export type PlanSummary = z.infer<typeof summary>;

/** The number of an issue or pull request; a wrong one is dropped, and read again. */
const number = z
  .int()
  .positive()
  .max(2 ** 53 - 1)
  .optional()
  .catch(undefined);

const metadataSchema = z.object({
  /** When the comment was last written: ISO 8601, UTC. */
  at: z.iso.datetime(),
  /** Number of the plan pull request that it named. */
  pull: number,
  /** Path of the plan file that it named, within the repository. */
  path: z.string().refine(isPlanPath).optional().catch(undefined),
  /** The same path, where somebody made this file the plan. */
  adopted: z.string().refine(isPlanPath).optional().catch(undefined),
  /**
   * Where this was written, `owner/repo#4` in small letters: in another issue, which an issue is
   * that was transferred, its numbers and paths mean nothing. Earlier versions did not write it.
   */
  home: name.optional().catch(undefined),
  /** Names that the repository had before, `owner/repo` in small letters: GitHub redirects them. */
  formerly: z.array(repositoryName).max(5).readonly().optional().catch(undefined),
  /** The label that showed the state. */
  label: z.string().optional().catch(undefined),
  /** Whom GitHub did not take as reviewers of this pull request. */
  refused: z.array(z.string()).readonly().optional().catch(undefined),
  /** Number of the pull request that changes of the approved plan waited in. */
  update: number,
  /** Digest of what this pull request's plan was filled from, or could not be. */
  filled: z.string().optional().catch(undefined),
  /** The related issues as this pull request's plan shows them; left out where there are none. */
  related: related.optional().catch(undefined),
  /** Digest of what an approved plan was last seen to reflect. */
  settled: z.string().optional().catch(undefined),
  /** The branch holds nothing that the plan was filled with: a changed issue does not change it. */
  lost: z.literal(true).optional().catch(undefined),
  /** What there is to say of how this pull request's template was chosen: plain text. */
  notice: z.string().max(1000).optional().catch(undefined),
  /** Digest of the title that the bot gave this pull request last. */
  title: z.string().optional().catch(undefined),
  /** Digest of the description that the bot gave this pull request last. */
  body: z.string().max(20).optional().catch(undefined),
  /** Conflicts were reported on this pull request. */
  told: z.literal(true).optional().catch(undefined),
  /** Login of who edited the issue, and so this pull request's plan, without write permission. */
  outsider: z.string().max(100).optional().catch(undefined),
  /** Reviews whose approval was written into this pull request's plan. */
  stamped: z.array(z.number().int().positive()).readonly().optional().catch(undefined),
  /** An approval was dismissed after that: no more are written. */
  unstamped: z.literal(true).optional().catch(undefined),
  /** Digest of what it says; there where each change is a new comment. */
  seen: z.string().optional().catch(undefined),
  /** What the work proves. Where somebody spoilt it, it is read again. */
  evidence: evidence.optional().catch(undefined),
  /** Where merged work is. Where somebody spoilt it, it is read again. */
  landings: landings.optional().catch(undefined),
  /** The plan's progress over time, in order. Where somebody spoilt it, it starts again. */
  points: z
    .array(point)
    .max(MAX_POINTS)
    .transform((points): readonly Point[] => points.map(readPoint))
    .refine((points) => points.every(({ at }, index) => at > (points[index - 1]?.at ?? -1)))
    .optional()
    .catch(undefined),
  /** Ticks of boxes that were answered, the newest last. */
  ticks: z.array(z.string()).readonly().optional().catch(undefined),
  /** Ticks that came to nothing, as the comment says. */
  denied: z.array(denial).readonly().optional().catch(undefined),
  /** The plan in short, for the dashboard. Earlier versions did not write it. */
  summary: summary.optional().catch(undefined),
  /** By kind, the digests of the plan's items in the order of their numbers. */
  numbers: z
    .record(z.string().max(20), z.array(digest).max(1000).readonly())
    .readonly()
    .optional()
    .catch(undefined),
  /** For what the plan's check run was last written. */
  check: z.string().optional().catch(undefined),
  /** For what the linked pull requests were last looked at. */
  gate: z.string().optional().catch(undefined),
});

/** What the hidden block of the status comment keeps, because it has no home elsewhere on GitHub. */
export type CommentMetadata = Readonly<z.infer<typeof metadataSchema>>;

const HIDDEN_BLOCK = /^<!-- plansmith:data (.*) -->$/m;

/** A text with its hidden block and marker put under it. */
export function signComment(text: string, metadata: CommentMetadata): string {
  const refused = metadata.refused?.length ? metadata.refused : undefined;
  const ticks = metadata.ticks?.length ? metadata.ticks : undefined;
  const denied = metadata.denied?.length ? metadata.denied : undefined;
  const formerly = metadata.formerly?.length ? metadata.formerly : undefined;
  const points = metadata.points?.length ? metadata.points.map(writePoint) : undefined;
  const data = escaped(JSON.stringify({ ...metadata, formerly, refused, ticks, denied, points }));
  return `${text.trimEnd()}\n\n<!-- plansmith:data ${data} -->\n${MARKER}`;
}

function writePoint({ at, done, total }: Point): z.infer<typeof point> {
  return [at / MINUTE_MS, done, total];
}

/**
 * The same JSON with escapes for what could end the HTML comment or its line, mention somebody, or
 * make the source read other than it is.
 */
function escaped(json: string): string {
  return json.replaceAll(/[<>@#\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
    ).join(""),
  );
}

/** Whether a comment's text has the hidden block, whatever became of its marker. */
export function hasHiddenBlock(body: string): boolean {
  return HIDDEN_BLOCK.test(body);
}

/**
 * What of the metadata of a comment may be believed in an issue: all of it where it was written
 * there; of what came with an issue that was transferred, only what names nothing.
 *
 * @param home the issue, `owner/repo#4` in small letters
 */
export function trustedMetadata(metadata: CommentMetadata, home: string): CommentMetadata {
  if (metadata.home === undefined || metadata.home === home) return metadata;
  const { at, points, numbers, label } = metadata;
  return { at, points, numbers, label };
}

/** Whether a comment's text ends with the marker. Only one by the App itself is its status comment. */
export function hasStatusMarker(body: string): boolean {
  return body.trimEnd().split(/\r?\n/).at(-1) === MARKER;
}

/** Reads the hidden block; `undefined` where somebody spoilt it. */
export function readMetadata(body: string): CommentMetadata | undefined {
  const data = HIDDEN_BLOCK.exec(body)?.[1];
  if (data === undefined) return undefined;
  try {
    return metadataSchema.parse(JSON.parse(data));
  } catch {
    return undefined;
  }
}
