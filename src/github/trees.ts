import type { RepositoryRef } from "../model/refs.js";
import { NO_RETRY, repoParams, type GitHubClient } from "./http/client.js";

/** A file of a commit's tree. */
export interface TreeFile {
  readonly path: string;
  /** Git's file mode, such as `100644`. */
  readonly mode: string;
  /** SHA of the blob. */
  readonly sha: string;
  /** Bytes. */
  readonly size: number;
}

/** All files of a commit, as far as GitHub lists them: 100,000 entries or 7 MB. */
interface FileTree {
  readonly files: readonly TreeFile[];
  /** GitHub left some out. */
  readonly truncated: boolean;
}

/**
 * Reads the tree of a commit, with all that is below it.
 *
 * @see https://docs.github.com/rest/git/trees#get-a-tree
 */
export async function readTree(
  github: GitHubClient,
  repository: RepositoryRef,
  commit: string,
): Promise<FileTree> {
  const parameters = { ...repoParams(repository), tree_sha: commit, recursive: "1" };
  const { data } = await github.rest.git.getTree(parameters);
  const files = data.tree.filter(({ type }) => type === "blob");
  return {
    files: files.map(({ path, mode, sha, size }) => ({ path, mode, sha, size: size ?? 0 })),
    truncated: data.truncated,
  };
}

/** SHA of a commit's tree. */
export async function treeOf(
  github: GitHubClient,
  repository: RepositoryRef,
  commit: string,
): Promise<string> {
  const { data } = await github.rest.git.getCommit({
    ...repoParams(repository),
    commit_sha: commit,
  });
  return data.tree.sha;
}

/** A commit of several files. */
export interface TreeChange {
  readonly branch: string;
  /** SHA of the branch's tip; `undefined` where the branch is to be made. */
  readonly tip: string | undefined;
  /** SHAs; the first one's tree is changed. */
  readonly parents: readonly string[];
  readonly message: string;
  readonly files: readonly FileEdit[];
}

/** A file that is written, or goes where it has no text. */
export interface FileEdit {
  readonly path: string;
  readonly mode: string;
  readonly text: string | undefined;
}

/**
 * Writes one commit, and only then the branch: until the last request nothing is to be seen. GitHub
 * refuses (422) where the branch was made by somebody else, or is not at `tip` any more.
 *
 * @returns SHA of the commit
 */
export async function commitTree(
  github: GitHubClient,
  repository: RepositoryRef,
  { branch, tip, parents, message, files }: TreeChange,
): Promise<string> {
  const where = repoParams(repository);
  const base = await treeOf(github, repository, parents[0] ?? "");
  const tree = await github.rest.git.createTree({
    ...where,
    base_tree: base,
    tree: files.map(({ path, mode, text }) => ({
      path,
      mode: mode === "100755" ? mode : "100644",
      type: "blob",
      ...(text === undefined ? { sha: null } : { content: text }),
    })),
  });
  const commit = await github.rest.git.createCommit({
    ...where,
    message,
    tree: tree.data.sha,
    parents: [...parents],
  });
  const { sha } = commit.data;
  if (tip === undefined) {
    await github.rest.git.createRef({ ...where, ref: `refs/heads/${branch}`, sha, ...NO_RETRY });
  } else {
    await github.rest.git.updateRef({ ...where, ref: `heads/${branch}`, sha, force: false });
  }
  return sha;
}
