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

/** A plan file as it was at one moment. */
export interface FileSeen {
  readonly path: string;
  readonly text: string;
  /** Of its blob. */
  readonly sha: string;
}

/** The plan file of an issue on a branch; throws where there are two. */
export async function planFileOf(
  github: EmbeddedGitHub,
  number: number,
  branch: string,
): Promise<FileSeen | undefined> {
  const { owner, repo } = github;
  const { git } = github.as("ada").rest;
  const { data: ref } = await git.getRef({ owner, repo, ref: `heads/${branch}` });
  const { data } = await git.getTree({
    owner,
    repo,
    tree_sha: ref.object.sha,
    recursive: "1",
  });
  const files = data.tree.filter(({ path }) => path.startsWith(`plans/${number}-`));
  if (files.length > 1) throw new Error(`${files.length} plan files of #${number} on ${branch}`);
  const [{ path, sha } = {}] = files;
  if (path === undefined || sha === undefined) return undefined;
  const { data: blob } = await git.getBlob({ owner, repo, file_sha: sha });
  return { path, sha, text: Buffer.from(blob.content, "base64").toString() };
}

/**
 * Writes a plan file over the one that was seen.
 *
 * @returns whether it was still that
 */
export async function replacePlan(
  github: EmbeddedGitHub,
  { path, sha }: FileSeen,
  { branch, text }: { readonly branch: string; readonly text: string },
): Promise<boolean> {
  const { owner, repo } = github;
  try {
    await github.as("grace").rest.repos.createOrUpdateFileContents({
      owner,
      repo,
      path,
      sha,
      branch,
      message: `Edit ${path}`,
      content: Buffer.from(text).toString("base64"),
    });
    return true;
  } catch (error) {
    if (error instanceof Error && "status" in error && error.status === 409) return false;
    throw error;
  }
}
