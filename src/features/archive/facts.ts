import type { Format } from "../../plan/parse/parse.js";

/** What is known of putting the plan away. */
export interface ArchiveFacts {
  /** Somebody who may asked for it. */
  readonly requested: boolean;
  /** The App's pull requests for it: the open one first, then newest first. */
  readonly pulls: readonly ArchivePull[];
  /** Read only where one is to be opened. */
  readonly inputs: ArchiveInputs | undefined;
}

/** A pull request that archives the plan. */
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
