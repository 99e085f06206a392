import { historyOf } from "../../github/commits.js";
import type { GitHubClient } from "../../github/http/client.js";
import { hasStatus } from "../../github/http/errors.js";
import { isContained, readMerge, type Merge } from "../../github/outcomes.js";
import { proposedPull } from "../../github/pulls.js";
import { getRepository } from "../../github/repository.js";
import type { KeptLandings } from "../../model/metadata.js";
import {
  isSameRepository,
  nameOf,
  repositoryKey,
  type RepositoryRef,
  type Target,
} from "../../model/refs.js";
import {
  type Landing,
  type Landings,
  readReverts,
  revertingPull,
  type MessageCommit,
  type Reverts,
} from "./reverts.js";

/** Merged pull requests of one repository that are followed, the newest first. */
const MAX_PULLS = 30;

/** Other repositories whose merged pull requests are followed. */
const MAX_REPOSITORIES = 5;

/**
 * Pages of the default branch's history, of a hundred commits each, that are read in one look. Of what
 * was merged before these, nobody can say whether it was reverted: nothing is said of it.
 */
const MAX_PAGES = 10;

/**
 * Pull requests that are asked what they revert, because their commit does not say, the newest first.
 * Where there are more, nothing is said of what was merged before them.
 */
const MAX_SILENT = 20;

/** Where merged pull requests are now, and what of it spares the next look its reads. */
export interface LandingFacts {
  readonly landings: Landings;
  /** `undefined` where there is nothing to remember. */
  readonly kept: KeptLandings | undefined;
}

/**
 * Where merged pull requests are now: in the default branch, elsewhere, or taken back. A look costs
 * one request for each repository with merged work, and for each pull request that is seen for the
 * first time or is not in the default branch, one more.
 *
 * @param pulls merged ones, each in a repository that may be shown in `home`
 * @param kept what the status comment remembers of those in `home`
 */
export async function readLandings(
  github: GitHubClient,
  home: RepositoryRef,
  pulls: readonly Target[],
  kept: KeptLandings | undefined,
): Promise<LandingFacts> {
  const repositories = new Map<string, readonly Target[]>();
  for (const pull of pulls) {
    const key = repositoryKey(pull);
    repositories.set(key, [...(repositories.get(key) ?? []), pull]);
  }
  const isHome = ([key]: readonly [string, unknown]): boolean => key === repositoryKey(home);
  const all = [...repositories];
  const followed = [
    ...all.filter(isHome),
    ...all.filter((entry) => !isHome(entry)).slice(0, MAX_REPOSITORIES),
  ];
  const found = await Promise.all(
    followed.map(async ([, [first, ...rest]]): Promise<LandingFacts> => {
      if (first === undefined) return { landings: {}, kept: undefined };
      const { owner, repo } = first;
      const repository = { installationId: home.installationId, owner, repo };
      const own = isSameRepository(first, home);
      const numbers = [first, ...rest].map(({ number }) => number);
      const read = await landingsIn(github, repository, numbers, own ? kept : undefined);
      const named = Object.entries(read.landings).map(([number, landing]): [string, Landing] => [
        nameOf({ owner, repo, number: Number(number) }, home),
        landing,
      ]);
      return { landings: Object.fromEntries(named), kept: own ? read.kept : undefined };
    }),
  );
  return {
    landings: Object.fromEntries(found.flatMap(({ landings }) => Object.entries(landings))),
    kept: found.find((read) => read.kept !== undefined)?.kept,
  };
}

