import type { Heading } from "mdast";
import type { Config } from "../../config/schema.js";
import type { RelatedCounts } from "../../github/issues.js";
import type { Issue } from "../../issue/issue.js";
import { readLabels } from "../../issue/labels.js";
import { SECTION_KINDS } from "../../issue/section-kinds.js";
import { textMarkdown } from "../../markdown/escape.js";
import { parseMarkdown, plainText } from "../../markdown/parse.js";
import { digestOf, normalizeText } from "../../model/text.js";
import { defineTask } from "../../model/compute.js";
import { memoizeByText } from "../../model/memoize.js";
import { fillPlan, stepsIn, PlanTooLongError } from "../../plan/fill/fill.js";
import { hasLeftOut } from "../../plan/fill/fitting.js";
import type { FillInput, PlanDetail } from "../../plan/fill/input.js";
import type { Choice } from "../../plan/template/choose.js";
import type { Template } from "../../plan/template/template.js";
import type { Snapshot } from "../snapshot.js";
import { hasLabel, knownLabelNames } from "../state.js";

/**
 * The issue as plans are filled from it: with the headings that the configuration renames, and
 * without the labels that only say where its plan is. Those change while the plan does not.
 */
export function issueToFill(issue: Issue, config: Config): Issue {
  const labels = labelsToFill(issue, config);
  return withFields({ ...issue, labels }, config.fields);
}

/** The labels of {@link issueToFill}. */
export function labelsToFill(issue: Issue, config: Config): readonly string[] {
  const own = knownLabelNames(config);
  return issue.labels.filter((label) => !hasLabel(own, label));
}

/**
 * A digest of all that a plan is filled from, as far as looking at the issue and the configuration
 * shows: never of the date. The templates that Plansmith ships and the text of `package.json` are
 * left out: they alone change no plan that people are at work on.
 */
function fillSource(
  issue: Issue,
  config: Config,
  beside: { readonly counts: RelatedCounts; readonly templatesSha: string | undefined },
): string {
  const { number, title, body, author, assignees, labels, type, milestone, htmlUrl } = issueToFill(
    issue,
    config,
  );
  const { counts, templatesSha } = beside;
  const issueFields = [number, title, body, author, assignees, labels, type, milestone];
  const settings = [new URL(htmlUrl).pathname, config.templates, counts, templatesSha];
  // As long as it is the default, what was remembered before there was the key stays true.
  if (config.plans.detail !== "full") settings.push(config.plans.detail);
  return digestOf(JSON.stringify([issueFields, settings]), 16);
}

/** {@link fillSource} of several states of an issue. */
export const FILL_SOURCES = defineTask(
  "what a plan is filled from",
  (issues: readonly Issue[], config: Config, beside: Parameters<typeof fillSource>[2]) =>
    issues.map((issue) => fillSource(issue, config, beside)),
);

/** Labels that say something of the plan, and those that it names already: any other is no drift. */
export function relevantLabels(labels: readonly string[], text: string): readonly string[] {
  const { others } = readLabels(labels);
  const names = (label: string): boolean =>
    text.includes(label) || text.includes(textMarkdown(label, "paragraph"));
  return labels.filter((label) => !others.includes(label) || names(label));
}

/** Characters of inputs and plans that are remembered. */
const MAX_CHARACTERS = 256 * 1024;

const fillOnce = memoizeByText({
  maxCharacters: MAX_CHARACTERS,
  keyOf: ({ name, body }: Template, input: FillInput) => JSON.stringify([name, body, input]),
  find: (template: Template, input: FillInput) => fillPlan(template, input),
  sizeOf: (plan, key) => plan.length + key.length,
});

/**
 * The plan that {@link fillPlan} gives; `undefined` where it would be too long. It is asked for again
 * after every write of a run, and at every look at an issue whose plan could be another one; the same
 * input gives the same plan, so the latest ones are remembered.
 *
 * @throws RangeError where `input.date` is no date
 */
export function filledPlan(template: Template, input: FillInput): string | undefined {
  try {
    return fillOnce(template, input);
  } catch (error) {
    if (error instanceof PlanTooLongError) return undefined;
    throw error;
  }
}

/**
 * Largest plan, in bytes of UTF-8: a larger file could be written, but not read again.
 *
 * @see https://docs.github.com/rest/repos/contents#get-repository-content
 */
const MAX_BYTES = 1_000_000;

/** Whether a plan with that text is too large for GitHub to return its file. */
export function isTooBig(text: string): boolean {
  return Buffer.byteLength(text) > MAX_BYTES;
}

/** What people read about such a plan, Markdown. */
export const TOO_BIG =
  "The plan would be larger than 1 MB, the limit for files that GitHub returns, or have more than 100,000 list entries. " +
  "Shorten the issue, or choose a template with less text for each step.";

