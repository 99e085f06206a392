import type { WrittenReference } from "../../markdown/references.js";
import { nameOf, repositoryKey, type Target, type Outcome } from "../../model/refs.js";
import type { Plan, PlanTask } from "../../plan/parse/parse.js";
import { isPlaceholder } from "../../plan/placeholders.js";

/** The issue that a plan is for: what `#1` means in it, and what is no evidence. */
export interface Place extends Target {
  /** Numbers of the pull requests that brought the plan itself. */
  readonly pulls: readonly number[];
  /** The host whose addresses the plan's items refer by. */
  readonly host: string;
  /** Names that the repository had before, `owner/repo` in small letters. */
  readonly formerNames?: readonly string[];
}

/** What references in a plan name. The plan's issue itself and the plan's own pull requests are left out. */
export function targetsIn(
  references: readonly WrittenReference[],
  place: Place,
): readonly Target[] {
  return references
    .map(({ owner, repo, number }) => {
      const named = { owner: owner ?? place.owner, repo: repo ?? place.repo, number };
      const isFormer = place.formerNames?.includes(repositoryKey(named)) === true;
      return isFormer ? { ...named, owner: place.owner, repo: place.repo } : named;
    })
    .filter((target) => {
      const own = nameOf(target, place) === `#${target.number}`;
      return !own || ![place.number, ...place.pulls].includes(target.number);
    });
}

/** What became of everything that a plan waits for, by name. */
export interface DependencyAnswer {
  readonly open: readonly string[];
  readonly closed: readonly string[];
  /** Of some it is not known. */
  readonly unsure: boolean;
}

const WHAT = String.raw`(?:dependenc(?:y|ies)|prerequisites?|blockers?|blocking issues?)`;
const KIND = String.raw`(?:(?:of|the|its|our|open|known|other|external|internal|upstream|listed|required|remaining|unresolved|outstanding)\s+){0,3}`;
const CLOSED = String.raw`(?:closed|resolved|done|met|completed?|merged|finished|satisfied|cleared)`;

/** “All dependencies are closed”, “Dependencies resolved”, “No blockers exist” and the like. */
const STATEMENT = new RegExp(
  String.raw`^(?:(?:all|every)\s+)?${KIND}${WHAT}\s+(?:(?:is|are|have been|has been)\s+)?(?:all\s+)?${CLOSED}\b|\bno\s+${KIND}${WHAT}(?=\s+(?:exist|remain|left|are)\b|[\s.)]*$)`,
  "i",
);

/** Whether an item says of all dependencies that they are closed. */
export function asksForDependencies({ text }: Pick<PlanTask, "text">): boolean {
  return STATEMENT.test(text);
}

/**
 * What became of a plan's dependencies: of those that its section about them lists, by the issues
 * that they refer to or else by their boxes, and of those that GitHub knows of.
 *
 * @param blockers what blocks the issue on GitHub, by name
 */
export function answerDependencies(
  plan: Plan,
  {
    place,
    outcomes,
  }: { readonly place: Place; readonly outcomes: Readonly<Record<string, Outcome>> },
  blockers: readonly string[],
): DependencyAnswer {
  const listed = plan.dependencies.flatMap(({ references, text, done }) => {
    const targets = targetsIn(references, place);
    if (targets.length > 0) {
      return targets.map((target): readonly [string, Outcome] => {
        const name = nameOf(target, place);
        return [name, outcomes[name] ?? "unknown"];
      });
    }
    // Only what has a box says whether it is there.
    if (done === undefined || isPlaceholder(text)) return [];
    return [[text, done ? "completed" : "open"] as const];
  });
  // What is not known of GitHub's list is not shown, not even that it is open: nothing is proven then.
  const blocking = blockers.flatMap((name): readonly (readonly [string, Outcome])[] => {
    const outcome = outcomes[name] ?? "unknown";
    return outcome === "unknown" ? [] : [[name, outcome]];
  });
  const all = new Map<string, Outcome>([...listed, ...blocking]);
  const named = (wanted: (outcome: Outcome) => boolean): readonly string[] =>
    [...all].flatMap(([name, outcome]) => (wanted(outcome) ? [name] : []));
  return {
    open: named((outcome) => outcome === "open"),
    closed: named((outcome) => outcome !== "open" && outcome !== "unknown"),
    unsure: [...all.values()].includes("unknown") || blocking.length < blockers.length,
  };
}
