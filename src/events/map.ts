import { OWNER_REPOSITORY } from "../config/read-config.js";
import { mayBeDashboard } from "../features/dashboard/rules.js";
import { defineTask } from "../model/compute.js";
import { hintsOf, withHints } from "../model/hints.js";
import {
  issueRef,
  repositoryItem,
  workKey,
  type IssueRef,
  type RepositoryName,
  type RepositoryRef,
  type WorkItem,
  type CheckboxEdit,
} from "../model/refs.js";
import { issueOfBranch } from "../plan/identity.js";
import {
  readPayload,
  type Payload,
  issueNumber,
  type Affected,
  type EventMapper,
  pushedIssues,
  commandComment,
  checkedAgain,
  checkedPull,
  movedPull,
  ownPull,
  planOfPull,
  pullIssues,
  queuedPull,
} from "./affected.js";
import { tickedBoxes } from "../features/checkboxes/boxes.js";

/** Repositories that are added at once and still get an onboarding issue each. */
const MAX_ONBOARDED = 10;

/** A webhook event, as it was delivered. */
export interface WebhookEvent {
  readonly name: string;
  readonly payload: unknown;
}

/** Names of all events that name work. The App subscribes to these and no others. */
export const EVENT_NAMES = [
  "check_run",
  "check_suite",
  "installation",
  "installation_repositories",
  "issue_comment",
  "issue_dependencies",
  "issues",
  "merge_group",
  "pull_request",
  "pull_request_review",
  "push",
  "sub_issues",
] as const;

type EventName = (typeof EVENT_NAMES)[number];

/** Maps each event and action to the items that it names. What is not listed names nothing. */
const MAPPERS: Readonly<Record<EventName, Readonly<Record<string, EventMapper>> | EventMapper>> = {
  issues: {
    opened: openedIssue,
    labeled: issueOf,
    unlabeled: issueOf,
    edited: allOf(issueOf, retitled, dashboardIssue),
    closed: allOf(issueOf, referrers, dashboardIssue),
    reopened: allOf(issueOf, referrers, dashboardIssue),
    assigned: issueOf,
    unassigned: issueOf,
    milestoned: issueOf,
    demilestoned: issueOf,
    typed: issueOf,
    untyped: issueOf,
    deleted: allOf(issueOf, dashboardIssue),
    transferred: transferredIssue,
  },
  pull_request: {
    opened: allOf(pullIssues, checkedPull),
    edited: allOf(pullIssues, movedPull, retitled),
    synchronize: allOf(planOfPull, checkedPull),
    ready_for_review: pullIssues,
    converted_to_draft: pullIssues,
    closed: allOf(pullIssues, referrers),
    reopened: allOf(pullIssues, checkedPull, referrers),
  },
  pull_request_review: planOfPull,
  issue_comment: {
    created: commandComment,
    edited: allOf(commandComment, ownComment),
    deleted: ownComment,
  },
  // The other side of each, which is in another repository perhaps, has no plan that this changes.
  issue_dependencies: { blocked_by_added: relatedIssue, blocked_by_removed: relatedIssue },
  sub_issues: { sub_issue_added: relatedIssue, sub_issue_removed: relatedIssue },
  push: pushedIssues,
  check_run: { rerequested: checkedAgain },
  merge_group: { checks_requested: queuedPull },
  check_suite: { completed: checkedIssue, rerequested: checkedAgain },
  installation: {
    created: allOf(newRepositories, onboarding),
    unsuspend: newRepositories,
    new_permissions_accepted: newRepositories,
  },
  installation_repositories: { added: allOf(newRepositories, onboarding) },
};

/**
 * What the App's own events name: its pull requests are checked like everybody's, and an approval that its own
 * push dismissed stands no more.
 */
const OWN_EVENT_MAPPERS: Readonly<Record<string, EventMapper>> = {
  "pull_request.opened": ownPull,
  "pull_request.synchronize": ownPull,
  // GitHub names who pushed as the one who dismissed.
  "pull_request_review.dismissed": planOfPull,
};

/**
 * The items that an event names, each once, with their hints merged. The App's own events name only
 * its pull requests, to be checked, and plans whose approvals its own push dismissed.
 *
 * @param bot login under which the App writes, where it is known
 */
export function mapEventToWorkItems(
  { name, payload }: WebhookEvent,
  bot: string | undefined,
): readonly WorkItem[] {
  return itemsOf(name, readPayload(payload), bot);
}

/** {@link mapEventToWorkItems} of a payload that was reduced to what it reads. */
export function itemsOf(
  name: string,
  payload: Payload,
  bot: string | undefined,
): readonly WorkItem[] {
  const own = bot !== undefined && payload.sender?.login === bot;
  const mapEvent = own
    ? OWN_EVENT_MAPPERS[`${name}.${payload.action ?? ""}`]
    : mapperOf(name, payload.action);
  const installationId = payload.installation?.id;
  if (mapEvent === undefined || installationId === undefined) return [];
  const repository = {
    installationId,
    owner: payload.repository?.owner.login ?? "",
    repo: payload.repository?.name ?? "",
  };
  const items = mapEvent(payload, repository, bot).map((found): WorkItem =>
    typeof found === "number" ? issueRef(repository, found) : found,
  );
  const named = items.filter((item) => item.owner !== "" && item.repo !== "");
  const found = new Map<string, WorkItem>();
  for (const item of named) {
    const key = workKey(item);
    const hints = new Set([found.get(key) ?? item, item].flatMap(hintsOf));
    found.set(key, withHints(item, [...hints]));
  }
  return [...found.values()];
}

