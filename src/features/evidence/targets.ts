import type { WrittenReference } from "../../markdown/references.js";
import { isSameRepository, repositoryKey, type RepositoryName } from "../../model/refs.js";

/** An issue or a pull request by its place. */
export interface Target extends RepositoryName {
  readonly number: number;
}

/** The issue that a plan is for: what `#1` means in it, and what is no evidence. */
export interface Place extends Target {
  /** Numbers of the pull requests that brought the plan itself. */
  readonly pulls: readonly number[];
  /** The host whose addresses the plan's items refer by. */
  readonly host: string;
}

/** `#45`, or `owner/repo#45` in small letters for one of another repository. */
export function nameOf(target: Target, home: RepositoryName): string {
  const here = isSameRepository(target, home);
  return `${here ? "" : repositoryKey(target)}#${target.number}`;
}

/** What references in a plan name. The plan's issue itself and the plan's own pull requests are left out. */
export function targetsIn(
  references: readonly WrittenReference[],
  place: Place,
): readonly Target[] {
  return references
    .map(({ owner, repo, number }) => {
      return { owner: owner ?? place.owner, repo: repo ?? place.repo, number };
    })
    .filter((target) => {
      const own = nameOf(target, place) === `#${target.number}`;
      return !own || ![place.number, ...place.pulls].includes(target.number);
    });
}
