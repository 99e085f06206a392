import type { Json } from "../json.js";
import type { Site } from "../proxy/site.js";
import { compare, type CommitJson } from "./branches.js";

/** A branch that moved, came (`before` undefined) or went (`after` undefined). */
export interface Move {
  readonly branch: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** GitHub lists this many commits of a push at most. */
const MOST_COMMITS = 2_048;
const NOTHING = "0".repeat(40);

/**
 * The payload of `push` for a move, without `repository` and `sender`.
 *
 * @see https://docs.github.com/webhooks/webhook-events-and-payloads#push
 */
export async function pushPayload(
  site: Site,
  repository: string,
  move: Move,
  pusher: string,
): Promise<{ readonly payload: Json; readonly commits: readonly CommitJson[] }> {
  const { before, after } = move;
  const commits = after === undefined ? [] : await newCommits(site, repository, move, after);
  const shown = await Promise.all(
    commits.slice(0, MOST_COMMITS).map((commit) => pushedCommit(site, repository, commit.sha)),
  );
  const head =
    after === undefined
      ? null
      : (shown.find((commit) => commit["id"] === after) ??
        (await pushedCommit(site, repository, after)));
  const payload = {
    ref: `refs/heads/${move.branch}`,
    before: before ?? NOTHING,
    after: after ?? NOTHING,
    base_ref: null,
    created: before === undefined,
    deleted: after === undefined,
    forced: await isForced(site, repository, before, after),
    compare: `${site.url}/${repository}/compare/${before ?? ""}...${after ?? ""}`,
    commits: shown,
    head_commit: head,
    pusher: { name: pusher, email: `${pusher}@users.noreply.github.com` },
  };
  return { payload, commits };
}

async function newCommits(
  site: Site,
  repository: string,
  move: Move,
  after: string,
): Promise<readonly CommitJson[]> {
  const { default_branch: trunk } = await site.repository(repository);
  const from = move.before ?? (move.branch === trunk ? undefined : trunk);
  if (from === undefined) return [];
  const comparison = await compare(site, repository, encodeURIComponent(from), after);
  return comparison?.commits ?? [];
}

async function isForced(
  site: Site,
  repository: string,
  before: string | undefined,
  after: string | undefined,
): Promise<boolean> {
  if (before === undefined || after === undefined) return false;
  const comparison = await compare(site, repository, before, after);
  return comparison?.status !== "ahead";
}

/** A commit as pushes list it, with the paths that it adds, removes and modifies. */
async function pushedCommit(site: Site, repository: string, sha: string): Promise<Json> {
  const found = await site.upstream.get<CommitJson>(`/repos/${repository}/commits/${sha}`);
  if (found === undefined) throw new Error(`no commit ${sha}`);
  const files = found.files ?? [];
  const named = (...states: readonly string[]): string[] =>
    files.filter((file) => states.includes(file.status)).map((file) => file.filename);
  const renamedFrom = files.flatMap((file) => file.previous_filename ?? []);
  const { author, committer } = found.commit;
  const username = found.author?.["login"];
  return {
    id: sha,
    tree_id: found.commit.tree.sha,
    distinct: true,
    message: found.commit.message,
    timestamp: committer.date,
    url: found.html_url,
    author: { ...author, ...(typeof username === "string" ? { username } : {}) },
    committer,
    added: named("added", "renamed"),
    removed: [...named("removed"), ...renamedFrom],
    modified: named("modified"),
  };
}