/**
 * How much of its format a plan has that somebody approved: what the configuration says now does not
 * change it.
 */
export function detailOf(rendering: string): PlanDetail {
  return hasLeftOut(rendering) ? "fitting" : "full";
}

/** The plan as it would be filled now, with the date of the first filling; `undefined` if too long. */
export function renderPlan(
  { issue, ref, config }: Pick<Snapshot, "issue" | "ref" | "config">,
  {
    choice,
    extra,
    last,
  }: {
    readonly choice: Choice;
    readonly extra: NonNullable<FillInput["extra"]>;
    /** The rendering before this one, whose steps keep their numbers. */
    readonly last?: { readonly text: string } | undefined;
  },
  {
    branch,
    base,
    at,
    detail = config.plans.detail,
  }: {
    readonly branch: string;
    readonly base: string;
    readonly at: string;
    /** The configuration's if left out. */
    readonly detail?: PlanDetail;
  },
): string | undefined {
  if ("problem" in choice) return "";
  return filledPlan(choice.template, {
    issue: issueToFill(issue, config),
    repository: { owner: ref.owner, name: ref.repo, defaultBranch: base },
    branch,
    date: at,
    detail,
    ...(last !== undefined && { steps: stepsIn(last.text) }),
    extra,
  });
}

/** Labels that are tried one by one. Of further ones, none is left out. */
const MAX_LABELS = 20;

/**
 * The issue without the labels, the milestone, the assignees and the type that a plan does not show.
 * What a plan shows of an issue is known by filling it once more: where the plan without one of them is
 * nearer to the plan that was filled last, that one came later.
 *
 * @param filled the plan as it was filled last
 * @param fill fills the plan from an issue; `undefined` where it would be too long
 */
export function withShownMetadata(
  issue: Issue,
  filled: string,
  fill: (issue: Issue) => string | undefined,
): Issue {
  const known = countWords(filled);
  const distanceOf = (changed: Issue): number => {
    const text = fill(changed);
    return text === undefined ? Number.POSITIVE_INFINITY : distance(known, countWords(text));
  };
  let best: Issue = { ...issue, labels: relevantLabels(issue.labels, filled) };
  let bestDistance = distanceOf(best);
  const leftOut: ((from: Issue) => Issue)[] = [
    (from) => ({ ...from, milestone: undefined }),
    (from) => ({ ...from, assignees: [] }),
    (from) => ({ ...from, type: undefined }),
    ...best.labels.slice(0, MAX_LABELS).map((label) => (from: Issue) => {
      return { ...from, labels: from.labels.filter((name) => name !== label) };
    }),
  ];
  for (const leaveOut of leftOut) {
    if (bestDistance === 0) break;
    const without = leaveOut(best);
    const newDistance = distanceOf(without);
    if (newDistance < bestDistance) [best, bestDistance] = [without, newDistance];
  }
  return best;
}

/** The issue without any of them. */
export function withoutMetadata(issue: Issue): Issue {
  return { ...issue, labels: [], milestone: undefined, assignees: [], type: undefined };
}

function countWords(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.split(/\s+/)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** How many words one text has and the other does not. */
function distance(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const [word, count] of a) sum += Math.abs(count - (b.get(word) ?? 0));
  for (const [word, count] of b) if (!a.has(word)) sum += count;
  return sum;
}

/**
 * The issue with the headings of its form called what the configuration says that they mean: each
 * that `fields` names gets the first name that Plansmith knows for that meaning. Case and white
 * space do not count. Everything else stays as it was written.
 */
export function withFields(issue: Issue, fields: Config["fields"]): Issue {
  const meanings = new Map(
    Object.entries(fields).map(([heading, slot]) => [normalizeText(heading), slot] as const),
  );
  if (meanings.size === 0) return issue;
  let { body } = issue;
  for (const node of parseMarkdown(body).children.toReversed()) {
    if (node.type !== "heading") continue;
    const name = nameOf(meanings.get(normalizeText(plainText(node))));
    if (name !== undefined) body = renamed(body, node, name);
  }
  return { ...issue, body };
}

/** The first known heading of a meaning. */
function nameOf(slot: string | undefined): string | undefined {
  if (slot === undefined || !isSlot(slot)) return undefined;
  return SECTION_KINDS[slot].names.split(" | ")[0]?.trim();
}

function isSlot(slot: string): slot is keyof typeof SECTION_KINDS {
  return Object.hasOwn(SECTION_KINDS, slot);
}

function renamed(body: string, node: Heading, name: string): string {
  const start = node.position?.start.offset ?? 0;
  const end = node.position?.end.offset ?? start;
  const heading = `${"#".repeat(node.depth)} ${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return body.slice(0, start) + heading + body.slice(end);
}
