import { defineTask } from "../../model/compute.js";
import { blocksWith } from "../../markdown/source.js";
import { linesOf } from "../../markdown/outline.js";
import { parseMarkdown } from "../../markdown/parse.js";
import type { KeptEvidence } from "../../model/metadata.js";
import { nameOf, type Target } from "../../model/refs.js";
import { type Outcome } from "../../model/states.js";
import type { Plan, PlanTask } from "../../plan/parse/parse.js";
import { digestsOf, readLabel, sameWords, splitNumber } from "../../plan/parse/items.js";
import { itemInSection, type PlanItem, type SectionProgress } from "../../plan/parse/progress.js";
import type { Landings } from "../landings/reverts.js";
import {
  asksForDependencies,
  type DependencyAnswer,
  targetsIn,
  type Place,
} from "./dependencies.js";

/** What is known of the work that a plan refers to. */
export interface EvidenceFacts {
  readonly place: Place;
  /** By {@link nameOf}. What was not looked at is not there. */
  readonly outcomes: Readonly<Record<string, Outcome>>;
  /** Where merged pull requests are now, by name. */
  readonly landings: Landings;
  /** What merged pull requests say they did. */
  readonly steps: readonly NamedStep[];
  /** The same of those that were reverted, or are not in the default branch. */
  readonly undone: readonly NamedStep[];
  /** By merged pull request, the steps that its commits name, where that was read. */
  readonly commits: Readonly<Record<string, readonly string[]>>;
  /** What is remembered of descriptions that were touched after the merge. */
  readonly claims?: KeptEvidence["claims"];
  /** What became of the plan's dependencies; `undefined` where no item asks. */
  readonly dependencies: DependencyAnswer | undefined;
}

/** What the work says of one item. */
export interface ItemEvidence {
  readonly item: PlanTask;
  /** From 0, among the counted items of the file. */
  readonly index: number;
  /** `refuted`: what it refers to was closed unmerged or taken back, or what it says is not so. */
  readonly verdict: "proven" | "refuted" | "pending";
  /** What shows it: the work that it refers to or that names it, or the plan's dependencies. */
  readonly from: "work" | "dependencies";
  /** What became of that work. */
  readonly outcome: Outcome;
  /** Their names: `#45`, `owner/repo#45`, or a dependency's words. */
  readonly by: readonly string[];
  /** Logins of those who say that the work did this; none where the item itself refers to it. */
  readonly claimedBy?: readonly string[];
}

type Verdict = Pick<ItemEvidence, "verdict" | "from" | "by" | "outcome" | "claimedBy">;

/**
 * What the items of a plan refer to, each once, in document order, with its dependencies where an
 * item says something of those.
 */
export function targetsOf(plan: Plan, place: Place): readonly Target[] {
  const asksForAny = plan.items.some((item) => asksForDependencies(item));
  const items = plan.items.flatMap((item) => item.deliveredBy);
  const others = asksForAny ? plan.dependencies.flatMap(({ references }) => references) : [];
  const found = targetsIn([...items, ...others], place);
  return [...new Map(found.map((target) => [nameOf(target, place), target])).values()];
}

/** The items that the work says something of, in document order. */
export function readEvidence({ items }: Plan, facts: EvidenceFacts): readonly ItemEvidence[] {
  const named = itemsOfSteps(items, facts.steps);
  const undone = itemsOfSteps(items, facts.undone);
  return items.flatMap((item, index): readonly ItemEvidence[] => {
    const steps = named.get(index);
    const verdict: Verdict | undefined =
      steps === undefined
        ? (verdictOf(item, facts) ?? undoneVerdict(undone.get(index), facts))
        : {
            verdict: "proven",
            from: "work",
            by: [...new Set(steps.map(({ pull }) => pull))],
            claimedBy: [...new Set(steps.map(({ by }) => by))],
            outcome: "merged",
          };
    return verdict === undefined ? [] : [{ item, index, ...verdict }];
  });
}

