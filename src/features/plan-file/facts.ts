import type { CommitTree } from "../../github/commits.js";
import type { Commit, RepositoryFile } from "../../github/files.js";

/** The plan as a file. */
export interface PlanFile extends RepositoryFile {
  /** The commit it was read at: the head of an open pull request, else the one that last touched it. */
  readonly commit: Commit;
}

/** Why the plan of a merged pull request is not on the default branch. */
export interface PlanAbsence {
  /** `withdrawn`: it was there, and was removed; `elsewhere`: it was merged into another branch. */
  readonly kind: "withdrawn" | "elsewhere";
  readonly defaultBranch: string;
  /** The branch that the pull request was merged into. */
  readonly base: string;
  /** Where the plan was known to be. */
  readonly path: string | undefined;
  /** The commit that removed it; `undefined` where the history was replaced. */
  readonly commit: Commit | undefined;
}

/** A commit that brought a rendering. */
export interface Rendering extends CommitTree {
  readonly text: string;
  /** When the plan was filled first: ISO 8601, UTC. */
  readonly at: string;
  /** When this was committed: ISO 8601, UTC; `undefined` where it is not known. */
  readonly committedAt?: string | undefined;
}
