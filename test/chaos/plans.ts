import { trusted, type PullJson } from "../support/json.js";
import type { EmbeddedGitHub } from "../support/github.js";

/** All pull requests from the plan branch of an issue. */
export async function planPullsOf(
  github: EmbeddedGitHub,
  number: number,
): Promise<readonly PullJson[]> {
  const { owner, repo } = github;
  const head = `${owner}:plan/issue-${number}`;
  const { data } = await github.as("ada").rest.pulls.list({ owner, repo, head, state: "all" });
  return trusted<PullJson[]>(data);
}

/** The plan file of an issue on a branch; throws where there are two. */
export async function planFileOf(
  github: EmbeddedGitHub,
  number: number,
  branch: string,
): Promise<{ readonly path: string; readonly text: string } | undefined> {
  const { owner, repo } = github;
  const { git } = github.as("ada").rest;
  const { data: ref } = await git.getRef({ owner, repo, ref: `heads/${branch}` });
  const { data } = await git.getTree({
    owner,
    repo,
    tree_sha: ref.object.sha,
    recursive: "1",
  });
  const paths = data.tree
    .map(({ path }) => path)
    .filter((path) => path.startsWith(`plans/${number}-`));
  if (paths.length > 1) throw new Error(`${paths.length} plan files of #${number} on ${branch}`);
  const [path] = paths;
  const text = path && (await github.readFile(path, branch));
  return path === undefined || text === undefined ? undefined : { path, text };
}
