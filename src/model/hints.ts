import {
  homeKey,
  type CheckboxEdit,
  type CommitRef,
  type DashboardRef,
  type DependentsRef,
  type IssueRef,
  type PullRef,
  type ReferrersRef,
  type ReferringPull,
  type RepositoryItem,
  type WorkItem,
} from "./refs.js";

/** Checkbox edits of one issue that are kept while it waits: more than people make in that time. */
const MAX_CHECKBOX_EDITS = 200;

/** Referring pull requests of one issue that are kept while it waits. */
const MAX_REFERRING = 20;

/** Closed numbers of one repository that are kept while it waits; beyond that, it may be any. */
const MAX_CLOSED = 200;

/** Issues on which a dashboard was asked for that are kept while it waits. */
const MAX_ASKED = 50;

/** The start of the hint of an issue on which a dashboard was asked for. */
const ASKED_ON = "?";

/** The hint that anything may have been closed. */
const ANYTHING = "anything";

/** The hint of `force`. It is stored in Redis: replicas of the version before read it, too. */
const FORCE = "again";

/** The hint of `isNew`. */
const NEW = "new";

/** The hint of `withIssue`. */
const WITH_ISSUE = "issue";

/** The item as an event names it, with something new to look at. */
export function asNew(item: WorkItem): WorkItem {
  return isLeading(item) ? { ...item, isNew: true } : item;
}

/** Whether what an item leads to is to be looked at even where it is set aside. */
export function mayRevive(item: WorkItem): boolean {
  return isLeading(item) ? item.isNew === true : item.kind !== "sweep";
}

type LeadingItem = RepositoryItem | PullRef | CommitRef | DependentsRef | ReferrersRef;

const LEADING: ReadonlySet<string> = new Set<LeadingItem["kind"]>([
  "repository",
  "pull",
  "commit",
  "dependents",
  "referrers",
]);

function isLeading(item: WorkItem): item is LeadingItem {
  return LEADING.has(item.kind);
}

/** What an item says beyond its key, each as a text: nothing of it is lost when items are merged. */
export function hintsOf(item: WorkItem): readonly string[] {
  const news = isLeading(item) && item.isNew ? [NEW] : [];
  if (item.kind === "referrers") return [...news, ...(item.closed?.map(String) ?? [ANYTHING])];
  if (item.kind === "dashboard") {
    const askedOn = (item.askedOn ?? []).map((number) => `${ASKED_ON}${number}`);
    return [...askedOn, ...(item.checkboxEdits ?? []).map(writeCheckboxEdit)];
  }
  if (item.kind === "onboarding") return item.withIssue ? [WITH_ISSUE] : [];
  if (!("number" in item)) return news;
  const issue: Partial<IssueRef> = item.kind === "issue" ? item : {};
  const { checkboxEdits = [], pulls = [], changedAt } = issue;
  return [
    ...news,
    ...(item.force ? [FORCE] : []),
    ...checkboxEdits.map(writeCheckboxEdit),
    ...pulls.map(writeReferringPull),
    ...(changedAt === undefined ? [] : [CHANGED + changedAt]),
  ];
}

/** The item with these hints in place of its own. */
export function withHints(item: WorkItem, hints: readonly string[]): WorkItem {
  const news = isLeading(item) && hints.includes(NEW) && { isNew: true as const };
  if (item.kind === "referrers") {
    return {
      ...withClosed(
        item,
        hints.filter((hint) => hint !== NEW),
      ),
      ...news,
    };
  }
  const edits = hints.flatMap((text) => readCheckboxEdit(text) ?? []).slice(-MAX_CHECKBOX_EDITS);
  if (item.kind === "dashboard") return withAsked(item, hints, edits);
  if (item.kind === "onboarding") {
    const { withIssue: _, ...repository } = item;
    return hints.includes(WITH_ISSUE) ? { ...repository, withIssue: true } : repository;
  }
  if (!("number" in item)) return { ...item, ...news };
  const force = hints.includes(FORCE) && { force: true as const };
  if (item.kind !== "issue") return { ...item, ...news, ...force };
  const pulls = referringPulls(hints);
  const changedAt = latestChange(hints);
  return {
    ...item,
    ...force,
    ...(edits.length > 0 && { checkboxEdits: edits }),
    ...(pulls.length > 0 && { pulls }),
    ...(changedAt !== undefined && { changedAt }),
  };
}

/** The start of the hint of `changedAt`. */
const CHANGED = "changed ";

function latestChange(hints: readonly string[]): string | undefined {
  return hints
    .filter((hint) => hint.startsWith(CHANGED))
    .map((hint) => hint.slice(CHANGED.length))
    .filter((at) => Number.isFinite(Date.parse(at)))
    .toSorted((a, b) => Date.parse(a) - Date.parse(b))
    .at(-1);
}

/** Each pull request once, with its last try: a run may have hints of the run before it. */
function referringPulls(hints: readonly string[]): readonly ReferringPull[] {
  const found = new Map<string, ReferringPull>();
  for (const pull of hints.flatMap((text) => readReferringPull(text) ?? [])) {
    const key = homeKey(pull);
    if (pull.tries >= (found.get(key)?.tries ?? 0)) found.set(key, pull);
  }
  return [...found.values()].slice(-MAX_REFERRING);
}

/** A referring pull request as a text without line breaks. */
function writeReferringPull({ owner, repo, number, tries }: ReferringPull): string {
  return `pull ${owner}/${repo}#${number} ${tries}`;
}

/** Reads what {@link writeReferringPull} wrote; `undefined` for any other text. */
function readReferringPull(text: string): ReferringPull | undefined {
  const [, owner, repo, number, tries] =
    /^pull ([^\s/]+)\/([^\s/#]+)#(\d+) (\d+)$/.exec(text) ?? [];
  if (owner === undefined || repo === undefined) return undefined;
  return { owner, repo, number: Number(number), tries: Number(tries) };
}

function withAsked(
  { installationId, owner, repo, kind }: DashboardRef,
  hints: readonly string[],
  checkboxEdits: readonly CheckboxEdit[],
): DashboardRef {
  const numbers = hints.flatMap((hint) => (hint.startsWith(ASKED_ON) ? hint.slice(1) : []));
  const askedOn = numbers.map(Number).filter((number) => Number.isSafeInteger(number));
  return {
    installationId,
    owner,
    repo,
    kind,
    ...(askedOn.length > 0 && { askedOn: askedOn.slice(-MAX_ASKED) }),
    ...(checkboxEdits.length > 0 && { checkboxEdits }),
  };
}

function withClosed(item: ReferrersRef, hints: readonly string[]): ReferrersRef {
  const { installationId, owner, repo, kind } = item;
  const repository = { installationId, owner, repo, kind };
  const closed = hints.map(Number).filter((number) => Number.isSafeInteger(number));
  const known = closed.length > 0 && closed.length === hints.length && closed.length <= MAX_CLOSED;
  return known ? { ...repository, closed } : repository;
}

/** A checkbox edit as a text without line breaks. */
export function writeCheckboxEdit({ box, ticked, by, at }: CheckboxEdit): string {
  return [ticked ? "tick" : "clear", at, box, by].join(" ");
}

/** Reads what {@link writeCheckboxEdit} wrote; `undefined` for any other text. */
function readCheckboxEdit(text: string): CheckboxEdit | undefined {
  const [, kind, at, box, by] = /^(tick|clear) (\S+) (\S+) (\S+)$/.exec(text) ?? [];
  if (at === undefined || box === undefined || by === undefined) return undefined;
  return { box, ticked: kind === "tick", by, at };
}
