import { annotation } from "../cli/reports.js";
import { inlineText, inlineCode } from "../markdown/escape.js";
import { workKey, type WorkItem } from "../model/refs.js";

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

/** What a run has done. */
export interface RunOutcome {
  /** All items that were looked at, each once, in the order in which they came. */
  readonly looked: readonly WorkItem[];
  /** What was written, and for which item. */
  readonly writes: readonly (Write & { readonly item: WorkItem })[];
  /** What could not be done, and why, in whole sentences. */
  readonly failures: readonly { readonly item: WorkItem; readonly reason: string }[];
  /** What is left to a later run, and why. */
  readonly later: readonly { readonly item: WorkItem; readonly reason: string }[];
}

/** What a run leaves behind. */
export interface RunReport {
  /** Lines for the log, which the runner shows as annotations. */
  readonly annotations: string;
  /** Markdown for the page of the workflow run. */
  readonly summary: string;
  /** What later steps can ask for. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly failed: boolean;
}

/** Characters of a reason. */
const MAX_REASON = 600;

/** What is reported of a run that looked at plans. */
export function outcomeReport({ looked, writes, failures, later }: RunOutcome): RunReport {
  const rows = looked.flatMap((item): readonly string[] => {
    const own = writes.filter((write) => workKey(write.item) === workKey(item));
    const done = [...new Set(own.flatMap((write) => describeWrite(write) ?? []))];
    return done.length === 0 ? [] : [`| ${itemName(item)} | ${done.join("; ")} |`];
  });
  const quiet = looked.length === 0 ? "Nothing to look at." : "Everything is up to date.";
  return {
    annotations: [
      ...failures.map(({ item, reason }) =>
        annotation("error", { title: "Plansmith" }, `${itemName(item)}: ${reason}`),
      ),
      ...later.map(({ item, reason }) =>
        annotation(
          "warning",
          { title: "Plansmith" },
          `${itemName(item)} is left to a later run: ${reason}.`,
        ),
      ),
    ].join(""),
    summary: [
      "### Plansmith",
      "",
      ...(rows.length > 0 ? ["| For | Done |", "| :-- | :-- |", ...rows] : []),
      ...(rows.length === 0 && failures.length + later.length === 0 ? [quiet] : []),
      ...listed("Not done", failures),
      ...listed("Left to a later run", later),
      "",
    ].join("\n"),
    outputs: {
      changed: String(writes.length > 0),
      issues: JSON.stringify(numbersOf(looked)),
      pulls: JSON.stringify(openedIn(writes)),
    },
    failed: failures.length > 0,
  };
}

function listed(heading: string, entries: RunOutcome["failures"]): readonly string[] {
  if (entries.length === 0) return [];
  const lines = entries.map(
    ({ item, reason }) => `- ${itemName(item)}: ${inlineText(reason, MAX_REASON)}`,
  );
  return ["", `**${heading}**`, "", ...lines];
}

function numbersOf(items: readonly WorkItem[]): readonly number[] {
  return items.flatMap((item) => (item.kind === "issue" ? item.number : []));
}

function openedIn(writes: RunOutcome["writes"]): readonly number[] {
  const opened = writes.filter(({ method, path }) => method === "POST" && path.endsWith("/pulls"));
  return opened.flatMap(({ number }) => number ?? []);
}

/** What a work item is called on the page of a run. */
function itemName(item: WorkItem): string {
  switch (item.kind) {
    case "issue":
    case "pull":
      return `#${item.number}`;
    case "group":
      return `#${item.number} in the merge queue`;
    case "commit":
      return `commit ${item.sha.slice(0, 7)}`;
    case "dashboard":
      return "the dashboard";
    case "referrers":
      return "plans that refer to what was closed";
    case "onboarding":
      return "the first labels";
    case "repository":
    case "dependents":
    case "sweep":
      return "all plans";
  }
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
  throw new Error(`${write.method} ${path}: say in src/action/report.ts what that does`);
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
