import type { Action } from "../features/snapshot.js";
import { branchInTheWay } from "../github/files.js";
import type { GitHubClient } from "../github/http/client.js";
import { hasStatus, refusalOf } from "../github/http/errors.js";
import { inlineCode, inlineText } from "../markdown/escape.js";
import type { IssueRef } from "../model/refs.js";

/** A write that GitHub refuses for good, or a read where no action is named. */
interface Refused {
  readonly error: unknown;
  readonly action?: Action | undefined;
  /** What could not be done, such as `opening the plan`. */
  readonly what: string;
  /** Login under which the App writes. */
  readonly bot: string;
}

/**
 * Why GitHub refuses something and how to fix it, as Markdown in whole sentences. Rules and
 * permissions are named only where GitHub names them. One request or a few where GitHub does not say
 * what is in the way of a branch.
 */
export async function explainRefusal(
  github: GitHubClient,
  ref: IssueRef,
  { error, action, what, bot }: Refused,
): Promise<string> {
  const branch = newBranchOf(action);
  if (branch !== undefined && hasStatus(error, 422)) {
    const other = await branchInTheWay(github, ref, branch);
    if (other !== undefined) {
      return (
        `The branch ${inlineCode(other)} is in the way: Git cannot have a branch ${inlineCode(branch)} beside it. ` +
        "Rename or delete it, or change the pattern `plans.branch` in the configuration."
      );
    }
  }
  const said = refusalOf(error);
  if (action?.type === "open-pull" && action.pull.draft && /\bdrafts?\b/i.test(said)) {
    return "This repository has no draft pull requests. Set `pullRequest.draft: false` in the configuration.";
  }
  const message = inlineText(said.replace(/\.\s*$/, ""), 300);
  return `GitHub rejected ${what}: ${message}.${adviceOn(said, bot)}`;
}

/** The branch that an action makes. */
function newBranchOf(action: Action | undefined): string | undefined {
  if (action?.type === "create-branch") return action.start.branch;
  if (action?.type === "refill-update") return action.merge.isNew ? action.merge.branch : undefined;
  return action?.type === "commit-archive" ? action.change.branch : undefined;
}

/** Who writes by the token that every workflow is given. */
export const ACTIONS_BOT = "github-actions[bot]";

/**
 * What to do about something that GitHub refuses, as a sentence behind what it said; empty where that
 * says it all.
 *
 * @param bot login under which the App writes; left out where that is an App's of its own
 */
export function adviceOn(said: string, bot?: string): string {
  // https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository#preventing-github-actions-from-creating-or-approving-pull-requests
  if (/\bGitHub Actions is not permitted to create\b/i.test(said)) {
    return " Turn on “Allow GitHub Actions to create and approve pull requests” in the repository's settings, under Actions, General, Workflow permissions, or use an App's token.";
  }
  if (/\brules?\b|\bprotected\b/i.test(said)) return " Check the rules of the repository.";
  if (!/\bnot accessible by integration\b|\bpermissions?\b/i.test(said)) return "";
  return bot === ACTIONS_BOT
    ? " Check `permissions` in the workflow file."
    : " Check the App's permissions.";
}
