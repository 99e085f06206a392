import type { ConfigProblem } from "../config/problem.js";
import type { Config } from "../config/schema.js";
import type { PlanPull } from "../github/pulls.js";
import type { Issue } from "../issue/issue.js";
import type { IssueRef } from "../model/refs.js";
import type { Approval } from "./approval/facts.js";
import type { ArchiveFacts } from "./archive/facts.js";
import type { CheckboxFacts } from "./checkboxes/facts.js";
import type { CommandFacts } from "./commands/facts.js";
import type { DriftInputs } from "./drift/facts.js";
import type { EvidenceFacts } from "./evidence/items.js";
import type { LinkedPull } from "./linked-pulls/facts.js";
import type { PlanFile } from "./plan-file/facts.js";
import type { ProposalInputs } from "./proposal/facts.js";
import type { Refill, ReportedConflicts } from "./refill/facts.js";
import type { StatusComment } from "./status-comment/facts.js";
import type { Update } from "./updates/facts.js";

/** Everything that matters about one issue, as one run has read it. */
export interface Snapshot {
  readonly ref: IssueRef;
  readonly issue: Issue;
  /** What counts; where it is broken, what could be understood of it. */
  readonly config: Config;
  /** What is wrong with the configuration. */
  readonly problems: readonly ConfigProblem[];
  /** Pull requests from the plan branch: the open one first, then newest first. The first counts. */
  readonly pulls: readonly PlanPull[];
  /** The plan: from its branch while the pull request is open, else from the default branch. */
  readonly plan: PlanFile | undefined;
  /** The App's status comments, oldest first. There should be one at most. */
  readonly comments: readonly StatusComment[];
  readonly linked: readonly LinkedPull[];
  /** What is known of the work that an approved plan refers to. */
  readonly evidence: EvidenceFacts | undefined;
  /** Whom GitHub did not take as reviewers, as far as this run saw. */
  readonly rejectedReviewers: readonly string[];
  /** Read only where a plan is to be opened. */
  readonly proposal: ProposalInputs | undefined;
  /** What waits to get into the approved plan. Read only where something may wait, or is to. */
  readonly update: Update | undefined;
  readonly archive: ArchiveFacts;
  /** What people have ticked in the status comment; `undefined` for nothing. */
  readonly checkboxes?: CheckboxFacts | undefined;
  /** Whether the repository has templates of its own. */
  readonly hasTemplates?: boolean;
  /** SHA of a commit that this run made: nobody can have checked it yet. */
  readonly ownCommit?: string;
  /** For what this run has written the plan's check run, and has had pull requests looked at. */
  readonly checked?: string;
  readonly gated?: string;
  /** Digest of what the plan would be filled from now. */
  readonly source: string;
  /** The same but for the issue's labels. */
  readonly sourceUnlabelled: string;
  /** Read only where the plan of an open pull request was filled from something else than that. */
  readonly refill: Refill | undefined;
  /** Read only where an approved plan may not reflect its issue. */
  readonly drift: { readonly ground: DriftInputs | undefined } | undefined;
  /** What the plan was filled with, where this process knows without looking that it does reflect it. */
  readonly reflects?: string;
  /** What the App told of conflicts on the plan pull request, oldest first, where it did. */
  readonly reportedConflicts: readonly ReportedConflicts[];
  /** What reviews say of an open plan. */
  readonly approval: Approval;
  readonly commands: CommandFacts;
}
