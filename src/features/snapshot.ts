import type { ConfigProblem } from "../config/problem.js";
import type { Config } from "../config/schema.js";
import type { Reaction } from "../github/comments.js";
import type { BranchStart, RenderingMerge, FileMerge } from "../github/commits.js";
import type { FileChange } from "../github/files.js";
import type { LabelDefinition } from "../github/repository.js";
import type { NewPull, PlanPull } from "../github/pulls.js";
import type { TreeChange } from "../github/trees.js";
import type { Issue } from "../issue/issue.js";
import type { KeptRelated } from "../model/metadata.js";
import type { IssueRef } from "../model/refs.js";
import type { ConflictKey } from "../plan/merge/merge.js";
import type { Approval } from "./approval/facts.js";
import type { ArchiveFacts } from "./archive/facts.js";
import type { CheckboxFacts } from "./checkboxes/boxes.js";
import type { CommandFacts } from "./commands/facts.js";
import type { DriftFacts } from "./drift/facts.js";
import type { EvidenceFacts } from "./evidence/items.js";
import type { LandingFacts } from "./landings/read.js";
import type { LinkedPull } from "./linked-pulls/facts.js";
import type { PlanAbsence, PlanFile } from "./plan-file/progress.js";
import type { OpenedPlan, ProposalInputs } from "./proposal/facts.js";
import type { Refill, ReportedConflicts } from "./refill/facts.js";
import type { ConflictReview } from "./refill/text.js";
import type { Update } from "./updates/facts.js";

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

/** A status comment of the App's own. */
export interface StatusComment {
  readonly id: number;
  /** Left out where GitHub gives none. */
  readonly nodeId?: string;
  readonly body: string;
  /** The issue that it is on, `owner/repo#4` in small letters; left out where all of it is believed. */
  readonly home?: string;
}

/** What is known of an issue in every phase, as one run has read it. */
export interface CommonFacts {
  readonly ref: IssueRef;
  readonly issue: Issue;
  /** The configuration; where it is broken, what could be understood of it. */
  readonly config: Config;
  /** What is wrong with the configuration. */
  readonly problems: readonly ConfigProblem[];
  /** Pull requests from the plan branch: the open one first, then newest first. The first counts. */
  readonly pulls: readonly PlanPull[];
  /** The plan: from its branch while the pull request is open, else from the default branch. */
  readonly plan: PlanFile | undefined;
  /** Why the plan of a merged pull request is not on the default branch; `undefined` where it is. */
  readonly absence?: PlanAbsence | undefined;
  /** The App's status comments, oldest first. There should be one at most. */
  readonly comments: readonly StatusComment[];
  readonly linked: readonly LinkedPull[];
  /** Names that the repository had before, `owner/repo` in small letters. */
  readonly formerNames?: readonly string[];
  /** What is remembered of where merged work is. */
  readonly landings?: LandingFacts["kept"];
  readonly commands: CommandFacts;
  /** What people have ticked in the status comment; `undefined` for nothing. */
  readonly checkboxes?: CheckboxFacts | undefined;
  readonly archive: ArchiveFacts;
  /** Whether the repository has templates of its own. */
  readonly hasTemplates?: boolean;
  /** Digest of what the plan would be filled from now. */
  readonly source: string;
  /** The same without the issue's labels. */
  readonly sourceUnlabelled: string;
  /** Corrections of this issue that something else keeps undoing (`brakes/rules.ts`). */
  readonly contested?: readonly string[];
  /** Corrections that this run leaves for later, because they have to wait. */
  readonly braked?: readonly string[];
  /** SHA of a commit that this run made: nobody can have checked it yet. */
  readonly ownCommit?: string;
  /** Whether this run has asked for a dashboard. */
  readonly dashboardAsked?: true;
  /** The key for which this run has written the plan's check run. */
  readonly checked?: string;
  /** The key for which this run has had pull requests checked. */
  readonly gated?: string;
}

/** What is read where a plan is to be opened. */
export interface RequestedFacts {
  /** `undefined` where the configuration is broken: no plan is opened then. */
  readonly proposal: ProposalInputs | undefined;
}

/** What is read while the plan pull request is open. */
export interface ProposedFacts {
  /** `undefined` where the plan was filled from what it would be filled from now. */
  readonly refill: Refill | undefined;
  /** What the issue is related to now; `undefined` for nothing. */
  readonly related: KeptRelated | undefined;
  /** What the App reported of conflicts on the plan pull request, oldest first. */
  readonly reportedConflicts: readonly ReportedConflicts[];
  readonly approval: Approval;
  /** Whom GitHub did not take as reviewers, as far as this run knows. */
  readonly rejectedReviewers: readonly string[];
  /** Login of whose edits this run has merged into the plan, where they may not write. */
  readonly mergedOutsider?: string | undefined;
  /** How this run has opened the plan; `undefined` where it was open before. */
  readonly opened: OpenedPlan | undefined;
}

/** What is read of a plan that is the team's: merged, or on the default branch by another way. */
export interface ApprovedFacts {
  /** What waits to get into the plan; `undefined` where nothing can. */
  readonly update: Update | undefined;
  readonly drift: DriftFacts;
  /** What is known of the work that the plan refers to; `undefined` where nobody wants to know. */
  readonly evidence: EvidenceFacts | undefined;
}

/** Facts that a phase does not have. */
type Without<Facts> = { readonly [Key in keyof Facts]?: undefined };

/** No plan is asked for, and there is none, or none any more. */
type UnplannedSnapshot = CommonFacts & { readonly phase: "none" } & Without<RequestedFacts> &
  Without<ProposedFacts> &
  Without<ApprovedFacts>;

/** A plan is asked for, and there is none. */
export type RequestedSnapshot = CommonFacts & {
  readonly phase: "requested";
  readonly plan: undefined;
} & RequestedFacts &
  Without<ProposedFacts> &
  Without<ApprovedFacts>;

/** The plan pull request is open. */
export type ProposedSnapshot = CommonFacts & { readonly phase: "proposed" } & ProposedFacts &
  Without<RequestedFacts> &
  Without<ApprovedFacts>;

/** The plan is the team's. */
export type ApprovedSnapshot = CommonFacts & {
  readonly phase: "approved";
  readonly plan: PlanFile;
} & ApprovedFacts &
  Without<RequestedFacts> &
  Without<ProposedFacts>;

/**
 * Everything that matters about one issue, as one run has read it. The phase says which facts
 * there are.
 */
export type Snapshot = UnplannedSnapshot | RequestedSnapshot | ProposedSnapshot | ApprovedSnapshot;

/** The phase that an issue's plan is in. */
export function phaseOf(
  { plan, pulls }: Pick<CommonFacts, "plan" | "pulls">,
  isRequested: boolean,
): Snapshot["phase"] {
  if (pulls[0]?.state === "open") return "proposed";
  if (plan !== undefined) return "approved";
  return isRequested ? "requested" : "none";
}
