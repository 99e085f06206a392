import { asksForDependencies, type DependencyAnswer } from "./evidence/dependencies.js";
import { itemsOfSteps, type NamedStep } from "./evidence/steps.js";
import { nameOf, targetsIn, type Outcome, type Place, type Target } from "./evidence/targets.js";
import type { Plan } from "./parse.js";
import type { PlanTask } from "./parse/items.js";

/** What is known of the work that a plan refers to. */
export interface Facts {
  readonly place: Place;
  /** By {@link nameOf}. What was not looked at is not there. */
  readonly outcomes: Readonly<Record<string, Outcome>>;
  /** What merged pull requests say they did. */
  readonly steps: readonly NamedStep[];
  /** By merged pull request, the steps that its commits name, where that was read. */
  readonly commits: Readonly<Record<string, readonly string[]>>;
  /** What became of the plan's dependencies; `undefined` where no item asks. */
  readonly dependencies: DependencyAnswer | undefined;
}

/** What the work says of one item. */
export interface ItemEvidence {
  readonly item: PlanTask;
  /** From 0, among the counted items of the file. */
  readonly index: number;
  /** `refuted`: what it refers to was closed unmerged, or what it says is not so. */
  readonly verdict: "proven" | "refuted" | "pending";
  /** What tells it: the work that it refers to or that names it, or the plan's dependencies. */
  readonly from: "work" | "dependencies";
  /** Their names: `#45`, `owner/repo#45`, or a dependency's words. */
  readonly by: readonly string[];
}

type Verdict = Pick<ItemEvidence, "verdict" | "from" | "by">;

/**
 * What the items of a plan refer to, each once, in document order, with its dependencies where an
 * item says something of those.
 */
export function targetsOf(plan: Plan, place: Place): readonly Target[] {
  const asked = plan.items.some((item) => asksForDependencies(item));
  const items = plan.items.flatMap(({ references }) => references);
  const others = asked ? plan.dependencies.flatMap(({ references }) => references) : [];
  const found = targetsIn([...items, ...others], place);
  return [...new Map(found.map((target) => [nameOf(target, place), target])).values()];
}

/** The items that the work says something of, in document order. */
export function readEvidence({ items }: Plan, facts: Facts): readonly ItemEvidence[] {
  const named = itemsOfSteps(items, facts.steps);
  return items.flatMap((item, index): readonly ItemEvidence[] => {
    const pulls = named.get(index);
    const said: Verdict | undefined =
      pulls === undefined
        ? verdictOf(item, facts)
        : { verdict: "proven", from: "work", by: [...pulls] };
    return said === undefined ? [] : [{ item, index, ...said }];
  });
}

/** The items that are proven and not ticked. What is struck through will not be done. */
export function provenUnticked(evidence: readonly ItemEvidence[]): readonly ItemEvidence[] {
  return evidence.filter(
    ({ item, verdict }) => verdict === "proven" && !item.done && !item.dropped,
  );
}

/** By what the item itself refers to, else by what it says of the dependencies. */
function verdictOf(item: PlanTask, facts: Facts): Verdict | undefined {
  const { place, outcomes, dependencies } = facts;
  const names = targetsIn(item.references, place).map((target) => nameOf(target, place));
  if (names.length > 0) return byReferences([...new Set(names)], outcomes);
  if (dependencies === undefined || !asksForDependencies(item)) return undefined;
  const { open, closed, unsure } = dependencies;
  if (open.length > 0) return { verdict: "refuted", from: "dependencies", by: open };
  if (closed.length === 0 || unsure) return undefined;
  return { verdict: "proven", from: "dependencies", by: closed };
}

/** All that it refers to has to be done. Of several pull requests, one may have replaced another. */
function byReferences(names: readonly string[], outcomes: Facts["outcomes"]): Verdict | undefined {
  const those = (...wanted: readonly Outcome[]): readonly string[] =>
    names.filter((name) => wanted.includes(outcomes[name] ?? "unknown"));
  const [merged, unmerged] = [those("merged"), those("unmerged")];
  const done = those("merged", "completed");
  const replaced = merged.length > 0 ? unmerged.length : 0;
  if (done.length + replaced === names.length) return { verdict: "proven", from: "work", by: done };
  if (merged.length === 0 && unmerged.length > 0) {
    return { verdict: "refuted", from: "work", by: unmerged };
  }
  const open = those("open");
  return open.length > 0 ? { verdict: "pending", from: "work", by: open } : undefined;
}
