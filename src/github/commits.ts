import type { RepositoryRef } from "../model/refs.js";
import type { Commit } from "./files.js";
import { repoParams, type GitHubClient, NO_RETRY } from "./http/client.js";
import { undefinedWhereEmpty } from "./http/errors.js";

/** A commit to build on. */
export interface CommitTree {
  readonly sha: string;
  /** SHA of its tree. */
  readonly tree: string;
}

/** A commit of a history. */
interface HistoryCommit extends CommitTree {
  /** SHAs. */
  readonly parents: readonly string[];
  readonly message: string;
  /** When it was committed: ISO 8601, UTC; `undefined` where GitHub does not say. */
  readonly at: string | undefined;
}

/**
 * The commits that `sha` reaches, or the default branch where it is left out, newest first, a page of 100 at a time, until `isEnough` says of a
 * commit that nothing older is wanted, and at most `maxPages` pages.
 *
 * @see https://docs.github.com/rest/commits/commits#list-commits
 */
export async function historyOf(
  github: GitHubClient,
  repository: RepositoryRef,
  sha: string | undefined,
  { isEnough, maxPages }: History,
): Promise<readonly HistoryCommit[]> {
  const found: HistoryCommit[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const { data } = await github.rest.repos.listCommits({
      ...repoParams(repository),
      ...(sha !== undefined && { sha }),
      per_page: PAGE,
      page,
    });
    const commits = data.map((entry) => {
      const { tree, message, committer } = entry.commit;
      const parents = entry.parents.map(({ sha: parent }) => parent);
      return { sha: entry.sha, tree: tree.sha, message, parents, at: committer?.date };
    });
    found.push(...commits);
    if (commits.length < PAGE || commits.some((commit) => isEnough(commit))) break;
  }
  return found;
}

const PAGE = 100;

/** How far back {@link historyOf} goes. */
interface History {
  readonly isEnough: (commit: HistoryCommit) => boolean;
  readonly maxPages: number;
}

/** A commit of a comparison. */
export interface ComparedCommit {
  readonly sha: string;
  /** SHAs; the first is that of the commit which the branch was at before. */
  readonly parents: readonly string[];
}

/** How two commits stand to each other. */
export interface Comparison {
  /** Commits of the head that the base lacks, oldest first; GitHub lists at most 250. */
  readonly commits: readonly ComparedCommit[];
  /** SHA of the commit where they parted. */
  readonly parted: string;
  /** Whether the base has commits that the head lacks. */
  readonly behind: boolean;
  /** Files that the head has changed since. */
  readonly files: readonly string[];
}

/**
 * Compares two commits of a repository.
 *
 * @see https://docs.github.com/rest/commits/commits#compare-two-commits
 */
export async function compareCommits(
  github: GitHubClient,
  repository: RepositoryRef,
  base: string,
  head: string,
): Promise<Comparison> {
  const { data } = await github.rest.repos.compareCommitsWithBasehead({
    ...repoParams(repository),
    basehead: `${base}...${head}`,
  });
  return {
    commits: data.commits.map((commit) => ({
      sha: commit.sha,
      parents: commit.parents.map(({ sha }) => sha),
    })),
    parted: data.merge_base_commit.sha,
    behind: data.behind_by > 0,
    files: (data.files ?? []).map(({ filename }) => filename),
  };
}

/**
 * The tip of the default branch; `undefined` in a repository without commits.
 *
 * @see https://docs.github.com/rest/commits/commits#list-commits
 */
export async function defaultBranchTip(
  github: GitHubClient,
  repository: RepositoryRef,
): Promise<CommitTree | undefined> {
  const answer = await undefinedWhereEmpty(
    github.rest.repos.listCommits({ ...repoParams(repository), per_page: 1 }),
  );
  const tip = answer?.data[0];
  return tip && { sha: tip.sha, tree: tip.commit.tree.sha };
}

/** A branch that is to be made, with one file that differs from where it starts. */
export interface BranchStart {
  readonly branch: string;
  /** The commit that it starts from. */
  readonly from: CommitTree;
  readonly path: string;
  readonly text: string;
  readonly message: string;
}

/**
 * Commits one file, and makes the branch only then: it never exists without the file, so that CI
 * starts once. The commit names no author, so that GitHub signs it.
 *
 * @see https://docs.github.com/authentication/managing-commit-signature-verification/about-commit-signature-verification#signature-verification-for-bots
 * @throws GitHub's 422 where the branch exists: nothing of it shows then
 */
export async function startBranch(
  github: GitHubClient,
  repository: RepositoryRef,
  { branch, from, path, text, message }: BranchStart,
): Promise<Commit> {
  const file = { path, text, message, tree: from.tree, parents: [from.sha] };
  const { sha, htmlUrl } = await commitFile(github, repository, file);
  await moveBranch(github, repository, { branch, isNew: true, sha });
  return { sha, htmlUrl };
}

/** Makes a branch at a commit, or moves it there, never by force. */
async function moveBranch(
  github: GitHubClient,
  repository: RepositoryRef,
  {
    branch,
    isNew,
    sha,
  }: { readonly branch: string; readonly isNew: boolean; readonly sha: string },
): Promise<void> {
  const where = { ...repoParams(repository), sha, ...NO_RETRY };
  if (isNew) await github.rest.git.createRef({ ...where, ref: `refs/heads/${branch}` });
  else await github.rest.git.updateRef({ ...where, ref: `heads/${branch}`, force: false });
}

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
  const where = repoParams(repository);
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

/** A new version of a file that is to come onto a branch which people have gone on with. */
export interface RenderingMerge {
  readonly branch: string;
  /** Whether the branch is to be made, at `head`. */
  readonly isNew?: boolean;
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
  /** Login of the author, where they may not write and edited what is rendered. */
  readonly outsider?: string | undefined;
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
  const commit = (base: CommitTree, parents: readonly string[], version: Version) =>
    commitFile(github, repository, { ...version, path, tree: base.tree, parents });
  const rendering = await commit(parent, [parent.sha], { text, message });
  const tip =
    merged === undefined ? rendering : await commit(head, [head.sha, rendering.sha], merged);
  await moveBranch(github, repository, { branch, isNew: merge.isNew === true, sha: tip.sha });
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
    ...repoParams(repository),
    base_tree: file.tree,
    tree: [{ path, mode: "100644", type: "blob", content: text }],
  });
  const { data } = await github.rest.git.createCommit({
    ...repoParams(repository),
    message,
    tree: tree.sha,
    parents: [...parents],
  });
  return { sha: data.sha, tree: tree.sha, htmlUrl: data.html_url };
}
