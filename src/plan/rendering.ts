import { createHash } from "node:crypto";

/** What a commit message says of a plan that Plansmith rendered. */
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
  return `Plansmith-Rendering: ${issue} ${blobSha(text)} ${at}`;
}

/** Reads the last trailer of that kind in a commit message; `undefined` where there is none for the issue. */
export function readRenderingTrailer(message: string, issue: number): RenderingMark | undefined {
  for (const line of message.split(/\r?\n/).toReversed()) {
    const [, number, blob, at] = TRAILER.exec(line.trim()) ?? [];
    if (Number(number) === issue && blob !== undefined && at !== undefined) return { blob, at };
  }
  return undefined;
}

const TRAILER =
  /^Plansmith-Rendering: (\d{1,10}) ([0-9a-f]{40}) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z)$/;

/**
 * The name that git gives a text: the SHA-1 of its blob.
 *
 * @see https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */
export function blobSha(text: string): string {
  const bytes = Buffer.from(text, "utf8");
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}
