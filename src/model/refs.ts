/** Names one repository. */
export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

/** Names one repository, and the installation that may look at it. */
export interface RepositoryRef extends RepositoryName {
  readonly installationId: number;
}

/** Names an issue or a pull request: GitHub numbers both together. */
export interface IssueOrPullRef extends RepositoryRef {
  readonly number: number;
}

/** Names one issue. An identity, never a payload: its state is read when its turn comes. */
export interface IssueRef extends IssueOrPullRef {
  readonly kind: "issue";
  /** Whether somebody asked for its check run again: it is written even where nothing changed. */
  readonly force?: true;
  /** What people did to the checkboxes of its status comment. */
  readonly checkboxEdits?: readonly CheckboxEdit[];
  /** Pull requests that refer to it, as their events said: its timeline may not show them yet. */
  readonly pulls?: readonly ReferringPull[];
  /** When it changed, as an event said that is looked at at once: ISO 8601. GitHub may show an older state. */
  readonly changedAt?: string;
}

/** A pull request that an event said to refer to an issue. */
export interface ReferringPull extends Target {
  /** How often the timeline was read again for it. */
  readonly tries: number;
}

/** What leads to other items. */
interface Leading {
  /** Something new is known of it: what it leads to is looked at even where that is set aside. */
  readonly isNew?: true;
}

/** Names a repository whose open issues with a plan, or waiting for one, are to be reconciled. */
export interface RepositoryItem extends RepositoryRef, Leading {
  readonly kind: "repository";
}

/** Names a pull request, to be checked: its configuration, templates and plans, and its issues. */
export interface PullRef extends IssueOrPullRef, Leading {
  readonly kind: "pull";
  /** Whether somebody asked for its check runs again. */
  readonly force?: true;
}

/** Names a commit that a merge queue made of a pull request, to be checked like its head. */
export interface GroupRef extends IssueOrPullRef {
  readonly kind: "group";
  readonly sha: string;
  /** Whether somebody asked for its check runs again. */
  readonly force?: true;
}

/** Names a commit whose check runs somebody asked for again. */
export interface CommitRef extends RepositoryRef, Leading {
  readonly kind: "commit";
  readonly sha: string;
}

/**
 * Names the owner's shared configuration: all repositories of the installation may use it, and are to be
 * reconciled. It changed, or nobody said which repositories there are.
 */
export interface DependentsRef extends RepositoryRef, Leading {
  readonly kind: "dependents";
}

/** Names a repository that is to be swept: what its events have missed is found by its labels. */
export interface SweepRef extends RepositoryRef {
  readonly kind: "sweep";
}

/** Names a repository whose dashboard is to be brought up to date. */
export interface DashboardRef extends RepositoryRef {
  readonly kind: "dashboard";
  /** Issues on which somebody asked for a dashboard: they are answered once there is one. */
  readonly askedOn?: readonly number[];
  /** What people did to the checkboxes of the dashboard. */
  readonly checkboxEdits?: readonly CheckboxEdit[];
}

/** Names a repository to which the App was added: its people are to learn how to start. */
export interface OnboardingRef extends RepositoryRef {
  readonly kind: "onboarding";
  /** Whether so few repositories were added that each of them gets an issue that explains it. */
  readonly withIssue?: true;
}

/** Names a repository in which something was closed, reopened or renamed that plans may refer to. */
export interface ReferrersRef extends RepositoryRef, Leading {
  readonly kind: "referrers";
  /** The numbers of what it was; left out where that is not known. */
  readonly closed?: readonly number[];
}

/** What the queue carries: something to reconcile or check, or a repository whose items are to be found. */
export type WorkItem =
  | IssueRef
  | RepositoryItem
  | PullRef
  | GroupRef
  | CommitRef
  | DependentsRef
  | ReferrersRef
  | DashboardRef
  | OnboardingRef
  | SweepRef;

/** The issue `number` of a repository, without hints. */
export function issueRef({ installationId, owner, repo }: RepositoryRef, number: number): IssueRef {
  return { kind: "issue", installationId, owner, repo, number };
}

