import type { CommitTree } from "../../github/commits.js";
import type { PlanPull } from "../../github/pulls.js";
import type { PlanFile } from "../plan-file/progress.js";

/** The branch that gathers changes of an approved plan, and the pull request that brings them. */
export interface Update {
  readonly branch: string;
  /** Pull requests from it: the open one first, then newest first. The first counts. */
  readonly pulls: readonly PlanPull[];
  /** SHA of its tip; `undefined` where there is no such branch. */
  readonly tip: string | undefined;
  /** The plan on it. */
  readonly file: PlanFile | undefined;
  /** Commits on it that are not on the default branch, merges left out. */
  readonly changes: number;
  /** The plan where the two branches parted, if the default branch has changed it since. */
  readonly parted: string | undefined;
  readonly defaultBranch: string;
  /** The default branch's tip. */
  readonly defaultTip: CommitTree;
}
