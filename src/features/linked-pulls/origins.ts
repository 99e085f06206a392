import { LRUCache } from "lru-cache";
import { installedKey, type IssueOrPullRef } from "../../model/refs.js";

/** Pull requests that are remembered. */
const MAX_PULLS = 10_000;

/**
 * Whether pull requests come from a branch of their own repository, which never changes. Without it,
 * each look at an issue that a pull request only mentions would cost one request more after each push
 * to the branch that it is to be merged into.
 */
export interface Origins {
  readonly get: (pull: IssueOrPullRef) => boolean | undefined;
  readonly set: (pull: IssueOrPullRef, isOwn: boolean) => void;
}

/** An empty cache. */
export function createOrigins(): Origins {
  const known = new LRUCache<string, boolean>({ max: MAX_PULLS });
  const keyOf = (pull: IssueOrPullRef): string => `${installedKey(pull)}#${pull.number}`;
  return {
    get: (pull) => known.get(keyOf(pull)),
    set: (pull, isOwn) => void known.set(keyOf(pull), isOwn),
  };
}