/** The whole repository as an item of the queue. */
export function repositoryItem({ installationId, owner, repo }: RepositoryRef): RepositoryItem {
  return { kind: "repository", installationId, owner, repo };
}

/**
 * An item as it was stored in a queue. The version before this one gave issues and repositories no
 * `kind`, and its items may still wait after an update.
 */
export function fromStoredItem(stored: WorkItem): WorkItem {
  if ("kind" in stored) return stored;
  const old: RepositoryRef & { readonly number?: number } = stored;
  const { number } = old;
  return number === undefined ? { ...old, kind: "repository" } : { ...old, number, kind: "issue" };
}

/** `owner/repo`, the same for all ways to write it: GitHub compares both without regard to case. */
export function repositoryKey({ owner, repo }: RepositoryName): string {
  return `${owner}/${repo}`.toLowerCase();
}

/** Whether both are one repository to GitHub. */
export function isSameRepository(a: RepositoryName, b: RepositoryName): boolean {
  return repositoryKey(a) === repositoryKey(b);
}

/** An issue or a pull request by its place. */
export interface Target extends RepositoryName {
  readonly number: number;
}

/** `#45`, or `owner/repo#45` in small letters for one of another repository. */
export function nameOf(target: Target, home: RepositoryName): string {
  const here = isSameRepository(target, home);
  return `${here ? "" : repositoryKey(target)}#${target.number}`;
}

/** `owner/repo#4` in small letters: where what is stored about an issue was written. */
export function homeKey(issue: Target): string {
  return `${repositoryKey(issue)}#${issue.number}`;
}

/** A key of a repository within one installation: what one installation may see is not cached for another. */
export function installedKey(repository: RepositoryRef): string {
  return `${repository.installationId} ${repositoryKey(repository)}`;
}

/**
 * `owner/repo#number`, `owner/repo` for a whole repository, `owner/repo!number` for a pull request,
 * `owner/repo!number@sha` and `owner/repo!@sha` for commits, `owner/repo!dependents`,
 * `owner/repo!referrers`, `owner/repo!dashboard`, `owner/repo!onboarding`, `owner/repo!sweep`, with {@link repositoryKey} for
 * `owner/repo`. Two items with one key never run at the same time.
 */
export function workKey(item: WorkItem): string {
  const repository = repositoryKey(item);
  switch (item.kind) {
    case "issue":
      return `${repository}#${item.number}`;
    case "repository":
      return repository;
    case "pull":
      return `${repository}!${item.number}`;
    case "group":
      return `${repository}!${item.number}@${item.sha}`;
    case "commit":
      return `${repository}!@${item.sha}`;
    case "dependents":
    case "referrers":
    case "dashboard":
    case "onboarding":
    case "sweep":
      return `${repository}!${item.kind}`;
  }
}

/** Somebody ticked or cleared a checkbox of the status comment. Only the event says so: REST does not. */
export interface CheckboxEdit {
  readonly box: string;
  /** Whether it was ticked; else it was cleared. */
  readonly ticked: boolean;
  /** Login of who edited the comment. */
  readonly by: string;
  /** When: ISO 8601, UTC. */
  readonly at: string;
}

/** Where a plan can be in its life. */
export const PLAN_STATES = [
  "requested",
  "proposed",
  "approved",
  "in progress",
  "blocked",
  "rejected",
  "completed",
] as const;

/** Where a plan is in its life. */
export type PlanState = (typeof PLAN_STATES)[number];

/**
 * What became of an issue or a pull request: a pull request is merged or was closed unmerged, an
 * issue is closed as completed or as not planned. `reverted` and `elsewhere` are merged, too, but taken
 * back, or not in the default branch. `unknown` is one that is not to be seen.
 */
export const OUTCOMES = [
  "open",
  "merged",
  "completed",
  "unmerged",
  "reverted",
  "elsewhere",
  "unplanned",
  "unknown",
] as const;

/** One of {@link OUTCOMES}. */
export type Outcome = (typeof OUTCOMES)[number];
