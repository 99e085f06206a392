import type { Action } from "../features/actions.js";
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
}

/**
 * Why GitHub refuses something and how to fix it, as Markdown in whole sentences. Rules and
 * permissions are named only where GitHub names them. One request or a few where GitHub does not say
 * what is in the way of a branch.
 */
export async function explainRefusal(
  github: GitHubClient,
  ref: IssueRef,
  { error, action, what }: Refused,
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
  return `GitHub rejected ${what}: ${message}.${adviceOn(said)}`;
}

/** The branch that an action makes. */
function newBranchOf(action: Action | undefined): string | undefined {
  if (action?.type === "create-branch") return action.start.branch;
  if (action?.type === "refill-update") return action.merge.isNew ? action.merge.branch : undefined;
  return action?.type === "commit-archive" ? action.change.branch : undefined;
}

function adviceOn(said: string): string {
  if (/\brules?\b|\bprotected\b/i.test(said)) return " Check the rules of the repository.";
  const isPermission = /\bnot accessible by integration\b|\bpermissions?\b/i.test(said);
  return isPermission ? " Check the App's permissions." : "";
}
