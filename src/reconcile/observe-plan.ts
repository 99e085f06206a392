import type { GitHubClient } from "../github/client.js";
import { latestCommit, listFolder, readFile } from "../github/files.js";
import type { PlanPull } from "../github/pulls.js";
import type { Issue } from "../issue/issue.js";
import type { IssueRef } from "../issue-ref.js";
import { issueOfPath, PLAN_FOLDER, planBranch, planPath } from "../plan/identity.js";
import type { BranchFile, PlanFile } from "./world.js";

/** GitHub lists at most this many entries of a folder. */
const MOST_ENTRIES = 1000;

/** Where to look for the plan. */
interface Search {
  readonly issue: Issue;
  readonly pull: PlanPull | undefined;
  /** The path that the status comment told of last. */
  readonly toldPath: string | undefined;
}

/**
 * Reads the plan from where it counts: the plan branch while its pull request is open, the default
 * branch after that. A rejected plan is none.
 */
export async function readPlan(
  github: GitHubClient,
  ref: IssueRef,
  { issue, pull, toldPath }: Search,
): Promise<PlanFile | undefined> {
  const branch = pull?.state === "open" ? planBranch(issue.number) : undefined;
  return findPlan(github, ref, { issue, branch, toldPath });
}

/**
 * Finds the plan of an issue on a branch (the default branch if left out), by its number: the title
 * may have changed since, and people may rename the file. The path that was known last is tried first.
 */
export async function findPlan(
  github: GitHubClient,
  ref: IssueRef,
  search: {
    readonly issue: Issue;
    readonly branch: string | undefined;
    readonly toldPath: string | undefined;
  },
): Promise<BranchFile | undefined> {
  const { issue, branch, toldPath } = search;
  const isPlan = (path: string): boolean => issueOfPath(path) === issue.number;
  // Somebody may have edited the comment: a path in it is believed only if it is a plan's.
  const likely = toldPath !== undefined && isPlan(toldPath) ? toldPath : undefined;
  const found = likely && (await readAt(github, ref, likely, branch));
  if (found) return found;
  const listed = await listFolder(github, ref, PLAN_FOLDER, branch);
  const paths = listed.filter(isPlan);
  const wanted = planPath(issue.number, issue.title);
  // A list that GitHub cut may lack it.
  if (paths.length === 0 && listed.length >= MOST_ENTRIES) {
    return readAt(github, ref, wanted, branch);
  }
  const path = paths.includes(wanted) ? wanted : paths.toSorted()[0];
  return path === undefined ? undefined : readAt(github, ref, path, branch);
}

/** The file as it stands at the commit that last touched it, so that commit and text agree. */
async function readAt(
  github: GitHubClient,
  ref: IssueRef,
  path: string,
  branch: string | undefined,
): Promise<BranchFile | undefined> {
  const commit = await latestCommit(github, ref, path, branch);
  const file = commit && (await readFile(github, ref, path, commit.sha));
  return file && { ...file, commit };
}
