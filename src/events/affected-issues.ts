import type { RepositoryRef, WorkItem } from "../issue-ref.js";
import { workKey } from "../issue-ref.js";
import { issueOfBranch, issueOfPath, TEMPLATE_FOLDER } from "../plan/identity.js";
import { readReferences, readTitleReferences } from "../plan/references.js";
import { readPayload, type Payload } from "./payload.js";

/** A webhook event, as it was delivered. */
export interface WebhookEvent {
  readonly name: string;
  readonly payload: unknown;
}

/** More issues than any honest pull request refers to. */
const MOST_REFERENCES = 50;

/** GitHub lists at most this many commits in a push. */
const MOST_COMMITS = 2048;

type Reader = (payload: Payload, repository: RepositoryRef, bot: string | undefined) => Affected;

/** Numbers of the repository's issues, or items of any place. */
type Affected = readonly (number | WorkItem)[];

/** Names of all events that say anything. The App subscribes to these and no others. */
export const EVENT_NAMES = [
  "check_suite",
  "installation",
  "installation_repositories",
  "issue_comment",
  "issues",
  "pull_request",
  "pull_request_review",
  "push",
] as const;

type EventName = (typeof EVENT_NAMES)[number];

/** Which issues an event of each kind says to look at again. What is not listed says nothing. */
const READERS: Readonly<Record<EventName, Readonly<Record<string, Reader>> | Reader>> = {
  issues: {
    opened: openedIssue,
    labeled: itsIssue,
    unlabeled: itsIssue,
    edited: itsIssue,
    closed: itsIssue,
    reopened: itsIssue,
    assigned: itsIssue,
    unassigned: itsIssue,
    milestoned: itsIssue,
    demilestoned: itsIssue,
    deleted: itsIssue,
    transferred: transferredIssue,
  },
  pull_request: {
    opened: pullIssues,
    edited: pullIssues,
    synchronize: planOfPull,
    ready_for_review: pullIssues,
    converted_to_draft: pullIssues,
    closed: pullIssues,
    reopened: pullIssues,
  },
  pull_request_review: planOfPull,
  issue_comment: { edited: ownComment, deleted: ownComment },
  push: pushedIssues,
  check_suite: { completed: checkedIssue },
  installation: { created: newRepositories },
  installation_repositories: { added: newRepositories },
};

/**
 * The issues that an event says to look at again, each once. The App's own doings say nothing.
 *
 * @param bot login under which the App writes, where it is known
 */
export function affectedIssues(event: WebhookEvent, bot: string | undefined): readonly WorkItem[] {
  const payload = readPayload(event.payload);
  const reader = readerOf(event.name, payload.action);
  const installationId = payload.installation?.id;
  if (reader === undefined || installationId === undefined) return [];
  if (bot !== undefined && payload.sender?.login === bot) return [];
  const repository = {
    installationId,
    owner: payload.repository?.owner.login ?? "",
    repo: payload.repository?.name ?? "",
  };
  const items = reader(payload, repository, bot).map((found): WorkItem =>
    typeof found === "number" ? { ...repository, number: found } : found,
  );
  const named = items.filter((item) => item.owner !== "" && item.repo !== "");
  return [...new Map(named.map((item) => [workKey(item), item])).values()];
}

function readerOf(name: string, action: string | undefined): Reader | undefined {
  const known = EVENT_NAMES.find((event) => event === name);
  if (known === undefined) return undefined;
  const found = READERS[known];
  if (typeof found === "function") return found;
  return action !== undefined && Object.hasOwn(found, action) ? found[action] : undefined;
}

function itsIssue({ issue }: Payload): Affected {
  return issue?.number === undefined || issue.pull_request ? [] : [issue.number];
}

/** An issue may be born with labels; without any it has no plan and wants none. */
function openedIssue(payload: Payload): Affected {
  return payload.issue?.labels?.length ? itsIssue(payload) : [];
}

