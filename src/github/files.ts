import type { RepositoryRef } from "../model/refs.js";
import { NO_RETRY, repoParams, type GitHubClient } from "./http/client.js";
import { undefinedOn404, undefinedWhereEmpty } from "./http/errors.js";

/** A file as it stands at one commit. */
export interface RepositoryFile {
  readonly path: string;
  readonly text: string;
  /** SHA of the blob: what a later write has to name to replace just this text. */
  readonly sha: string;
}

/** The commit that last touched a path. */
export interface Commit {
  readonly sha: string;
  readonly htmlUrl: string;
}

/**
 * Reads a file at `ref` (a branch or a commit; the default branch if left out). `undefined` where
 * there is none, and for what is no regular file (a folder, a symbolic link, a submodule) or is
 * larger than the 1 MB that GitHub hands out here.
 */
export async function readFile(
  github: GitHubClient,
  repository: RepositoryRef,
  path: string,
  ref?: string,
): Promise<RepositoryFile | undefined> {
  const answer = await undefinedOn404(
    github.rest.repos.getContent({ ...repoParams(repository), path, ...(ref && { ref }) }),
  );
  const data = answer?.data;
  if (data === undefined || Array.isArray(data) || data.type !== "file") return undefined;
  if (data.encoding !== "base64") return undefined;
  return { path, text: Buffer.from(data.content, "base64").toString("utf8"), sha: data.sha };
}

/**
 * Paths of the files that lie directly in `folder` at `ref`; empty where there is no such folder.
 * GitHub lists at most 1,000 entries of a folder.
 */
export async function listFolder(
  github: GitHubClient,
  repository: RepositoryRef,
  folder: string,
  ref?: string,
): Promise<readonly string[]> {
  const answer = await undefinedOn404(
    github.rest.repos.getContent({ ...repoParams(repository), path: folder, ...(ref && { ref }) }),
  );
  const data = answer?.data;
  if (!Array.isArray(data)) return [];
  return data.filter((entry) => entry.type === "file").map((entry) => entry.path);
}

/** An entry of a folder. */
export interface FolderEntry {
  readonly name: string;
  readonly type: "file" | "dir" | "symlink" | "submodule";
  /** Bytes. */
  readonly size: number;
  /** SHA of the blob or tree. */
  readonly sha: string;
}

/** What lies at a path. */
export type PathType =
  | { readonly type: "dir"; readonly entries: readonly FolderEntry[] }
  | { readonly type: "file" | "symlink" | "submodule" };

/**
 * What lies at `path` at `ref`; `undefined` for nothing. A symbolic link to a file counts as a file:
 * GitHub follows it.
 */
export async function getPathType(
  github: GitHubClient,
  repository: RepositoryRef,
  path: string,
  ref?: string,
): Promise<PathType | undefined> {
  const answer = await undefinedOn404(
    github.rest.repos.getContent({ ...repoParams(repository), path, ...(ref && { ref }) }),
  );
  const data = answer?.data;
  if (data === undefined) return undefined;
  if (!Array.isArray(data)) return { type: data.type };
  return {
    type: "dir",
    entries: data.map(({ name, type, size, sha }) => ({ name, type, size, sha })),
  };
}

/** A blob's bytes, by its SHA. */
export async function readBlob(
  github: GitHubClient,
  repository: RepositoryRef,
  sha: string,
): Promise<Uint8Array> {
  const { data } = await github.rest.git.getBlob({ ...repoParams(repository), file_sha: sha });
  return Buffer.from(data.content, "base64");
}

/** Paths of all files at `ref`, as far as GitHub lists them (100,000 entries); empty without `ref`. */
export async function allPaths(
  github: GitHubClient,
  repository: RepositoryRef,
  ref: string,
): Promise<readonly string[]> {
  const answer = await undefinedWhereEmpty(
    github.rest.git.getTree({ ...repoParams(repository), tree_sha: ref, recursive: "1" }),
  );
  return (answer?.data.tree ?? []).flatMap(({ type, path }) => (type === "blob" ? [path] : []));
}

/**
 * All files and folders at `ref`, without a slash at the end; `undefined` where GitHub does not list
 * them all (100,000 entries, 7 MB), or there is no such commit.
 */
