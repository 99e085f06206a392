import { itemOfCheck } from "../features/checks/text.js";
import { parseCommands } from "../features/commands/parse.js";
import { readReferences } from "../markdown/references.js";
import { readPullMarker, readUpdateMarker } from "../model/markers.js";
import {
  issueRef,
  repositoryItem,
  repositoryKey,
  type IssueRef,
  type PullRef,
  type RepositoryRef,
} from "../model/refs.js";
import { issueOfBranch } from "../plan/identity.js";
import { type Payload, issueNumber, type Affected } from "./payload.js";

/** More issues than any honest pull request refers to. */
const MAX_REFERENCES = 50;

/**
 * The issue whose plan the pull request brings, and the issues that it refers to, or did before it
 * was edited. One that refers to very many names the whole repository instead.
 */
export function pullIssues(payload: Payload, repository: RepositoryRef): Affected {
  const { pull_request: pull, changes } = payload;
  if (pull === undefined) return [];
  const { owner, repo } = repository;
  const context = {
    owner: repository.owner,
    repo: repository.repo,
    ...(URL.canParse(pull.html_url ?? "") && { host: new URL(pull.html_url ?? "").host }),
  };
  const references = [pull.body, changes?.body?.from].flatMap((text) =>
    readReferences(text ?? "", context),
  );
  // An installation covers the repositories of one owner.
  if (references.length > MAX_REFERENCES)
    return [...planOfPull(payload, repository), repositoryItem(repository)];
  const inReach = references
    .filter((reference) => reference.owner.toLowerCase() === repository.owner.toLowerCase())
    .map((reference): IssueRef => {
      const { installationId } = repository;
      const issue = issueRef({ ...reference, installationId }, reference.number);
      // Its timeline shows the reference seconds later.
      if (pull.number === undefined) return issue;
      return { ...issue, pulls: [{ owner, repo, number: pull.number, tries: 0 }] };
    });
  return [...planOfPull(payload, repository), ...inReach];
}

/** The issue whose plan the pull request brings: its references do not change with commits and reviews. */
export function planOfPull(payload: Payload, repository: RepositoryRef): Affected {
  const body = payload.pull_request?.body ?? "";
  return isOfRepository(payload, repository)
    ? issueNumber(newPlanOf(payload) ?? readUpdateMarker(body))
    : [];
}

/** Whether the head is a branch of the repository itself: a fork may give a branch any name. */
function isOfRepository({ pull_request: pull }: Payload, repository: RepositoryRef): boolean {
  return pull?.head?.repo?.full_name?.toLowerCase() === repositoryKey(repository);
}

/**
 * The issue of the new plan. Where the configuration gives plan branches another name, the marker in
 * the pull request's body says which issue it is.
 */
function newPlanOf({ pull_request: pull }: Payload): number | undefined {
  return issueOfBranch(pull?.head?.ref ?? "") ?? readPullMarker(pull?.body ?? "");
}

/** The pull request itself: it may change the configuration, a template or a plan. */
export function checkedPull({ pull_request: pull }: Payload, repository: RepositoryRef): Affected {
  return pullRef(pull?.number, repository);
}

/** The same, where its base or its body changed: it is merged elsewhere, or works on other issues. */
export function movedPull(payload: Payload, repository: RepositoryRef): Affected {
  const { base, body } = payload.changes ?? {};
  return base === undefined && body === undefined ? [] : checkedPull(payload, repository);
}

/** A pull request of the App's own that brings no new plan: nothing else enqueues its checks. */
export function ownPull(payload: Payload, repository: RepositoryRef): Affected {
  return newPlanOf(payload) === undefined ? checkedPull(payload, repository) : [];
}

/**
 * A check run or suite is to be run again: the item that the check run's external id names, else its
 * pull requests. GitHub lists none from forks: then it is the commit.
 */
export function checkedAgain(payload: Payload, repository: RepositoryRef): Affected {
  const { check_run: run, check_suite: suite } = payload;
  const marked = itemOfCheck(run?.external_id ?? "", repository, run?.head_sha);
  if (marked !== undefined) return [marked];
  const pulls = [...(run?.pull_requests ?? []), ...(suite?.pull_requests ?? [])];
  const sha = suite?.head_sha;
  if (pulls.length === 0 && sha !== undefined) return [{ ...repository, kind: "commit", sha }];
  return pulls
    .flatMap(({ number }) => pullRef(number, repository))
    .map((ref): PullRef => ({ ...ref, force: true }));
}

/**
 * A merge queue made a commit of a pull request, and waits for its checks. Its branch names the pull
 * request: `gh-readonly-queue/<base>/pr-<number>-<sha>`.
 *
 * @see https://docs.github.com/webhooks/webhook-events-and-payloads#merge_group
 */
export function queuedPull({ merge_group: group }: Payload, repository: RepositoryRef): Affected {
  const number = /\/pr-([1-9]\d{0,9})-[0-9a-f]+$/.exec(group?.head_ref ?? "")?.[1];
  const sha = group?.head_sha;
  if (number === undefined || sha === undefined) return [];
  return [{ ...repository, kind: "group", number: Number(number), sha }];
}

function pullRef(number: number | undefined, repository: RepositoryRef): readonly PullRef[] {
  return number === undefined ? [] : [{ ...repository, number, kind: "pull" }];
}

/**
 * A comment with commands: the issue that it stands below, or whose plan the pull request brings or
 * changes, as its body says.
 */
export function commandComment({ comment, issue }: Payload): Affected {
  if (issue === undefined || parseCommands(comment?.body ?? "").length === 0) return [];
  if (!issue.pull_request) return issueNumber(issue.number);
  const body = issue.body ?? "";
  return issueNumber(readPullMarker(body) ?? readUpdateMarker(body));
}
