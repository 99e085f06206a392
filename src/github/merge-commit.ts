import type { RepositoryRef } from "../issue-ref.js";
import { pathOf, type GitHubClient } from "./client.js";
import type { Commit } from "./files.js";

/** What {@link mergeWithFile} is to commit. */
export interface FileMerge {
  /** The branch that moves. */
  readonly branch: string;
  /** SHA of its tip. */
  readonly tip: string;
  /** SHA of the commit that is merged into it, whose files it has after that. */
  readonly from: string;
  /** The file that it has besides, or has otherwise. */
  readonly path: string;
  readonly text: string;
  readonly message: string;
}

/**
 * Merges a commit into a branch and says itself what comes of it: the tree of that commit with one
 * file written. Only the last request is seen by anybody. GitHub refuses (422) where the branch is
 * not at `tip` any more.
 *
 * @see https://docs.github.com/rest/git/commits#create-a-commit
 * @returns SHA of the file's blob, and the commit
 */
export async function mergeWithFile(
  github: GitHubClient,
  repository: RepositoryRef,
  { branch, tip, from, path, text, message }: FileMerge,
): Promise<{ readonly sha: string; readonly commit: Commit }> {
  const where = pathOf(repository);
  const [base, blob] = await Promise.all([
    github.rest.git.getCommit({ ...where, commit_sha: from }),
    github.rest.git.createBlob({
      ...where,
      content: Buffer.from(text, "utf8").toString("base64"),
      encoding: "base64",
    }),
  ]);
  const tree = await github.rest.git.createTree({
    ...where,
    base_tree: base.data.tree.sha,
    tree: [{ path, mode: "100644", type: "blob", sha: blob.data.sha }],
  });
  const commit = await github.rest.git.createCommit({
    ...where,
    message,
    tree: tree.data.sha,
    parents: [tip, from],
  });
  const { sha, html_url: htmlUrl } = commit.data;
  await github.rest.git.updateRef({ ...where, ref: `heads/${branch}`, sha, force: false });
  return { sha: blob.data.sha, commit: { sha, htmlUrl } };
}
