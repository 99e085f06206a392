import type { CommitTree } from "../../github/commits.js";
import type { Commit, RepositoryFile } from "../../github/files.js";

/** The plan as a file. */
export interface PlanFile extends RepositoryFile {
  /** The commit it was read at: the head of an open pull request, else the one that last touched it. */
  readonly commit: Commit;
}

/** A commit that brought a rendering. */
export interface Rendering extends CommitTree {
  readonly text: string;
  /** When the plan was filled first: ISO 8601, UTC. */
  readonly at: string;
}
