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

/** Names a pull request: one that may change the configuration or a template, to be checked. */
export interface PullRef extends IssueRef {
  readonly kind: "pull";
}

/** Names the repositories that may use the configuration of this one. */
export interface DependentsRef extends RepositoryRef {
  readonly kind: "dependents";
}

/** Names a repository that is to be swept: what its events have missed is found by its labels. */
export interface SweepRef extends RepositoryRef {
  readonly kind: "sweep";
}

/** What the queue carries: something to look at, or repositories whose issues are to be found first. */
export type WorkItem = IssueRef | RepositoryRef | PullRef | DependentsRef | SweepRef;

/** Tells an issue from everything else. */
export function isIssueRef(item: WorkItem): item is IssueRef {
  return "number" in item && !("kind" in item);
}

/** Tells a pull request from everything else. */
export function isPullRef(item: WorkItem): item is PullRef {
  return "kind" in item && item.kind === "pull";
}

/** Tells a repository's dependents from everything else. */
export function isDependentsRef(item: WorkItem): item is DependentsRef {
  return "kind" in item && item.kind === "dependents";
}

/** Tells a sweep from everything else. */
export function isSweepRef(item: WorkItem): item is SweepRef {
  return "kind" in item && item.kind === "sweep";
}

/**
 * `owner/repo#number`, `owner/repo` for a whole repository, `owner/repo!number` for a pull request,
 * `owner/repo!dependents`, `owner/repo!sweep`; in lower case because GitHub compares
 * owners and repositories that way. Two items with one key never run at the same time.
 */
export function workKey(item: WorkItem): string {
  const repository = `${item.owner}/${item.repo}`.toLowerCase();
  if (isPullRef(item)) return `${repository}!${item.number}`;
  if (isSweepRef(item)) return `${repository}!sweep`;
  if (isDependentsRef(item)) return `${repository}!dependents`;
  return isIssueRef(item) ? `${repository}#${item.number}` : repository;
}
