import { folderOf, issueOfPath } from "../config/paths.js";
import type { GitHubClient } from "../github/client.js";
import { allPaths, latestCommit, listFolder, readFile, type Commit } from "../github/files.js";
import type { PlanPull } from "../github/pulls.js";
import type { Issue } from "../issue/issue.js";
import type { IssueRef } from "../issue-ref.js";
import { closedPath } from "../plan/closed-path.js";
import { issuesNamedIn } from "../plan/identity.js";
import { readPlanMarker } from "../plan/marker.js";
import { repositoryUrl } from "../view/links.js";
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

/** A commit with its page. */
export function commitAt(issue: Issue, sha: string): Commit {
  return { sha, htmlUrl: `${repositoryUrl(issue)}/commit/${sha}` };
}

/**
 * Reads the plan from where it counts: the head of its pull request while that is open, the default
 * branch after that. A rejected plan is none. A plan that lies elsewhere than new ones do, because
 * the configuration changed or people moved it, is found by its marker.
 */
export async function readPlan(
  github: GitHubClient,
  ref: IssueRef,
  {
    issue,
    pull,
    ...search
  }: Search & { readonly issue: Issue; readonly pull: PlanPull | undefined },
): Promise<PlanFile | undefined> {
  const head = pull?.state === "open" ? commitAt(issue, pull.headSha) : undefined;
  return pull === undefined || pull.state === "closed"
    ? findPlan(github, ref, head, search)
    : findPlanAnywhere(github, ref, head, search);
}

/** {@link findPlan}, and where that finds none, any file that says of itself that it is the plan. */
export async function findPlanAnywhere(
  github: GitHubClient,
  ref: IssueRef,
  at: Commit | undefined,
  search: Search,
): Promise<PlanFile | undefined> {
  return (await findPlan(github, ref, at, search)) ?? findMoved(github, ref, at, search.pattern);
}

/**
 * Finds the plan of an issue by its number: the title may have changed since, and people may rename
 * the file. The path that was known last is tried first.
 *
 * @param at where to look; the default branch if left out
 */
export async function findPlan(
  github: GitHubClient,
  ref: IssueRef,
  at: Commit | undefined,
  { pattern, toldPath }: Search,
): Promise<PlanFile | undefined> {
  const isPlan = (path: string): boolean =>
    issueOfPath(pattern, path) === ref.number || isPutAway(pattern, path, ref);
  const told = toldPath && (await readAt(github, ref, toldPath, at));
  // Somebody may have edited the comment: a path in it is believed only if a plan lies there.
  if (told && (isPlan(told.path) || isMarked(told, ref))) return told;
  const path = (await likelyPaths(github, ref, at, pattern)).filter(isPlan).toSorted()[0];
  return path === undefined || path === toldPath ? undefined : readAt(github, ref, path, at);
}

async function likelyPaths(
  github: GitHubClient,
  ref: IssueRef,
  at: Commit | undefined,
  pattern: string,
): Promise<readonly string[]> {
  const folder = folderOf(pattern, ref.number);
  if (folder === undefined) return allPaths(github, ref, at?.sha ?? "HEAD");
  const listed = await listFolder(github, ref, folder, at?.sha);
  // A list that GitHub cut may lack it.
  return listed.length >= MOST_ENTRIES ? allPaths(github, ref, at?.sha ?? "HEAD") : listed;
}

async function findMoved(
  github: GitHubClient,
  ref: IssueRef,
  at: Commit | undefined,
  pattern: string,
): Promise<PlanFile | undefined> {
  const paths = (await allPaths(github, ref, at?.sha ?? "HEAD")).filter((path) =>
    issuesNamedIn(path).includes(ref.number),
  );
  for (const path of paths.slice(0, MOST_CANDIDATES)) {
    const file = await readAt(github, ref, path, at);
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

/**
 * The file at a commit. On the default branch it is the one that last touched it: what else is
 * pushed there changes nothing of the plan.
 */
export async function readAt(
  github: GitHubClient,
  ref: IssueRef,
  path: string,
  at: Commit | undefined,
): Promise<PlanFile | undefined> {
  const commit = at ?? (await latestCommit(github, ref, path));
  const file = commit && (await readFile(github, ref, path, commit.sha));
  return file && { ...file, commit };
}
