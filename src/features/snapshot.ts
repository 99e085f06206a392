import type { ConfigProblem } from "../config/problem.js";
import type { Config } from "../config/schema.js";
import type { CommitTree } from "../github/commits.js";
import type { Commit, RepositoryFile } from "../github/files.js";
import type { PlanPull } from "../github/pulls.js";
import type { Review } from "../github/reviews.js";
import type { Issue } from "../issue/issue.js";
import type { IssueRef } from "../model/refs.js";
import type { FillInput } from "../plan/fill/fill.js";
import type { ConflictKey } from "../plan/merge/conflicts.js";
import type { Format } from "../plan/parse/parse.js";
import type { Choice, Templates } from "../plan/template/choose.js";
import type { Command } from "./commands/parse.js";
import type { EvidenceFacts } from "./evidence/items.js";
import type { Obstacle } from "./proposal/read.js";
import type { LinkedPull } from "./status-comment/text.js";

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

/** What people have ticked in the status comment. */
export interface CheckboxFacts {
  /** Each box once. */
  readonly ticks: readonly TickedBox[];
  /** What events told and nobody has answered, for the hidden block to remember. */
  readonly told: readonly string[];
}

/** A box that somebody has ticked. */
export interface TickedBox {
  readonly box: string;
  /** Login; `undefined` where nobody knows. */
  readonly by: string | undefined;
  /** Whether they may. */
  readonly allowed: boolean;
}

/** The plan as a file. */
export interface PlanFile extends RepositoryFile {
  /** The commit it was read at: the head of an open pull request, else the one that last touched it. */
  readonly commit: Commit;
}

/** A status comment of the App's own. */
export interface StatusComment {
  readonly id: number;
  readonly body: string;
}

/** What people ask for in comments. */
export interface CommandFacts {
  /** Comments with commands that are not answered, oldest first. */
  readonly comments: readonly CommandComment[];
  /** Commands that the commits tell of: `<comment>/<index>`. Read only where a run may have begun. */
  readonly carriedOut: ReadonlySet<string>;
  /** The templates that there are; the repository's own are read only where a command is there. */
  readonly templates: Templates;
}

/** A comment with commands. */
export interface CommandComment {
  readonly id: number;
  /** Number of the issue or pull request that it stands below. */
  readonly on: number;
  /** Login. */
  readonly author: string;
  /** When it was written: ISO 8601, UTC. */
  readonly at: string;
  /** Its text is another than its author wrote first, and nothing was done for it yet. */
  readonly edited: boolean;
  /** The App has begun with it: its eyes are on it. */
  readonly taken: boolean;
  /** The App has said something to it. */
  readonly replied: boolean;
  /** Its author may write to the repository; `false` too where nothing in it depends on that. */
  readonly mayWrite: boolean;
  readonly commands: readonly Command[];
}

/** What a new plan is built on. */
export interface ProposalInputs {
  readonly choice: Choice;
  /** Names of templates in the configuration that there are none of. */
  readonly problems: readonly ConfigProblem[];
  /** What the plan is filled from beyond the issue. */
  readonly extra: NonNullable<FillInput["extra"]>;
  readonly defaultBranch: string;
  /** SHA of the default branch's tip; `undefined` in a repository without commits. */
  readonly defaultTip: string | undefined;
  /** SHA of the plan branch's tip, where the branch is there already. */
  readonly branchTip: string | undefined;
  /** The plan file on the plan branch, where there is one already. */
  readonly branchFile: PlanFile | undefined;
  /** What is in the way of the plan file. */
  readonly obstacle: Obstacle | undefined;
  /** Whether this run has filled that file. */
  readonly filled: boolean;
}

/** What filling an open plan anew needs. */
export interface Refill {
  readonly choice: Choice;
  /** What the plan is filled from beyond the issue. */
  readonly extra: NonNullable<FillInput["extra"]>;
  /** The tip of the plan branch, and the plan file there. */
  readonly head: CommitTree;
  readonly file: RepositoryFile;
  /** What was rendered last, of what the branch still holds; `undefined` where there is none. */
  readonly last: Rendering | undefined;
}

/** What telling whether an approved plan reflects its issue needs. */
export interface DriftInputs {
  /** The template that the plan was filled from. */
  readonly choice: Choice;
  readonly extra: NonNullable<FillInput["extra"]>;
  readonly defaultBranch: string;
  /** What the plan was filled with last, of what people have merged. */
  readonly last: Rendering;
  /** What it was filled with on the branch of its changes. */
  readonly waiting: Rendering | undefined;
}

/** A commit that brought a rendering. */
export interface Rendering extends CommitTree {
  readonly text: string;
  /** When the plan was filled first: ISO 8601, UTC. */
  readonly at: string;
}

/** What reviews say of an open plan. */
export interface Approval {
  /** Approvals and requests for changes that stand, of people who may write to the repository. */
  readonly reviews: readonly Review[];
  /** Ids of the approvals that were written into the plan. */
  readonly stamped: readonly number[];
  /** Ids of those that are to be written now: they approve the very text that the plan has. */
  readonly fresh: readonly number[];
  /** SHA of the plan file that was compared with what they saw; only this one gets them. */
  readonly compared: string | undefined;
  /** Ids of approvals of another text of the plan than it has now. */
  readonly outdated: readonly number[];
  /** Somebody approves the plan, or its file says so: it does not follow its issue by itself. */
  readonly isGiven: boolean;
  /** An approval was dismissed after it had been written into the plan. */
  readonly isDismissed: boolean;
  /** The formats that the plan may have; read only where an approval is to be written. */
  readonly formats: readonly Format[];
}

/** A comment of the App's own on the plan pull request. */
export interface ReportedConflicts {
  /** `undefined` for one that was just written. */
  readonly id: number | undefined;
  readonly conflicts: readonly ConflictKey[];
}

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
  /** SHA of the default branch's tip. */
  readonly defaultTip: string;
}

/** What is known of putting the plan away. */
export interface ArchiveFacts {
  /** Somebody who may asked for it. */
  readonly wished: boolean;
  /** The App's pull requests for it: the open one first, then newest first. */
  readonly pulls: readonly ArchivePull[];
  /** Read only where one is to be opened. */
  readonly ground: ArchiveInputs | undefined;
}

/** A pull request that puts the plan away. */
export interface ArchivePull {
  readonly number: number;
  readonly state: "open" | "merged" | "closed";
  readonly htmlUrl: string;
}

/** What putting the plan away is built on: the default branch at one commit. */
export interface ArchiveInputs {
  readonly branch: string;
  /** SHA of its tip, where it is there already. */
  readonly branchTip: string | undefined;
  /** That is where a closed pull request ended. */
  readonly leftOver: boolean;
  readonly defaultBranch: string;
  readonly defaultTip: string;
  /** The formats that plans have here. */
  readonly formats: readonly Format[];
  readonly plan: TextFile;
  /** Something lies already where the plan would go. */
  readonly taken: boolean;
  /** The other Markdown files, which may link to the plan. */
  readonly others: readonly TextFile[];
  /** Paths of those that were not read. */
  readonly unread: readonly string[];
  /** GitHub did not list all files. */
  readonly truncated: boolean;
}

/** A file of a commit with its git mode. */
export interface TextFile {
  readonly path: string;
  readonly mode: string;
  readonly text: string;
}
