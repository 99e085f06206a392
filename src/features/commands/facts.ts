import type { PlainTemplates } from "../../plan/template/choose.js";
import type { Command } from "./parse.js";

/** What people ask for in comments. */
export interface CommandFacts {
  /** Comments with commands that are not answered, oldest first. */
  readonly comments: readonly CommandComment[];
  /** Commands that the commits mention: `<comment>/<index>`. Read only where a run may have begun. */
  readonly carriedOut: ReadonlySet<string>;
  /** Whether the repository has a dashboard that is open; read only where somebody asks for one. */
  readonly hasDashboard?: boolean;
  /** The templates that there are; none where there is no command. */
  readonly templates: PlainTemplates;
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
  /** Its commands are others than its author wrote first, or it is not known whether they are. */
  readonly edited: boolean;
  /** The App has begun with it: its eyes are on it. */
  readonly taken: boolean;
  /** The App has said something to it. */
  readonly replied: boolean;
  /** Its author may write to the repository; `false` too where nothing in it depends on that. */
  readonly mayWrite: boolean;
  readonly commands: readonly Command[];
}
