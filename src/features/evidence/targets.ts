import type { WrittenReference } from "../../markdown/references.js";
import { nameOf, repositoryKey, type Target } from "../../model/refs.js";

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
