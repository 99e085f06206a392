import { LRUCache } from "lru-cache";
import { installedKey, type RepositoryRef } from "../../model/refs.js";
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

/** Comments that are remembered: more than have commands within the days in which they are answered. */
const MAX_COMMENTS = 10_000;

/**
 * The comments whose commands this process has answered, or has seen to be answered. That never
 * changes, so whose reactions they have is not asked again: without it, each look at an issue would
 * cost one request for each command of the last week.
 */
export interface AnsweredComments {
  readonly has: (repository: RepositoryRef, comment: number) => boolean;
  readonly add: (repository: RepositoryRef, comment: number) => void;
}

/** An empty cache. */
export function createAnsweredComments(): AnsweredComments {
  const known = new LRUCache<string, true>({ max: MAX_COMMENTS });
  const keyOf = (repository: RepositoryRef, comment: number): string =>
    `${installedKey(repository)}/${comment}`;
  return {
    has: (repository, comment) => known.has(keyOf(repository, comment)),
    add: (repository, comment) => void known.set(keyOf(repository, comment), true),
  };
}