export async function wholeTree(
  github: GitHubClient,
  repository: RepositoryRef,
  ref: string,
): Promise<ReadonlySet<string> | undefined> {
  const answer = await undefinedWhereEmpty(
    github.rest.git.getTree({ ...repoParams(repository), tree_sha: ref, recursive: "1" }),
  );
  if (answer === undefined || answer.data.truncated) return undefined;
  return new Set(answer.data.tree.map(({ path }) => path));
}

/** The latest commit on the default branch that touched `path`; `undefined` where none did. */
export async function latestCommit(
  github: GitHubClient,
  repository: RepositoryRef,
  path: string,
): Promise<Commit | undefined> {
  const [commit] = await latestCommits(github, repository, path, 1);
  return commit;
}

/** The latest `count` commits on the default branch that touched `path`, newest first; at most 100. */
export async function latestCommits(
  github: GitHubClient,
  repository: RepositoryRef,
  path: string,
  count: number,
): Promise<readonly Commit[]> {
  const answer = await undefinedWhereEmpty(
    github.rest.repos.listCommits({
      ...repoParams(repository),
      path,
      per_page: count,
    }),
  );
  return (answer?.data ?? []).map((commit) => ({ sha: commit.sha, htmlUrl: commit.html_url }));
}

/**
 * Messages of the latest hundred commits on `ref` (the default branch if left out) that touched
 * `path`, newest first.
 */
export async function commitMessages(
  github: GitHubClient,
  repository: RepositoryRef,
  path: string,
  ref?: string,
): Promise<readonly string[]> {
  const answer = await undefinedWhereEmpty(
    github.rest.repos.listCommits({
      ...repoParams(repository),
      path,
      per_page: 100,
      ...(ref && { sha: ref }),
    }),
  );
  return (answer?.data ?? []).map(({ commit }) => commit.message);
}

/** SHA of a branch's tip; `undefined` where there is no such branch, or nothing in the repository. */
export async function branchTip(
  github: GitHubClient,
  repository: RepositoryRef,
  branch: string,
): Promise<string | undefined> {
  const ref = `heads/${branch}`;
  const answer = await undefinedWhereEmpty(
    github.rest.git.getRef({ ...repoParams(repository), ref }),
  );
  return answer?.data.object.sha;
}

/**
 * A branch beside which Git cannot have one called `branch`: one of its folders' name, or one in a
 * folder of its name. `undefined` where there is none. One request for each folder, and one.
 *
 * @see https://docs.github.com/rest/git/refs#list-matching-references
 */
export async function branchInTheWay(
  github: GitHubClient,
  repository: RepositoryRef,
  branch: string,
): Promise<string | undefined> {
  const names = branch.split("/");
  const folders = names.slice(1).map((_, index) => names.slice(0, index + 1).join("/"));
  for (const folder of folders) {
    if ((await branchTip(github, repository, folder)) !== undefined) return folder;
  }
  const { data } = await github.rest.git.listMatchingRefs({
    ...repoParams(repository),
    ref: `heads/${branch}/`,
  });
  return data[0]?.ref.replace(/^refs\/heads\//, "");
}

/** What {@link writeFile} is to write. */
export interface FileChange {
  readonly branch: string;
  readonly path: string;
  readonly text: string;
  readonly message: string;
  /** SHA of the blob that is replaced; left out for a new file. */
  readonly replaces?: string;
}

/**
 * Commits one file on a branch. GitHub refuses (409 or 422) where the file is not what `replaces`
 * says, or exists although nothing was to be replaced: nobody's text is overwritten unseen.
 */
export async function writeFile(
  github: GitHubClient,
  repository: RepositoryRef,
  change: FileChange,
): Promise<{ readonly sha: string; readonly commit: Commit }> {
  const { data } = await github.rest.repos.createOrUpdateFileContents({
    ...repoParams(repository),
    branch: change.branch,
    path: change.path,
    message: change.message,
    content: Buffer.from(change.text, "utf8").toString("base64"),
    ...(change.replaces !== undefined && { sha: change.replaces }),
    ...NO_RETRY,
  });
  return {
    sha: data.content?.sha ?? "",
    commit: { sha: data.commit.sha ?? "", htmlUrl: data.commit.html_url ?? "" },
  };
}
