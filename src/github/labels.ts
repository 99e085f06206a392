import type { IssueOrPullRef, RepositoryRef } from "../model/refs.js";
import { NO_RETRY, repoParams, type GitHubClient } from "./http/client.js";
import { hasStatus, undefinedOn404 } from "./http/errors.js";

/** A label as the repository defines it. */
export interface LabelDefinition {
  readonly name: string;
  /** At most 100 characters. */
  readonly description: string;
  /** Six hexadecimal digits, without `#`. */
  readonly color: string;
}

/** Names of all labels that the repository defines, over all pages; none where it is gone. */
export async function repositoryLabels(
  github: GitHubClient,
  ref: RepositoryRef,
): Promise<readonly string[]> {
  const labels = await undefinedOn404(
    github.paginate(github.rest.issues.listLabelsForRepo, { ...repoParams(ref), per_page: 100 }),
  );
  return (labels ?? []).map((label) => label.name);
}

/**
 * Puts `label` on the issue. A repository that lacks it gets it first, with description and colour;
 * one that defines it in its own way keeps that.
 */
export async function addLabel(
  github: GitHubClient,
  ref: IssueOrPullRef,
  label: LabelDefinition,
): Promise<void> {
  const path = repoParams(ref);
  if (!(await isDefined(github, ref, label.name))) await defineLabel(github, ref, label);
  await github.rest.issues.addLabels({ ...path, issue_number: ref.number, labels: [label.name] });
}

/** Whether the repository defines a label. */
export async function isDefined(
  github: GitHubClient,
  ref: RepositoryRef,
  name: string,
): Promise<boolean> {
  const found = await undefinedOn404(github.rest.issues.getLabel({ ...repoParams(ref), name }));
  return found !== undefined;
}

/** Defines a label in the repository; fine where it is there by now. */
export async function defineLabel(
  github: GitHubClient,
  ref: RepositoryRef,
  label: LabelDefinition,
): Promise<void> {
  try {
    await github.rest.issues.createLabel({ ...repoParams(ref), ...label, ...NO_RETRY });
  } catch (error) {
    // 422: somebody defined it in the meantime.
    if (!hasStatus(error, 422)) throw error;
  }
}

/** Takes the label off the issue; fine where it is not on it any more. */
export async function removeLabel(
  github: GitHubClient,
  ref: IssueOrPullRef,
  name: string,
): Promise<void> {
  await undefinedOn404(
    github.rest.issues.removeLabel({ ...repoParams(ref), issue_number: ref.number, name }),
  );
}
