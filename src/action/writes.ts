import { inlineCode } from "../markdown/escape.js";

/** A write that GitHub has carried out. */
export interface Write {
  readonly method: string;
  /** Path of the address, encoded as it was sent. */
  readonly path: string;
  /** What was sent. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The number of what was created; left out where it has none. */
  readonly number?: number;
}

type Describe = (write: Write, part: string) => string | undefined;

/** What a write means to people: method, path below the repository, and words for it. The first that fits counts. */
const WRITES: readonly (readonly [method: string, path: RegExp, describe: Describe])[] = [
  // Parts of a commit, which the branch shows in the end.
  ["POST", /^\/git\/(?:blobs|trees|commits)$/, () => undefined],
  ["POST", /^\/git\/refs$/, ({ body }) => `created the branch ${branchCode(body["ref"])}`],
  ["PATCH", /^\/git\/refs\/(.+)$/, (_, ref) => `committed to ${branchCode(ref)}`],
  ["PUT", /^\/contents\/.+$/, ({ body }) => `committed to ${branchCode(body["branch"])}`],
  ["POST", /^\/pulls$/, ({ number }) => `opened the pull request #${number}`],
  ["PATCH", /^\/pulls\/(\d+)$/, ({ body }, pull) => `${closedOr(body)} the pull request #${pull}`],
  ["POST", /^\/pulls\/(\d+)\/requested_reviewers$/, (_, pull) => `asked for reviews of #${pull}`],
  ["POST", /^\/pulls\/(\d+)\/(?:reviews|comments)$/, (_, pull) => `remarked on lines of #${pull}`],
  ["DELETE", /^\/pulls\/comments\/\d+$/, () => "removed a remark that was made twice"],
  ["POST", /^\/issues$/, ({ number }) => `opened the issue #${number}`],
  ["PATCH", /^\/issues\/(\d+)$/, ({ body }, issue) => `${closedOr(body)} the issue #${issue}`],
  ["POST", /^\/issues\/(\d+)\/comments$/, (_, issue) => `commented on #${issue}`],
  ["PATCH", /^\/issues\/comments\/\d+$/, () => "updated a comment"],
  ["DELETE", /^\/issues\/comments\/\d+$/, () => "removed a comment"],
  ["POST", /^\/issues\/comments\/\d+\/reactions$/, () => "answered a command"],
  ["POST", /^\/issues\/(\d+)\/labels$/, (_, issue) => `labelled #${issue}`],
  ["DELETE", /^\/issues\/(\d+)\/labels\/.+$/, (_, issue) => `took a label off #${issue}`],
  ["POST", /^\/issues\/(\d+)\/assignees$/, (_, issue) => `assigned #${issue}`],
  ["POST", /^\/labels$/, () => "created a label"],
  ["POST", /^\/check-runs$/, () => "wrote a check run"],
  ["PATCH", /^\/check-runs\/\d+$/, () => "updated a check run"],
];

/**
 * What a write did, as Markdown that goes on after a name; `undefined` where it is part of another one.
 *
 * @throws for a write that nobody has given words to
 */
export function describeWrite(write: Write): string | undefined {
  const path = pathInRepository(write.path);
  for (const [method, pattern, describe] of WRITES) {
    const found = method === write.method ? pattern.exec(path) : null;
    if (found !== null) return describe(write, found[1] ?? "");
  }
  throw new Error(`${write.method} ${path}: say in src/action/writes.ts what that does`);
}

/** The branch that a write moved or created; `undefined` for any other write. */
export function writtenBranch({ method, path, body }: Write): string | undefined {
  const below = pathInRepository(path);
  const [, moved] = (method === "PATCH" && /^\/git\/refs\/(.+)$/.exec(below)) || [];
  if (moved !== undefined) return branchName(moved);
  const isFile = method === "PUT" && below.startsWith("/contents/");
  return isFile ? branchName(body["branch"]) : undefined;
}

/** Also below the path of an Enterprise Server. */
function pathInRepository(path: string): string {
  return path.replace(/^.*?\/repos\/[^/]+\/[^/]+/, "");
}

function closedOr(body: Write["body"]): string {
  return body["state"] === "closed" ? "closed" : "updated";
}

function branchCode(ref: unknown): string {
  return inlineCode(branchName(ref) ?? "");
}

function branchName(ref: unknown): string | undefined {
  if (typeof ref !== "string") return undefined;
  let name = ref;
  try {
    name = decodeURIComponent(ref);
  } catch {
    // A name with a percent sign that was sent as it is.
  }
  return name.replace(/^(?:refs\/)?heads\//, "");
}
