import type { FillInput } from "../../plan/fill/input.js";
import type { ConfigProblem } from "../../config/problem.js";
import type { CommitTree } from "../../github/commits.js";
import type { KeptRelated } from "../../model/metadata.js";
import type { Choice } from "../../plan/template/choose.js";
import type { PlanFile } from "../plan-file/progress.js";
import type { Refill } from "../refill/facts.js";

/** What a new plan is built on. */
export interface ProposalInputs {
  readonly choice: Choice;
  /** Names of templates in the configuration that there are none of. */
  readonly problems: readonly ConfigProblem[];
  /** What the plan is filled from beyond the issue. */
  readonly extra: NonNullable<FillInput["extra"]>;
  readonly related: KeptRelated | undefined;
  readonly defaultBranch: string;
  /** The default branch's tip; `undefined` in a repository without commits. */
  readonly defaultTip: CommitTree | undefined;
  /** SHA of the plan branch's tip, where the branch is there already. */
  readonly branchTip: string | undefined;
  /** The plan file on the plan branch, where there is one already. */
  readonly branchFile: PlanFile | undefined;
  /** What is in the way of the plan file. */
  readonly obstacle: Obstacle | undefined;
  /** Paths of files that have the number in their name, and are not its plan. */
  readonly taken: readonly string[];
  /** Whether this run has filled that file. */
  readonly filled: boolean;
  /** What filling that file again needs, where it was there before this run. */
  readonly refill: Refill | undefined;
}

/** Something that lies where a plan is to be written, and is no folder or file that plans live in. */
export interface Obstacle {
  readonly path: string;
  readonly type: "file" | "dir" | "symlink" | "submodule";
}

/** A plan that was opened by this run. */
export interface OpenedPlan {
  /** The template that it was filled from. */
  readonly choice: Choice;
  /** Whether this run has filled it; else the file was on the branch before. */
  readonly filled: boolean;
}
