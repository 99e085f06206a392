import { LRUCache } from "lru-cache";
import { installedKey, type RepositoryRef } from "../../model/refs.js";

/** Comments that are remembered: more than have commands within the days in which they are answered. */
const MAX_COMMENTS = 10_000;

/**
 * The comments whose commands this process has answered, or has seen to be answered. That never
 * changes, so whose reactions they have is not asked again: without it, each look at an issue would
 * cost one request for each command of the last week.
 */
export interface AnsweredComments {
  readonly has: (repository: RepositoryRef, comment: number) => boolean;
  readonly add: (repository: RepositoryRef, comment: number) => void;
}

/** An empty cache. */
export function createAnsweredComments(): AnsweredComments {
  const known = new LRUCache<string, true>({ max: MAX_COMMENTS });
  const keyOf = (repository: RepositoryRef, comment: number): string =>
    `${installedKey(repository)}/${comment}`;
  return {
    has: (repository, comment) => known.has(keyOf(repository, comment)),
    add: (repository, comment) => void known.set(keyOf(repository, comment), true),
  };
}
