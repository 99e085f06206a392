import type { Config } from "../../config/schema.js";
import type { LabelDefinition } from "../../github/repository.js";
import { isPlanPath } from "../../model/text.js";
import { PLAN_STATES } from "../../model/refs.js";
import { readPlanMarker } from "../../plan/identity.js";
import { parsePlan } from "../../plan/parse/parse.js";
import { hasLabel, requestLabel, stateLabel } from "../state.js";

/** Files that are read to find out whether they are plans. */
const MAX_READ = 15;

/** A folder or file whose name says that it has to do with plans: `docs/plans/a.md`, `PLAN.md`. */
const PLAN_WORD = /(?:^|[/_. -])(?:exec)?plans?(?=[/_. -])/i;

/** Files that are no plan of this repository, whatever they are called. */
const NO_PLAN = /(?:^|[/_. -])(?:templates?|examples?|fixtures?|vendor|node_modules)(?=[/_. -])/i;

/** A path that people can copy into a command and that reads as what it is. */
const PLAIN_PATH = /^[\p{L}\p{N}._/-]+(?: [\p{L}\p{N}._/-]+)*$/u;

/** A file of a repository with its text. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** A plan that somebody wrote without Plansmith. */
export interface FoundPlan {
  readonly path: string;
  /** Its boxes. */
  readonly done: number;
  readonly total: number;
}

/**
 * The labels that a repository lacks. One of many repositories that are added at once gets only the
 * label that requests a plan: each write of an installation waits for the one before.
 *
 * @param defined names of the labels that it has
 */
export function missingLabels(
  config: Config,
  defined: readonly string[],
  { requestOnly }: { readonly requestOnly: boolean },
): readonly LabelDefinition[] {
  const states = requestOnly ? [] : PLAN_STATES.map((state) => stateLabel(config, state));
  return [requestLabel(config), ...states]
    .filter((label) => label !== undefined)
    .filter(({ name }) => !hasLabel(defined, name));
}

/** Of all paths of a repository those that may be plans by their names, in their order; 15 at most. */
export function planCandidates(paths: readonly string[]): readonly string[] {
  return paths
    .filter(
      (path) =>
        isPlanPath(path) && PLAN_WORD.test(path) && !NO_PLAN.test(path) && PLAIN_PATH.test(path),
    )
    .slice(0, MAX_READ);
}

/** The files that are plans with something left to do, and that are not yet the plan of an issue. */
export function plansToAdopt(files: readonly TextFile[]): readonly FoundPlan[] {
  return files.flatMap(({ path, text }) => {
    if (readPlanMarker(text) !== undefined) return [];
    const { items } = parsePlan(text);
    const done = items.filter((item) => item.done).length;
    return done === items.length ? [] : [{ path, done, total: items.length }];
  });
}