/** The items that are proven and not ticked. What is struck through will not be done. */
export function provenUnticked(evidence: readonly ItemEvidence[]): readonly ItemEvidence[] {
  return evidence.filter(
    ({ item, verdict }) => verdict === "proven" && !item.done && !item.dropped,
  );
}

/** By what the item says it is delivered by, else by what it says of the dependencies. */
function verdictOf(item: PlanTask, facts: EvidenceFacts): Verdict | undefined {
  const { place, outcomes, dependencies } = facts;
  const names = targetsIn(item.deliveredBy, place).map((target) => nameOf(target, place));
  if (names.length > 0) return byReferences([...new Set(names)], outcomes);
  if (dependencies === undefined || !asksForDependencies(item)) return undefined;
  const { open, closed, unsure } = dependencies;
  if (open.length > 0) {
    return { verdict: "refuted", from: "dependencies", by: open, outcome: "open" };
  }
  if (closed.length === 0 || unsure) return undefined;
  return { verdict: "proven", from: "dependencies", by: closed, outcome: "completed" };
}

/** By the pull requests that name the item and are not in the default branch, or not any more. */
function undoneVerdict(
  steps: readonly NamedStep[] | undefined,
  { landings }: EvidenceFacts,
): Verdict | undefined {
  const all = [...new Set(steps?.map(({ pull }) => pull))];
  const reverted = all.filter((pull) => landings[pull]?.at === "reverted");
  const by = reverted.length > 0 ? reverted : all;
  if (by.length === 0) return undefined;
  const outcome = reverted.length > 0 ? "reverted" : "elsewhere";
  return { verdict: "refuted", from: "work", by, outcome };
}

/**
 * All that it refers to has to be done. Of several pull requests, one may have replaced another: one
 * that was closed, or one of a lower number that was reverted.
 */
function byReferences(
  names: readonly string[],
  outcomes: EvidenceFacts["outcomes"],
): Verdict | undefined {
  const those = (...wanted: readonly Outcome[]): readonly string[] =>
    names.filter((name) => wanted.includes(outcomes[name] ?? "unknown"));
  const [merged, unmerged] = [those("merged"), those("unmerged")];
  const done = those("merged", "completed");
  const last = Math.max(0, ...merged.map(numberOf));
  const reverted = those("reverted").filter((name) => numberOf(name) > last);
  const replaced =
    merged.length > 0 ? unmerged.length + those("reverted").length - reverted.length : 0;
  if (done.length + replaced === names.length) {
    return { verdict: "proven", from: "work", by: done, outcome: "merged" };
  }
  if (reverted.length > 0) {
    return { verdict: "refuted", from: "work", by: reverted, outcome: "reverted" };
  }
  if (merged.length === 0 && unmerged.length > 0) {
    return { verdict: "refuted", from: "work", by: unmerged, outcome: "unmerged" };
  }
  const elsewhere = those("elsewhere");
  if (elsewhere.length > 0) {
    return { verdict: "refuted", from: "work", by: elsewhere, outcome: "elsewhere" };
  }
  const open = those("open");
  return open.length > 0
    ? { verdict: "pending", from: "work", by: open, outcome: "open" }
    : undefined;
}

function numberOf(name: string): number {
  return Number(name.slice(name.indexOf("#") + 1));
}

/** A step that a merged pull request says it did. */
export interface NamedStep {
  /** Name of the pull request: `#45`. */
  readonly pull: string;
  /** Login of who says so. */
  readonly by: string;
  /** As written: the item's label, or the beginning of its text. */
  readonly value: string;
  /** Digest of the item that the label meant when the pull request was first seen merged. */
  readonly digest: string | undefined;
}

/** Steps that one pull request can name. */
const MAX_STEPS = 20;

/** Characters of one body that are parsed. */
const MAX_PARSED = 4096;

/** A trailer, as in commit messages (git-interpret-trailers). */
const TRAILER = /^plan-steps?:\s*(\S.*)$/i;
const MENTION = /plan-step/i;
const LABEL = String.raw`(?:steps?\s+)?[cqv]?\d{1,4}(?:\.\d{1,4}){0,4}`;
const LABELS = new RegExp(String.raw`^${LABEL}(?:\s*(?:[,;&]|\band\b)\s*${LABEL})*$`, "i");
const SECTION_ITEM = /^§\s?(\d{1,4})\.(\d{1,4})$/;

