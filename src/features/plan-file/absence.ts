import { latestCommit } from "../../github/files.js";
import type { GitHubClient } from "../../github/http/client.js";
import { readMerge } from "../../github/merges.js";
import { changedFiles, type PlanPull } from "../../github/pulls.js";
import { getRepository } from "../../github/repository.js";
import type { IssueRef } from "../../model/refs.js";
import { issuesNamedIn } from "../../plan/identity.js";
import type { PlanAbsence } from "./facts.js";

/**
 * Why the plan of a merged pull request is not on the default branch: it was removed there, or never
 * came there, because it was merged into another branch.
 *
 * @param knownPath the path that the status comment named last
 */
export async function readAbsence(
  github: GitHubClient,
  ref: IssueRef,
  { number, base: known }: PlanPull,
  knownPath: string | undefined,
): Promise<PlanAbsence> {
  const pull = { ...ref, number };
  const [{ defaultBranch }, merge, path] = await Promise.all([
    getRepository(github, ref),
    known === "" ? readMerge(github, pull) : undefined,
    knownPath ?? planPathOf(github, ref, number),
  ]);
  const base = known === "" ? (merge?.base ?? defaultBranch) : known;
  const commit = path === undefined ? undefined : await latestCommit(github, ref, path);
  const isElsewhere = commit === undefined && base !== defaultBranch;
  return { kind: isElsewhere ? "elsewhere" : "withdrawn", defaultBranch, base, path, commit };
}

async function planPathOf(
  github: GitHubClient,
  ref: IssueRef,
  number: number,
): Promise<string | undefined> {
  const files = await changedFiles(github, { ...ref, number });
  return files.find(({ path }) => issuesNamedIn(path).includes(ref.number))?.path;
}