/** The issue left this repository, and may have brought its labels to another. */
function transferredIssue(payload: Payload, { installationId }: RepositoryRef): Affected {
  const { new_issue: issue, new_repository: repository } = payload.changes ?? {};
  if (issue?.number === undefined || repository === undefined) return itsIssue(payload);
  const { owner, name } = repository;
  const moved = { installationId, owner: owner.login, repo: name, number: issue.number };
  return [...itsIssue(payload), moved];
}

/** Somebody touched a comment of the App's. Where its login is unknown, any app's may be it. */
function ownComment(payload: Payload, _: RepositoryRef, bot: string | undefined): Affected {
  const author = payload.comment?.user?.login;
  const own = bot === undefined ? (author?.endsWith("[bot]") ?? false) : author === bot;
  return own ? itsIssue(payload) : [];
}

/**
 * The issue whose plan it is, and those that it refers to, or did before it was edited. One that
 * refers to very many has the repository's plans looked at instead, which their labels tell.
 */
function pullIssues(payload: Payload, repository: RepositoryRef): Affected {
  const { pull_request: pull, changes } = payload;
  if (pull === undefined) return [];
  const context = {
    owner: repository.owner,
    repo: repository.repo,
    ...(URL.canParse(pull.html_url ?? "") && { host: new URL(pull.html_url ?? "").host }),
  };
  const references = [
    ...[pull.title, changes?.title?.from].flatMap((it) => readTitleReferences(it ?? "", context)),
    ...[pull.body, changes?.body?.from].flatMap((it) => readReferences(it ?? "", context)),
  ];
  // An installation covers the repositories of one owner.
  if (references.length > MOST_REFERENCES) return [...planOfPull(payload, repository), repository];
  const inReach = references
    .filter((reference) => reference.owner.toLowerCase() === repository.owner.toLowerCase())
    .map(({ owner, repo, number }) => {
      return { installationId: repository.installationId, owner, repo, number };
    });
  return [...planOfPull(payload, repository), ...inReach];
}

/** The issue whose plan it is; what it refers to does not change with its commits and reviews. */
function planOfPull({ pull_request: pull }: Payload, repository: RepositoryRef): Affected {
  const { ref, repo } = pull?.head ?? {};
  const own = `${repository.owner}/${repository.repo}`.toLowerCase();
  // A fork may call a branch whatever it likes.
  if (ref === undefined || repo?.full_name?.toLowerCase() !== own) return [];
  return issueNumber(issueOfBranch(ref));
}

/**
 * A push moves a plan branch, or changes plan files on the default branch. Every plan of the
 * repository is looked at where its templates changed, where it got its first commit, where its
 * history was replaced, and where GitHub does not list what changed.
 */
function pushedIssues(payload: Payload, repository: RepositoryRef): Affected {
  const branch = payload.ref?.replace(/^refs\/heads\//, "");
  if (branch === undefined) return [];
  const planned = issueNumber(issueOfBranch(branch));
  if (planned.length > 0) return planned;
  if (branch !== payload.repository?.default_branch) return [];
  const { commits, created, forced } = payload;
  const listed = commits !== undefined && commits.length < MOST_COMMITS;
  if (created || forced || !listed) return [repository];
  const paths = commits
    .flatMap(({ added, modified, removed }) => [added, modified, removed].flat())
    .filter((path) => path !== undefined);
  return [
    ...(paths.some((path) => path.startsWith(`${TEMPLATE_FOLDER}/`)) ? [repository] : []),
    ...paths.flatMap((path) => issueNumber(issueOfPath(path))),
  ];
}

function checkedIssue({ check_suite: suite }: Payload): Affected {
  return issueNumber(issueOfBranch(suite?.head_branch ?? ""));
}

/** Issues may have been waiting for the App to come. */
function newRepositories(payload: Payload, { installationId }: RepositoryRef): Affected {
  const added = payload.action === "created" ? payload.repositories : payload.repositories_added;
  return (added ?? []).flatMap(({ full_name: fullName }) => {
    const [owner, repo] = fullName.split("/");
    return owner === undefined || repo === undefined ? [] : [{ installationId, owner, repo }];
  });
}

function issueNumber(number: number | undefined): readonly number[] {
  return number === undefined ? [] : [number];
}
