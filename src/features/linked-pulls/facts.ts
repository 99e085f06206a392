import { LRUCache } from "lru-cache";
import type { CrossReference } from "../../github/timeline.js";
import { installedKey, type IssueOrPullRef } from "../../model/refs.js";
import type { Landing } from "../landings/reverts.js";

/** A pull request that works on the issue, as the status comment shows it. */
export interface LinkedPull extends CrossReference {
  /** `#5`, or `owner/repo#5` for one of another repository. */
  readonly label: string;
  /** Whether merging it closes the issue; else it is part of it. */
  readonly closes: boolean;
  /** Whether it is in another repository. */
  readonly external: boolean;
  /**
   * Whether it is work on the issue, which changes the plan's state: not where it is external, nor
   * where it only mentions the issue and is of a fork, or of somebody who may not write.
   */
  readonly isWork: boolean;
  /** A program wrote its description from a history: it is linked, and does not say that work began. */
  readonly generated?: boolean;
  /** Where a merged one is now; `undefined` for others, and where it was not read. */
  readonly landing?: Landing | undefined;
}

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
