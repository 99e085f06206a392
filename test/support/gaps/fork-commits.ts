import { bodyOf, isOk, textField, type Call } from "../proxy/http.js";
import type { PullJson, RepositoryJson } from "../json.js";
import type { Site } from "../proxy/site.js";
import { tipsOf, type CommitJson } from "./branches.js";
import type { Gap } from "./gap.js";

/** More commits than a fork's pull request has in any test. */
const MOST = 20;

/**
 * Gap: a fork begins a history of its own, and its commits are not to be had in the repository that
 * its pull request is for. At GitHub the default branch is the same, and commits come with
 * `refs/pull/<number>/head` and stay when the fork goes. Here those come that are there when the pull
 * request opens, where who opens it may write.
 *
 * @see https://docs.github.com/pull-requests/collaborating-with-pull-requests/working-with-forks/about-forks
 */
export function forkCommits(site: Site): Gap {
  return {
    routes: [
      {
        methods: "POST",
        path: "/repos/:owner/:repo/pulls",
        async handle(call, next, { owner, repo }) {
          const answered = await next(call);
          const user = textField(call, "head")?.split(":")[0];
          if (!isOk(answered) || user === owner) return answered;
          const { head } = bodyOf<PullJson>(answered);
          const fork = head.repo?.full_name;
          const to = `${owner}/${repo}`;
          if (fork !== undefined && fork !== to)
            await bring(site, call, { from: fork, to }, head.sha);
          return answered;
        },
      },
      {
        methods: "POST",
        path: "/repos/:owner/:repo/forks",
        async handle(call, next, { owner, repo }) {
          const answered = await next(call);
          if (!isOk(answered)) return answered;
          const { full_name: to, default_branch: branch } = bodyOf<RepositoryJson>(answered);
          const from = `${owner}/${repo}`;
          const sha = (await tipsOf(site, from)).get(branch) ?? "";
          await bring(site, call, { from, to }, sha);
          const ref = `/repos/${to}/git/refs/heads/${branch}`;
          await site.upstream.as(call, "PATCH", ref, { sha, force: true });
          return answered;
        },
      },
    ],
  };
}

interface Way {
  readonly from: string;
  readonly to: string;
}

/** Writes the same objects again: their names are digests of what they hold. */
async function bring(site: Site, call: Call, way: Way, sha: string, depth = 0): Promise<void> {
  const { upstream } = site;
  type Commit = CommitJson["commit"] & Pick<CommitJson, "parents">;
  if ((await upstream.get(`/repos/${way.to}/git/commits/${sha}`)) !== undefined) return;
  const commit = await upstream.get<Commit>(`/repos/${way.from}/git/commits/${sha}`);
  if (commit === undefined || depth > MOST) throw new Error(`no commit ${sha} in ${way.from}`);
  for (const parent of commit.parents) await bring(site, call, way, parent.sha, depth + 1);
  const { message, author, committer, parents } = commit;
  await upstream.as(call, "POST", `/repos/${way.to}/git/commits`, {
    message,
    author,
    committer,
    parents: parents.map((parent) => parent.sha),
    tree: await bringTree(site, call, way, commit.tree.sha),
  });
}

async function bringTree(site: Site, call: Call, way: Way, sha: string): Promise<string> {
  interface Entry {
    readonly path: string;
    readonly mode: string;
    readonly type: string;
    readonly sha: string;
  }
  const { upstream } = site;
  const found = await upstream.get<{ tree: readonly Entry[] }>(
    `/repos/${way.from}/git/trees/${sha}?recursive=1`,
  );
  const blobs = (found?.tree ?? []).filter(({ type }) => type === "blob");
  for (const { sha: blob } of blobs) {
    const { content, encoding } =
      (await upstream.get<{ content: string; encoding: string }>(
        `/repos/${way.from}/git/blobs/${blob}`,
      )) ?? {};
    await upstream.as(call, "POST", `/repos/${way.to}/git/blobs`, { content, encoding });
  }
  const tree = blobs.map(({ path, mode, type, sha: blob }) => ({ path, mode, type, sha: blob }));
  const written = await upstream.as(call, "POST", `/repos/${way.to}/git/trees`, { tree });
  return bodyOf<{ sha: string }>(written).sha;
}
