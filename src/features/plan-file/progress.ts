import type { Config } from "../../config/schema.js";
import type { CommitTree } from "../../github/commits.js";
import type { Commit, RepositoryFile } from "../../github/files.js";
import { defineTask } from "../../model/compute.js";
import { memoizeByText } from "../../model/memoize.js";
import { normalizeText } from "../../model/text.js";
import type { ItemKind } from "../../plan/parse/items.js";
import { parsePlan, type Plan } from "../../plan/parse/parse.js";
import {
  itemsBySection,
  kindCounts,
  readProgress,
  type PlanItem,
  type Progress,
} from "../../plan/parse/progress.js";

/** The plan as a file. */
export interface PlanFile extends RepositoryFile {
  /** The commit it was read at: the head of an open pull request, else the one that last touched it. */
  readonly commit: Commit;
}

/** Why the plan of a merged pull request is not on the default branch. */
export interface PlanAbsence {
  /** `withdrawn`: it was there, and was removed; `elsewhere`: it was merged into another branch. */
  readonly kind: "withdrawn" | "elsewhere";
  readonly defaultBranch: string;
  /** The branch that the pull request was merged into. */
  readonly base: string;
  /** Where the plan was known to be. */
  readonly path: string | undefined;
  /** The commit that removed it; `undefined` where the history was replaced. */
  readonly commit: Commit | undefined;
}

/** A commit that brought a rendering. */
export interface Rendering extends CommitTree {
  readonly text: string;
  /** When the plan was filled first: ISO 8601, UTC. */
  readonly at: string;
  /** When this was committed: ISO 8601, UTC; `undefined` where it is not known. */
  readonly committedAt?: string | undefined;
}

/** Characters of plans that are remembered; what was read of them takes a few times that. */
const MAX_CHARACTERS = 256 * 1024;

/**
 * What a plan of an issue says, by the words that teams use. The same text is asked about many times
 * in a run, and again at the next event, so what was read last is remembered.
 *
 * @param host whose addresses of issues and pull requests count
 */
export const planIn: (text: string, host: string) => Plan = memoizeByText({
  maxCharacters: MAX_CHARACTERS,
  keyOf: (text: string, host: string) => `${host}\n${text}`,
  find: (text, host) => parsePlan(text, [], host),
});

/** The progress of the boxes that count. Sections stay, with what is left of their counts. */
export function countedProgress(progress: Progress, options: Config["progress"]): Progress {
  const { sections, ignore, nested } = options;
  if (sections.length === 0 && ignore.length === 0 && nested) return progress;
  const wanted = progress.sections.map(
    ({ heading }) =>
      (sections.length === 0 || isNamed(sections, heading)) && !isNamed(ignore, heading),
  );
  const items = progress.items.filter(
    (item) => wanted[item.section] === true && (nested || item.depth === 0),
  );
  const bySection = itemsBySection({ items, sections: progress.sections });
  return {
    ...progress,
    ...kindCounts(items),
    sections: progress.sections.map((section, index) => ({
      ...section,
      ...count(bySection[index] ?? []),
    })),
    items,
  };
}

/**
 * How many items of a plan are done and open, of those that count.
 *
 * @param host whose addresses of issues and pull requests count
 */
export const PLAN_PROGRESS = defineTask(
  "the progress of a plan",
  (text: string, options: Config["progress"], host?: string) => {
    const plan = host === undefined ? readProgress(text) : planIn(text, host);
    const { done, open } = countedProgress(plan, options);
    return { done, open };
  },
);

const REQUIRED: Readonly<Record<Config["completed"]["requires"][number], ItemKind>> = {
  steps: "step",
  criteria: "criterion",
  questions: "question",
  checks: "check",
};

/**
 * Whether everything is done that a plan needs to be completed: something of it, and nothing is left
 * open. A plan that shows no kinds has steps alone.
 */
export function isComplete(
  { kinds }: Pick<Progress, "kinds">,
  { requires }: Config["completed"],
): boolean {
  const needed = requires.map((key) => kinds[REQUIRED[key]]);
  return needed.some(({ done }) => done > 0) && needed.every(({ open }) => open === 0);
}

function count(items: readonly PlanItem[]): { readonly done: number; readonly open: number } {
  const done = items.filter((item) => item.done).length;
  return { done, open: items.length - done };
}

function isNamed(names: readonly string[], heading: string | null): boolean {
  return heading !== null && names.some((name) => normalizeText(name) === normalizeText(heading));
}
