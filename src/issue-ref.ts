/** Names one repository, and the installation that may look at it. */
export interface RepositoryRef {
  readonly installationId: number;
  readonly owner: string;
  readonly repo: string;
}

/** Names one issue. An identity, never a payload: what is true of the issue is read when its turn comes. */
export interface IssueRef extends RepositoryRef {
  readonly number: number;
}

/** What the queue carries: an issue to look at, or a repository whose issues are to be found first. */
export type WorkItem = IssueRef | RepositoryRef;

/** Tells an issue from a whole repository. */
export function isIssueRef(item: WorkItem): item is IssueRef {
  return "number" in item;
}

/**
 * `owner/repo#number`, or `owner/repo` for a whole repository; in lower case because GitHub compares
 * owners and repositories that way. Two items with one key never run at the same time.
 */
export function workKey(item: WorkItem): string {
  const repository = `${item.owner}/${item.repo}`.toLowerCase();
  return isIssueRef(item) ? `${repository}#${item.number}` : repository;
}
