import type { Reaction } from "../github/comments.js";
import type { BranchStart, RenderingMerge, FileMerge } from "../github/commits.js";
import type { FileChange } from "../github/files.js";
import type { LabelDefinition } from "../github/labels.js";
import type { NewPull } from "../github/pulls.js";
import type { TreeChange } from "../github/trees.js";
import type { ConflictKey } from "../plan/merge/merge.js";
import type { ConflictReview } from "./refill/text.js";

/** One write to GitHub. Each is an ensure: where the snapshot is so already, it is no error. */
export type Action =
  /** Makes a branch, with the plan on it. */
  | { readonly type: "create-branch"; readonly start: BranchStart }
  | { readonly type: "write-plan"; readonly change: FileChange }
  | { readonly type: "merge-plan"; readonly merge: FileMerge }
  | { readonly type: "open-pull"; readonly pull: NewPull }
  | {
      readonly type: "assign-pull";
      readonly number: number;
      readonly assignees: readonly string[];
    }
  | {
      readonly type: "request-review";
      readonly number: number;
      /** Logins, and teams as `organisation/slug`. */
      readonly names: readonly string[];
    }
  | { readonly type: "label-pull"; readonly number: number; readonly labels: readonly string[] }
  /** Brings a new rendering into the approved plan, on the branch of its changes at `tip`. */
  | {
      readonly type: "refill-update";
      readonly tip: string;
      readonly merge: Omit<RenderingMerge, "head"> & Required<Pick<RenderingMerge, "merged">>;
    }
  /** The commit that archives the plan, and its branch. */
  | { readonly type: "commit-archive"; readonly change: TreeChange }
  | { readonly type: "open-archive"; readonly pull: NewPull }
  /** Has the repository's dashboard opened, by a run of its own. */
  | { readonly type: "ask-for-dashboard" }
  | { readonly type: "check-plan"; readonly key: string }
  | { readonly type: "look-at-pulls"; readonly key: string; readonly numbers: readonly number[] }
  | { readonly type: "retitle-pull"; readonly number: number; readonly title: string }
  | { readonly type: "describe-pull"; readonly number: number; readonly body: string }
  | { readonly type: "close-pull"; readonly number: number }
  | {
      readonly type: "report-conflicts";
      readonly number: number;
      readonly commit: string;
      readonly path: string;
      readonly review: ConflictReview;
      readonly conflicts: readonly ConflictKey[];
    }
  | { readonly type: "retract-conflicts"; readonly id: number }
  | { readonly type: "merge-rendering"; readonly merge: RenderingMerge }
  | { readonly type: "react"; readonly comment: number; readonly content: Reaction }
  | {
      readonly type: "reply";
      /** The comment that is answered. */
      readonly comment: number;
      /** The issue or pull request that it stands below. */
      readonly on: number;
      readonly body: string;
    }
  | { readonly type: "create-comment"; readonly body: string }
  | { readonly type: "update-comment"; readonly id: number; readonly body: string }
  | { readonly type: "delete-comment"; readonly id: number }
  | { readonly type: "add-label"; readonly label: LabelDefinition }
  | { readonly type: "remove-label"; readonly name: string };

/** What {@link Action}s of the check runs are: they need more than a client to be carried out. */
export type CheckAction = Extract<Action, { type: "check-plan" | "look-at-pulls" }>;
