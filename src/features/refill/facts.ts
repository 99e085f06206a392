import type { FillInput } from "../../plan/fill/input.js";
import type { CommitTree } from "../../github/commits.js";
import type { RepositoryFile } from "../../github/files.js";
import type { ConflictKey } from "../../plan/merge/merge.js";
import type { Choice } from "../../plan/template/choose.js";
import type { Rendering } from "../plan-file/progress.js";

/** What refilling an open plan needs. */
export interface Refill {
  readonly choice: Choice;
  /** What the plan is filled from beyond the issue. */
  readonly extra: NonNullable<FillInput["extra"]>;
  /** The tip of the plan branch, and the plan file there. */
  readonly head: CommitTree;
  readonly file: RepositoryFile;
  /** What was rendered last, of what the branch still holds; `undefined` where there is none. */
  readonly last: Rendering | undefined;
  /**
   * Login of the author, where they may not write to the repository and have edited the issue
   * since that was rendered, or it is not known whether they have.
   */
  readonly outsider?: string | undefined;
}

/** A comment of the App's own on the plan pull request. */
export interface ReportedConflicts {
  /** `undefined` for one that was just written. */
  readonly id: number | undefined;
  readonly conflicts: readonly ConflictKey[];
}
