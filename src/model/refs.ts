/** More ticks of one issue than people make while it waits for its turn. */
const MAX_CHECKBOX_EDITS = 200;

/** More than is closed in one repository meanwhile; and what says that it may be anything. */
const MAX_CLOSED = 200;
const ANYTHING = "anything";

/** Names one repository. */
export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

/** Names one repository, and the installation that may look at it. */
export interface RepositoryRef extends RepositoryName {
  readonly installationId: number;
}

/** Names one issue. An identity, never a payload: what is true of the issue is read when its turn comes. */
export interface IssueRef extends RepositoryRef {
  readonly number: number;
  /** Whether somebody asked for its check run once more: it is written even where it says so already. */
  readonly force?: true;
  /** What people did to the boxes of its status comment. */
  readonly checkboxEdits?: readonly CheckboxEdit[];
}

/** Names a pull request, to be checked: its configuration, templates and plans, and its issues. */
export interface PullRef extends IssueRef {
  readonly kind: "pull";
}

/** Names a commit that a merge queue made of a pull request, to be checked like its head. */
export interface GroupRef extends IssueRef {
  readonly kind: "group";
  readonly sha: string;
}

/** Names a commit whose check runs somebody asked for once more. */
export interface CommitRef extends RepositoryRef {
  readonly kind: "commit";
  readonly sha: string;
}

/** Names the repositories that may use the configuration of this one. */
export interface DependentsRef extends RepositoryRef {
  readonly kind: "dependents";
}

/** Names a repository that is to be swept: what its events have missed is found by its labels. */
export interface SweepRef extends RepositoryRef {
  readonly kind: "sweep";
}

/** Names a repository in which something was closed or reopened that plans may refer to. */
export interface ReferrersRef extends RepositoryRef {
  readonly kind: "referrers";
  /** The numbers of what it was; left out where that is not known. */
  readonly closed?: readonly number[];
}

/** What the queue carries: something to look at, or repositories whose issues are to be found first. */
export type WorkItem =
  | IssueRef
  | RepositoryRef
  | PullRef
  | GroupRef
  | CommitRef
  | DependentsRef
  | ReferrersRef
  | SweepRef;

type Kind = Extract<WorkItem, { readonly kind: string }>["kind"];

/** `owner/repo`, the same for all ways to write it: GitHub compares both without regard to case. */
export function repositoryKey({ owner, repo }: RepositoryName): string {
  return `${owner}/${repo}`.toLowerCase();
}

/** Whether both are one repository to GitHub. */
export function isSameRepository(one: RepositoryName, other: RepositoryName): boolean {
  return repositoryKey(one) === repositoryKey(other);
}

/** The same of one installation: what one installation may see is not remembered for another. */
export function installedKey(repository: RepositoryRef): string {
  return `${repository.installationId} ${repositoryKey(repository)}`;
}

/** Tells an issue from everything else. */
export function isIssueRef(item: WorkItem): item is IssueRef {
  return "number" in item && !("kind" in item);
}

/** Tells what is no issue and no whole repository by its kind. */
export function isOfKind<K extends Kind>(
  item: WorkItem,
  kind: K,
): item is Extract<WorkItem, { readonly kind: K }> {
  return "kind" in item && item.kind === kind;
}

/**
 * `owner/repo#number`, `owner/repo` for a whole repository, `owner/repo!number` for a pull request,
 * `owner/repo!number@sha` and `owner/repo!@sha` for commits, `owner/repo!dependents`,
 * `owner/repo!referrers`, `owner/repo!sweep`, with {@link repositoryKey} for `owner/repo`. Two items
 * with one key never run at the same time.
 */
export function workKey(item: WorkItem): string {
  const repository = repositoryKey(item);
  if (isOfKind(item, "pull")) return `${repository}!${item.number}`;
  if (isOfKind(item, "group")) return `${repository}!${item.number}@${item.sha}`;
  if (isOfKind(item, "commit")) return `${repository}!@${item.sha}`;
  if ("kind" in item) return `${repository}!${item.kind}`;
  return isIssueRef(item) ? `${repository}#${item.number}` : repository;
}

/** What an item says beyond its key: that must not be lost where items come together. */
export function hintsOf(item: WorkItem): readonly string[] {
  if (isOfKind(item, "referrers")) return item.closed?.map(String) ?? [ANYTHING];
  if (!("number" in item)) return [];
  return [...(item.force ? ["again"] : []), ...(item.checkboxEdits ?? []).map(writeCheckboxEdit)];
}

/** The item as one that says this. */
export function withHints(item: WorkItem, said: readonly string[]): WorkItem {
  if (isOfKind(item, "referrers")) return withClosed(item, said);
  if (!("number" in item) || said.length === 0) return item;
  const ticks = said.flatMap((text) => readCheckboxEdit(text) ?? []).slice(-MAX_CHECKBOX_EDITS);
  return {
    ...item,
    ...(said.includes("again") && { force: true }),
    ...(ticks.length > 0 && { checkboxEdits: ticks }),
  };
}

function withClosed(item: ReferrersRef, said: readonly string[]): ReferrersRef {
  const { installationId, owner, repo, kind } = item;
  const repository = { installationId, owner, repo, kind };
  const closed = said.map(Number).filter((number) => Number.isSafeInteger(number));
  const known = closed.length > 0 && closed.length === said.length && closed.length <= MAX_CLOSED;
  return known ? { ...repository, closed } : repository;
}

/** Somebody ticked or cleared a box of the status comment, as the event tells: REST does not. */
export interface CheckboxEdit {
  readonly box: string;
  /** Whether it was ticked; else it was cleared. */
  readonly ticked: boolean;
  /** Login of who edited the comment. */
  readonly by: string;
  /** When: ISO 8601, UTC. */
  readonly at: string;
}

/** A tick as a text without line breaks. */
export function writeCheckboxEdit({ box, ticked, by, at }: CheckboxEdit): string {
  return [ticked ? "tick" : "clear", at, box, by].join(" ");
}

/** Reads what {@link writeCheckboxEdit} wrote; `undefined` for any other text. */
export function readCheckboxEdit(text: string): CheckboxEdit | undefined {
  const [, kind, at, box, by] = /^(tick|clear) (\S+) (\S+) (\S+)$/.exec(text) ?? [];
  if (at === undefined || box === undefined || by === undefined) return undefined;
  return { box, ticked: kind === "tick", by, at };
}
