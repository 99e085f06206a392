import { LRUCache } from "lru-cache";
import { installedKey, type IssueRef, type RepositoryRef } from "../../model/refs.js";
import type { RedisClient } from "../../storage/redis.js";

/** After how long the status comments of a repository are read again, in milliseconds. */
const COMPLETE_MS = 60 * 60 * 1000;

/** For how long a reference is remembered at least: far longer than any run takes. */
const NOTED_MS = 2 * COMPLETE_MS;

/** After how long Redis forgets a repository where nothing happens, in milliseconds. */
const FORGOTTEN_MS = 24 * 60 * 60 * 1000;

/** References that are remembered of one repository, and of all of them in the memory of a process. */
const MAX_EACH = 10_000;
const MOST = 300_000;

/**
 * Which issues' plans refer to what, in their own repository. Without it, each issue and pull request
 * that is closed would cost a request for each plan of the repository (`npm run bench`, group counts:
 * 25 requests with 20 plans, 1 where it is remembered).
 *
 * What is remembered may be too much: an issue that is looked at in vain loses nothing. It is never
 * too little: what a plan refers to is noted before it is looked up, and so before its status comment
 * mentions it.
 */
export interface Referrers {
  /**
   * Numbers of the issues whose plans refer to any of `targets`; `undefined` where not all status
   * comments of the repository were read within the last hour.
   */
  readonly find: (
    repository: RepositoryRef,
    targets: readonly number[],
  ) => Promise<readonly number[] | undefined>;
  /** An issue's plan refers to `targets`. */
  readonly note: (issue: IssueRef, targets: readonly number[]) => Promise<void>;
  /** All status comments of the repository were read and noted. */
  readonly complete: (repository: RepositoryRef) => Promise<void>;
}

/** What a process that is alone remembers. */
export function createInMemoryReferrers(now: () => number): Referrers {
  interface Known {
    /** When each was noted last, by {@link noteOf}, the latest last. */
    readonly notes: Map<string, number>;
    completeUntil: number;
  }
  const known = new LRUCache<string, Known>({
    maxSize: MOST,
    sizeCalculation: ({ notes }) => 1 + notes.size,
  });
  const of = (key: string): Known => known.get(key) ?? { notes: new Map(), completeUntil: 0 };
  return {
    find(repository, targets) {
      const { notes, completeUntil } = of(installedKey(repository));
      return Promise.resolve(
        completeUntil > now() ? issuesReferringTo(targets, [...notes.keys()]) : undefined,
      );
    },
    note(issue, targets) {
      if (targets.length === 0) return Promise.resolve();
      const key = installedKey(issue);
      const index = of(key);
      for (const target of targets) {
        const note = noteOf(issue, target);
        index.notes.delete(note);
        index.notes.set(note, now());
      }
      const tooMany = index.notes.size - MAX_EACH;
      if (tooMany >= 0) index.completeUntil = 0;
      for (const note of [...index.notes.keys()].slice(0, Math.max(tooMany, 0)))
        index.notes.delete(note);
      // Anew: its size is another one.
      known.delete(key);
      known.set(key, index);
      return Promise.resolve();
    },
    complete(repository) {
      const { notes } = of(installedKey(repository));
      const rest = new Map([...notes].filter(([, at]) => at > now() - NOTED_MS));
      const completeUntil = rest.size < MAX_EACH ? now() + COMPLETE_MS : 0;
      known.set(installedKey(repository), { notes: rest, completeUntil });
      return Promise.resolve();
    },
  };
}

/** What all replicas with the same `prefix` remember together. */
export function createRedisReferrers(
  client: RedisClient,
  prefix: string,
  now: () => number,
): Referrers {
  const notesOf = (repository: RepositoryRef): string =>
    `{${prefix}}:referrers:${installedKey(repository)}`;
  const markOf = (repository: RepositoryRef): string => `${notesOf(repository)}:complete`;
  return {
    async find(repository, targets) {
      if ((await client.get(markOf(repository))) === null) return undefined;
      return issuesReferringTo(targets, await client.zrange(notesOf(repository), "0", "-1"));
    },
    async note(issue, targets) {
      if (targets.length === 0) return;
      const key = notesOf(issue);
      const notes = targets.flatMap((target) => [String(now()), noteOf(issue, target)]);
      await client.zadd(key, ...notes);
      await client.pexpire(key, FORGOTTEN_MS);
      if ((await client.zcard(key)) < MAX_EACH) return;
      await client.del(markOf(issue));
      await client.zremrangebyrank(key, 0, -MAX_EACH - 1);
    },
    async complete(repository) {
      const key = notesOf(repository);
      await client.zremrangebyscore(key, 0, now() - NOTED_MS);
      await client.pexpire(key, FORGOTTEN_MS);
      if ((await client.zcard(key)) >= MAX_EACH) return;
      await client.set(markOf(repository), "complete", "PX", COMPLETE_MS);
    },
  };
}

function noteOf({ number }: IssueRef, target: number): string {
  return `${target} ${number}`;
}

function issuesReferringTo(
  targets: readonly number[],
  notes: readonly string[],
): readonly number[] {
  const pairs = notes.map((note) => note.split(" ").map(Number));
  const issues = pairs.flatMap(([target = 0, issue = 0]) =>
    targets.includes(target) ? [issue] : [],
  );
  return [...new Set(issues)];
}