/** {@link readLandings} of one repository; landings are by number. */
async function landingsIn(
  github: GitHubClient,
  repository: RepositoryRef,
  numbers: readonly number[],
  before: KeptLandings | undefined,
): Promise<LandingFacts> {
  const wanted = [...new Set(numbers)].toSorted((a, b) => b - a).slice(0, MAX_PULLS);
  const merges = await Promise.all(
    wanted.map(async (number) => {
      const known = before?.pulls[number];
      return {
        number,
        known,
        merge: known ?? (await readMerge(github, { ...repository, number })),
      };
    }),
  );
  if (merges.every(({ merge }) => merge === undefined)) return { landings: {}, kept: undefined };
  const unseen = merges.flatMap(({ known, merge }) => (known || !merge ? [] : [merge.sha]));
  const commits = await recentCommits(github, repository, [
    ...unseen,
    ...(before === undefined ? [] : [before.tip]),
  ]);
  const tip = commits[0]?.sha;
  if (tip === undefined) return { landings: {}, kept: undefined };
  // What the history contained stays in it, unless it was replaced.
  const kept = commits.some(({ sha }) => sha === before?.tip) ? before : undefined;
  const commitsRead = await readCommits(github, repository, commits);
  const reverts = readReverts(commitsRead.commits, repository);
  const positions = new Map(commits.map(({ sha }, index) => [sha, index]));
  /** Whether all commits since one was merged, or was seen to be, say what they revert. */
  const isReadSince = (sha: string): boolean =>
    (positions.get(sha) ?? Infinity) <= commitsRead.readTo;
  const found = await Promise.all(
    merges.map(async ({ number, merge }) => {
      if (merge === undefined) return [];
      const seen = kept?.pulls[number];
      const landed =
        positions.has(merge.sha) ||
        seen?.landed === true ||
        (await isContained(github, repository, { tip, sha: merge.sha }));
      const by = revertOf(number, merge, { reverts, known: kept?.reverts[number] });
      const isRead =
        isReadSince(merge.sha) ||
        (seen?.landed === true && seen.unread !== true && isReadSince(kept?.tip ?? ""));
      return [{ number, merge, landed, by, unread: landed && !isRead }];
    }),
  );
  const all = found.flat();
  const isAway = all.some(({ landed }) => !landed);
  const main = isAway ? (await getRepository(github, repository)).defaultBranch : "";
  const landings = all.flatMap(({ number, merge, landed, by, unread }): [number, Landing][] => {
    if (by !== undefined) return [[number, { at: "reverted", by }]];
    if (unread) return [];
    if (landed) return [[number, { at: "default" }]];
    return [[number, { at: merge.base === main ? "gone" : "elsewhere", branch: merge.base }]];
  });
  return {
    landings: Object.fromEntries(landings),
    kept: {
      tip,
      pulls: Object.fromEntries(
        all.map(({ number, merge, landed, unread }) => {
          const { base, sha, head } = merge;
          return [number, { base, sha, head, landed, ...(unread && { unread: true as const }) }];
        }),
      ),
      reverts: Object.fromEntries(
        all.flatMap(({ number, by }) => (by === undefined ? [] : [[number, by]])),
      ),
    },
  };
}

/**
 * The latest commits of the default branch: back to the last of `wanted`, or as far as is read. None
 * of a repository that is empty or gone.
 */
async function recentCommits(
  github: GitHubClient,
  repository: RepositoryRef,
  wanted: readonly string[],
): Promise<readonly MessageCommit[]> {
  const left = new Set(wanted);
  try {
    return await historyOf(github, repository, undefined, {
      isEnough: ({ sha }) => {
        left.delete(sha);
        return left.size === 0;
      },
      maxPages: MAX_PAGES,
    });
  } catch (error) {
    if (hasStatus(error, 404, 409)) return [];
    throw error;
  }
}

/**
 * The commits, with the description of the pull request where only that says what is reverted, and the
 * index of the last one down to which all say so.
 */
async function readCommits(
  github: GitHubClient,
  repository: RepositoryRef,
  commits: readonly MessageCommit[],
): Promise<{ readonly commits: readonly MessageCommit[]; readonly readTo: number }> {
  const silent = commits.flatMap(({ sha, message }, index) => {
    const number = revertingPull(message);
    return number === undefined ? [] : [{ sha, number, index }];
  });
  const descriptions = new Map(
    await Promise.all(
      silent.slice(0, MAX_SILENT).map(async ({ sha, number }): Promise<[string, string]> => {
        const pull = await proposedPull(github, { ...repository, number });
        return [sha, pull?.body ?? ""];
      }),
    ),
  );
  return {
    commits: commits.map((commit) => {
      const body = descriptions.get(commit.sha);
      return body === undefined ? commit : { ...commit, message: `${commit.message}\n\n${body}` };
    }),
    readTo: (silent[MAX_SILENT]?.index ?? commits.length) - 1,
  };
}

/** SHA of the commit that takes a pull request back; `undefined` where it stands. */
function revertOf(
  number: number,
  { sha, head }: Merge,
  { reverts, known }: { readonly reverts: Reverts; readonly known: string | undefined },
): string | undefined {
  const by = reverts.commit(sha) ?? reverts.commit(head) ?? reverts.pull(number);
  if (by !== undefined || known === undefined) return by;
  return reverts.commit(known) === undefined ? known : undefined;
}
