import { folderOf, issueOfPath } from "../config/paths.js";
import type { GitHubClient } from "../github/client.js";
import { allPaths, latestCommit, listFolder, readFile } from "../github/files.js";
import type { PlanPull } from "../github/pulls.js";
import type { IssueRef } from "../issue-ref.js";
import { closedPath } from "../plan/closed-path.js";
import { issuesNamedIn } from "../plan/identity.js";
import { readPlanMarker } from "../plan/marker.js";
import type { PlanFile } from "./world.js";

/** GitHub lists at most this many entries of a folder. */
const MOST_ENTRIES = 1000;

/** Files that are read to find a plan that lies where nobody would look. */
const MOST_CANDIDATES = 5;

/** Where to look for the plan. */
interface Search {
  /** The pattern of the paths of new plans. */
  readonly pattern: string;
  /** The path that the status comment told of last. */
  readonly toldPath: string | undefined;
}

/** A place to look in: a branch (the default branch if left out), and a commit or `HEAD` of it. */
interface Tree {
  readonly branch: string | undefined;
  readonly at: string;
}

/**
 * Reads the plan from where it counts: the plan branch while its pull request is open, the default
 * branch after that. A rejected plan is none. A plan that lies elsewhere than new ones do, because
 * the configuration changed or people moved it, is found by its marker.
 */
export async function readPlan(
  github: GitHubClient,
  ref: IssueRef,
  { pull, ...search }: Search & { readonly pull: PlanPull | undefined },
): Promise<PlanFile | undefined> {
  const tree =
    pull?.state === "open"
      ? { branch: pull.branch, at: pull.headSha }
      : { branch: undefined, at: "HEAD" };
  return pull === undefined || pull.state === "closed"
    ? findPlan(github, ref, tree, search)
    : findPlanAnywhere(github, ref, tree, search);
}

/** {@link findPlan}, and where that finds none, any file that says of itself that it is the plan. */
export async function findPlanAnywhere(
  github: GitHubClient,
  ref: IssueRef,
  tree: Tree,
  search: Search,
): Promise<PlanFile | undefined> {
  return (
    (await findPlan(github, ref, tree, search)) ?? findMoved(github, ref, tree, search.pattern)
  );
}

/**
 * Finds the plan of an issue by its number: the title may have changed since, and people may rename
 * the file. The path that was known last is tried first.
 */
export async function findPlan(
  github: GitHubClient,
  ref: IssueRef,
  tree: Tree,
  { pattern, toldPath }: Search,
): Promise<PlanFile | undefined> {
  const isPlan = (path: string): boolean =>
    issueOfPath(pattern, path) === ref.number || isPutAway(pattern, path, ref);
  const told = toldPath && (await readAt(github, ref, toldPath, tree.branch));
  // Somebody may have edited the comment: a path in it is believed only if a plan lies there.
  if (told && (isPlan(told.path) || isMarked(told, ref))) return told;
  const path = (await likelyPaths(github, ref, tree, pattern)).filter(isPlan).toSorted()[0];
  return path === undefined || path === toldPath
    ? undefined
    : readAt(github, ref, path, tree.branch);
}

async function likelyPaths(
  github: GitHubClient,
  ref: IssueRef,
  tree: Tree,
  pattern: string,
): Promise<readonly string[]> {
  const folder = folderOf(pattern, ref.number);
  if (folder === undefined) return allPaths(github, ref, tree.at);
  const listed = await listFolder(github, ref, folder, tree.branch);
  // A list that GitHub cut may lack it.
  return listed.length >= MOST_ENTRIES ? allPaths(github, ref, tree.at) : listed;
}

async function findMoved(
  github: GitHubClient,
  ref: IssueRef,
  tree: Tree,
  pattern: string,
): Promise<PlanFile | undefined> {
  const paths = (await allPaths(github, ref, tree.at)).filter((path) =>
    issuesNamedIn(path).includes(ref.number),
  );
  for (const path of paths.slice(0, MOST_CANDIDATES)) {
    const file = await readAt(github, ref, path, tree.branch);
    if (file === undefined) continue;
    if (isMarked(file, ref) || isPutAway(pattern, path, ref)) return file;
  }
  return undefined;
}

/** Whether a path is where the plan of an issue goes when it is put away. */
function isPutAway(pattern: string, path: string, { number }: IssueRef): boolean {
  return issueOfPath(closedPath(pattern), path) === number;
}

function isMarked({ text }: PlanFile, { number }: IssueRef): boolean {
  return readPlanMarker(text)?.issue === number;
}

/** The file as it stands at the commit that last touched it, so that commit and text agree. */
async function readAt(
  github: GitHubClient,
  ref: IssueRef,
  path: string,
  branch: string | undefined,
): Promise<PlanFile | undefined> {
  const commit = await latestCommit(github, ref, path, branch);
  const file = commit && (await readFile(github, ref, path, commit.sha));
  return file && { ...file, commit };
}