function mapperOf(name: string, action: string | undefined): EventMapper | undefined {
  const known = EVENT_NAMES.find((event) => event === name);
  if (known === undefined) return undefined;
  const found = MAPPERS[known];
  if (typeof found === "function") return found;
  return action !== undefined && Object.hasOwn(found, action) ? found[action] : undefined;
}

/** What all of the mappers name. */
function allOf(...mappers: readonly EventMapper[]): EventMapper {
  return (...event) => mappers.flatMap((mapper) => mapper(...event));
}

function issueOf({ issue }: Payload): readonly number[] {
  return issue?.number === undefined || issue.pull_request ? [] : [issue.number];
}

/** The issue that got a blocker or a sub-issue, or lost one. */
function relatedIssue({ blocked_issue: blocked, parent_issue: parent }: Payload): Affected {
  return issueNumber(blocked?.number ?? parent?.number);
}

/** Somebody changed the dashboard: who ticked a box of it, only the event says. */
function dashboardIssue(
  payload: Payload,
  repository: RepositoryRef,
  bot: string | undefined,
): Affected {
  const { issue, changes } = payload;
  const isMarked = [issue?.body, changes?.body?.from].some((body) => mayBeDashboard(body ?? ""));
  if (!isMarked || !isOwn(issue?.user?.login, bot)) return [];
  const checkboxEdits = checkboxEditsIn(payload);
  return [{ ...repository, kind: "dashboard", ...(checkboxEdits.length > 0 && { checkboxEdits }) }];
}

/** Whether the App wrote something. Where its login is unknown, any app's may be it. */
function isOwn(author: string | undefined, bot: string | undefined): boolean {
  return bot === undefined ? (author?.endsWith("[bot]") ?? false) : author === bot;
}

/** Plans of the repository may refer to what was closed or reopened. */
function referrers({ issue, pull_request: pull }: Payload, repository: RepositoryRef): Affected {
  const number = pull?.number ?? issue?.number;
  return [{ ...repository, kind: "referrers", ...(number !== undefined && { closed: [number] }) }];
}

/** Open plans show the titles of what they refer to. */
function retitled(payload: Payload, repository: RepositoryRef): Affected {
  return payload.changes?.title === undefined ? [] : referrers(payload, repository);
}

/** An issue may be opened with labels; without any it has no plan and wants none. */
function openedIssue(payload: Payload): Affected {
  return payload.issue?.labels?.length ? issueOf(payload) : [];
}

/** The issue left this repository, and may have brought its labels to another. */
function transferredIssue(payload: Payload, { installationId }: RepositoryRef): Affected {
  const { new_issue: issue, new_repository: repository } = payload.changes ?? {};
  if (issue?.number === undefined || repository === undefined) return issueOf(payload);
  const { owner, name } = repository;
  const moved = issueRef({ installationId, owner: owner.login, repo: name }, issue.number);
  return [...issueOf(payload), moved];
}

/** Somebody touched a comment of the App's. */
function ownComment(
  payload: Payload,
  repository: RepositoryRef,
  bot: string | undefined,
): Affected {
  if (!isOwn(payload.comment?.user?.login, bot)) return [];
  const checkboxEdits = checkboxEditsIn(payload);
  if (checkboxEdits.length === 0) return issueOf(payload);
  return issueOf(payload).map((number): IssueRef => ({
    ...issueRef(repository, number),
    checkboxEdits,
  }));
}

function checkedIssue({ check_suite: suite }: Payload): Affected {
  return issueNumber(issueOfBranch(suite?.head_branch ?? ""));
}

/**
 * Issues may have been waiting until the App was installed, unsuspended, or given permissions. Where GitHub
 * does not list the repositories, it is asked for them.
 */
function newRepositories(payload: Payload, { installationId }: RepositoryRef): Affected {
  const names = repositoriesOf(payload);
  if (names.length === 0 && payload.action !== "added") {
    const owner = payload.installation?.account?.login ?? "";
    return [{ kind: "dependents", installationId, owner, repo: OWNER_REPOSITORY }];
  }
  return names.map((name) => repositoryItem({ installationId, ...name }));
}

/** The App was added to repositories. Many at once are somebody's who knows it already. */
function onboarding(payload: Payload, { installationId }: RepositoryRef): Affected {
  const added = repositoriesOf(payload);
  const withIssue = added.length <= MAX_ONBOARDED && { withIssue: true as const };
  return added.map((name) => ({ kind: "onboarding", installationId, ...name, ...withIssue }));
}

/** The repositories that an event of the installation names. */
function repositoriesOf(payload: Payload): readonly RepositoryName[] {
  const added = payload.action === "added" ? payload.repositories_added : payload.repositories;
  return (added ?? []).flatMap(({ full_name: fullName }) => {
    const [owner, repo] = fullName.split("/");
    return owner === undefined || repo === undefined ? [] : [{ owner, repo }];
  });
}

/** {@link itemsOf}, in a worker. */
export const EVENT = defineTask("the references of an event", itemsOf);

/**
 * What somebody ticked or cleared by editing a status comment, or the dashboard. Only the event says who that was, and
 * what the comment was before. Empty where the event lacks one of them.
 */
function checkboxEditsIn({ comment, issue, changes, sender }: Payload): readonly CheckboxEdit[] {
  const { body, updated_at: at } = comment ?? issue ?? {};
  const from = changes?.body?.from;
  const by = sender?.login;
  if (body === undefined || from === undefined || at === undefined || by === undefined) return [];
  const [before, after] = [tickedBoxes(from), tickedBoxes(body)];
  const ticked = [...after].filter((box) => !before.has(box));
  const cleared = [...before].filter((box) => !after.has(box));
  return [
    ...ticked.map((box) => ({ box, ticked: true, by, at })),
    ...cleared.map((box) => ({ box, ticked: false, by, at })),
  ];
}
