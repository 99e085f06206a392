import { inlineText } from "../markdown/escape.js";
import { workKey, type WorkItem } from "../model/refs.js";
import { annotation } from "../cli/reports.js";
import type { Outcome } from "./work.js";
import { describeWrite } from "./writes.js";

/** What a run leaves behind. */
export interface Report {
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
export function outcomeReport({ looked, writes, failures, later }: Outcome): Report {
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

function listed(heading: string, entries: Outcome["failures"]): readonly string[] {
  if (entries.length === 0) return [];
  const lines = entries.map(
    ({ item, reason }) => `- ${itemName(item)}: ${inlineText(reason, MAX_REASON)}`,
  );
  return ["", `**${heading}**`, "", ...lines];
}

function numbersOf(items: readonly WorkItem[]): readonly number[] {
  return items.flatMap((item) => (item.kind === "issue" ? item.number : []));
}

function openedIn(writes: Outcome["writes"]): readonly number[] {
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