/**
 * The steps that the body of a pull request names, each in a line of its own: `Plan-Step: 3`,
 * `Plan-Step: 3, C2` or `Plan-Step: <beginning of the item>`. Nothing in code, comments, quotes or
 * lists counts, nor does what is beyond 4 KiB of blocks with such lines.
 */
export function readStepTrailers(body: string): readonly string[] {
  let left = MAX_PARSED;
  const values = blocksWith(body, MENTION).flatMap((block) => {
    if (block.length > left) return [];
    left -= block.length;
    return parseMarkdown(block).children.flatMap((node) =>
      node.type === "paragraph"
        ? linesOf(node.children).flatMap(({ text }) => TRAILER.exec(text)?.[1] ?? [])
        : [],
    );
  });
  return values
    .flatMap((value) =>
      LABELS.test(value)
        ? value.replaceAll(/\bsteps?\s+/gi, "").split(/\s*(?:[,;&]|\band\b)\s*/i)
        : [value],
    )
    .slice(0, MAX_STEPS);
}

/** {@link readStepTrailers} of several texts. */
export const STEP_TRAILERS = defineTask(
  "the steps that pull requests name",
  (bodies: readonly string[]) => bodies.map(readStepTrailers),
);

/**
 * A step that a pull request names, bound to the item that its label means now: what people make of
 * the plan later changes labels, not what was done. `undefined` where there is no such item.
 *
 * @param items the plan's items, with the numbers that they have had so far
 * @param known the digest that the label was bound to before
 */
export function bindStep(
  source: Pick<NamedStep, "pull" | "by">,
  value: string,
  {
    items,
    sections,
    known,
  }: {
    readonly items: readonly PlanItem[];
    readonly sections: readonly SectionProgress[];
    readonly known: string | undefined;
  },
): NamedStep | undefined {
  const label = readLabel(value);
  const [, section, nth] = SECTION_ITEM.exec(value) ?? [];
  if (label === undefined && section === undefined) return { ...source, value, digest: undefined };
  const at =
    label === undefined
      ? itemInSection({ items, sections }, Number(section), Number(nth))
      : items.findIndex((item) => item.label === label);
  const digest = known ?? digestsOf(items)[at ?? -1];
  return digest === undefined ? undefined : { ...source, value, digest };
}

/**
 * Which steps name which items, by the items' indexes. A beginning that several items have
 * names none of them, unless it is all that one of them says.
 */
function itemsOfSteps(
  items: readonly PlanTask[],
  steps: readonly NamedStep[],
): ReadonlyMap<number, readonly NamedStep[]> {
  const found = new Map<number, readonly NamedStep[]>();
  if (steps.length === 0) return found;
  const digests = digestsOf(items);
  const texts = items.map(({ text }) => sameWords(text));
  for (const step of steps) {
    const { value, digest } = step;
    const index = digest === undefined ? itemNamed(items, texts, value) : digests.indexOf(digest);
    if (index === -1) continue;
    found.set(index, [...(found.get(index) ?? []), step]);
  }
  return found;
}

/** The item whose text begins so, also where the item's number stands in front as the plan has it. */
function itemNamed(items: readonly PlanTask[], texts: readonly string[], value: string): number {
  const found = beginning(texts, sameWords(value));
  const { number, text } = splitNumber(value);
  if (found !== -1 || number === undefined) return found;
  const at = beginning(texts, sameWords(text));
  return items[at]?.label === String(number) ? at : -1;
}

/** The one text that begins so, or is just that; -1 where there is none, or more than one. */
function beginning(texts: readonly string[], start: string): number {
  if (start === "") return -1;
  for (const fits of [(text: string) => text === start, (text: string) => text.startsWith(start)]) {
    const first = texts.findIndex(fits);
    if (first !== -1) return texts.findLastIndex(fits) === first ? first : -1;
  }
  return -1;
}
