import type { ConfigProblem } from "../config/problem.js";
import type { Config } from "../config/schema.js";
import type { PlanPull } from "../github/pulls.js";
import type { Issue } from "../issue/issue.js";
import type { KeptRelated } from "../model/metadata.js";
import type { IssueRef } from "../model/refs.js";
import type { Approval } from "./approval/facts.js";
import type { ArchiveFacts } from "./archive/facts.js";
import type { CheckboxFacts } from "./checkboxes/boxes.js";
import type { CommandFacts } from "./commands/facts.js";
import type { DriftFacts } from "./drift/facts.js";
import type { EvidenceFacts } from "./evidence/items.js";
import type { LandingFacts } from "./landings/read.js";
import type { LinkedPull } from "./linked-pulls/facts.js";
import type { PlanAbsence, PlanFile } from "./plan-file/facts.js";
import type { OpenedPlan, ProposalInputs } from "./proposal/facts.js";
import type { Refill, ReportedConflicts } from "./refill/facts.js";
import type { Update } from "./updates/facts.js";

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
