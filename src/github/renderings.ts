import type { RepositoryRef } from "../issue-ref.js";
import { ONCE, pathOf, type GitHubClient } from "./client.js";
import type { Commit } from "./files.js";
import type { CommitTree } from "./history.js";

/** A new version of a file that is to come onto a branch which people have gone on with. */
export interface RenderingMerge {
  readonly branch: string;
  readonly path: string;
  /** The branch's tip, as it was read. */
  readonly head: CommitTree;
  readonly rendering: {
    /** The commit of the rendering before this one. */
    readonly parent: CommitTree;
    readonly text: string;
    readonly message: string;
  };
  /** What the file is to say on the branch; left out where the rendering itself is its new tip. */
  readonly merged?: { readonly text: string; readonly message: string };
}

/** What was written. */
interface MergedRendering {
  readonly head: CommitTree & Commit;
  readonly rendering: CommitTree;
}

/**
 * Commits a rendering on top of the one before it, and merges it into the branch: the merge commit
 * has the branch's tip as its first parent and the rendering as its second, so that it stays
 * reachable. The branch moves last, and only from the tip that was read.
 *
 * @see https://docs.github.com/rest/git/refs#update-a-reference
 * @throws GitHub's 422 where somebody has pushed in between: nothing of it shows then
 */
export async function mergeRendering(
  github: GitHubClient,
  repository: RepositoryRef,
  merge: RenderingMerge,
): Promise<MergedRendering> {
  const { branch, path, head, merged } = merge;
  const { parent, text, message } = merge.rendering;
  const commit = (ground: CommitTree, parents: readonly string[], it: Version) =>
    commitFile(github, repository, { ...it, path, tree: ground.tree, parents });
  const rendering = await commit(parent, [parent.sha], { text, message });
  const tip =
    merged === undefined ? rendering : await commit(head, [head.sha, rendering.sha], merged);
  await github.rest.git.updateRef({
    ...pathOf(repository),
    ref: `heads/${branch}`,
    sha: tip.sha,
    force: false,
    ...ONCE,
  });
  return { head: tip, rendering };
}

interface Version {
  readonly text: string;
  readonly message: string;
}

/** Commits one file on top of a tree, on no branch yet. */
async function commitFile(
  github: GitHubClient,
  repository: RepositoryRef,
  file: Version & {
    readonly path: string;
    readonly tree: string;
    readonly parents: readonly string[];
  },
): Promise<CommitTree & Commit> {
  const { path, text, message, parents } = file;
  const { data: tree } = await github.rest.git.createTree({
    ...pathOf(repository),
    base_tree: file.tree,
    tree: [{ path, mode: "100644", type: "blob", content: text }],
  });
  const { data } = await github.rest.git.createCommit({
    ...pathOf(repository),
    message,
    tree: tree.sha,
    parents: [...parents],
  });
  return { sha: data.sha, tree: tree.sha, htmlUrl: data.html_url };
}
