import * as z from "zod";
import { CONFIG_FILES, OWNER_REPOSITORY } from "../config/read-config.js";
import { itemOfCheck } from "../features/checks/text.js";
import { parseCommands } from "../features/commands/parse.js";
import { isRevert, pullOfCommit } from "../features/landings/reverts.js";
import { readReferences } from "../markdown/references.js";
import { readPullMarker, readUpdateMarker } from "../model/markers.js";
import {
  type RepositoryRef,
  type WorkItem,
  repositoryItem,
  type DependentsRef,
  issueRef,
  repositoryKey,
  type IssueRef,
  type PullRef,
} from "../model/refs.js";
import { issueOfBranch, issuesNamedIn, TEMPLATE_FOLDER } from "../plan/identity.js";

const textField = z.string().optional().catch(undefined);
const numberField = z.number().int().positive().optional().catch(undefined);

const repositoryField = z
  .object({
    name: z.string(),
    owner: z.object({ login: z.string() }),
    default_branch: textField,
  })
  .optional()
  .catch(undefined);

/** Installation events name repositories by their full name alone. */
const repositoryNames = z
  .array(z.object({ full_name: z.string() }))
  .optional()
  .catch(undefined);

const numbered = z
  .array(z.object({ number: z.number().int().positive() }))
  .optional()
  .catch(undefined);

const changedFrom = z.object({ from: textField }).optional().catch(undefined);

const pathsField = z.array(z.string()).optional().catch(undefined);

/**
 * The parts of webhook payloads that name issues. Everything is optional: payloads differ between
 * events, actions, and versions of GitHub Enterprise Server, and one that lacks a part names nothing.
 *
 * @see https://docs.github.com/webhooks/webhook-events-and-payloads
 */
const payloadSchema = z.object({
  action: textField,
  installation: z
    .object({
      // One beyond 2^53 was rounded when it was read: it would be another installation's.
      id: z.int(),
      account: z.object({ login: z.string() }).nullish().catch(undefined),
    })
    .optional()
    .catch(undefined),
  sender: z.object({ login: z.string() }).optional().catch(undefined),
  repository: repositoryField,
  repositories: repositoryNames,
  repositories_added: repositoryNames,
  issue: z
    .object({
      number: numberField,
      labels: z.array(z.unknown()).optional(),
      pull_request: z.unknown().optional(),
      user: z.object({ login: z.string() }).nullish().catch(undefined),
      body: textField,
      updated_at: textField,
    })
    .optional()
    .catch(undefined),
  label: z.object({ name: z.string() }).optional().catch(undefined),
  comment: z
    .object({
      user: z.object({ login: z.string() }).nullish(),
      body: textField,
      updated_at: textField,
    })
    .optional()
    .catch(undefined),
  pull_request: z
    .object({
      number: numberField,
      title: textField,
      body: textField,
      html_url: textField,
      head: z
        .object({ ref: textField, repo: z.object({ full_name: textField }).nullish() })
        .optional(),
    })
    .optional()
    .catch(undefined),
  changes: z
    .object({
      title: changedFrom,
      body: changedFrom,
      base: z.unknown().optional(),
      new_issue: z.object({ number: numberField }).optional().catch(undefined),
      new_repository: repositoryField,
    })
    .optional()
    .catch(undefined),
  blocked_issue: z.object({ number: numberField }).optional().catch(undefined),
  parent_issue: z.object({ number: numberField }).optional().catch(undefined),
  check_suite: z
    .object({ head_branch: textField, head_sha: textField, pull_requests: numbered })
    .optional()
    .catch(undefined),
  check_run: z
    .object({ external_id: textField, head_sha: textField, pull_requests: numbered })
    .optional()
    .catch(undefined),
  merge_group: z.object({ head_ref: textField, head_sha: textField }).optional().catch(undefined),
  ref: textField,
  created: z.boolean().optional().catch(undefined),
  forced: z.boolean().optional().catch(undefined),
  commits: z
    .array(
      z.object({
        message: textField,
        added: pathsField,
        modified: pathsField,
        removed: pathsField,
      }),
    )
    .optional()
    .catch(undefined),
});

/** The parts of a webhook payload that name issues. */
export type Payload = z.infer<typeof payloadSchema>;

/** Reads the parts that matter; a payload that is no object has none of them. */
export function readPayload(payload: unknown): Payload {
  return payloadSchema.safeParse(payload).data ?? {};
}

/** Numbers of the repository's issues, or items of any place. */
export type Affected = readonly (number | WorkItem)[];

/** Maps a payload to what it names. `bot`: the App's login, where it is known. */
export type EventMapper = (
  payload: Payload,
  repository: RepositoryRef,
  bot: string | undefined,
) => Affected;

/** One number, or none. */
export function issueNumber(found: number | undefined): readonly number[] {
  return found === undefined ? [] : [found];
}

/** GitHub lists at most this many commits in a push. */
const MAX_COMMITS = 2048;

/** Issues that a push may name; one that names more names the whole repository instead. */
const MAX_ISSUES = 50;

/**
 * A push moves a plan branch, or changes files on the default branch that may be plans. It names the
 * whole repository where the configuration or a template changed, at the first commit, where the
 * history was replaced, where a commit reverts another one, and where GitHub does not list what
 * changed. It brings pull requests that were merged elsewhere before. The owner's shared
 * configuration names the repositories that may use it, too.
 */
export function pushedIssues(payload: Payload, repository: RepositoryRef): Affected {
  const branch = payload.ref?.replace(/^refs\/heads\//, "");
  if (branch === undefined) return [];
  const planned = issueNumber(issueOfBranch(branch));
  if (planned.length > 0) return planned;
  if (branch !== payload.repository?.default_branch) return [];
  const { commits, created, forced } = payload;
  const listed = commits !== undefined && commits.length < MAX_COMMITS;
  if (created || forced || !listed) return [repositoryItem(repository), ...dependents(repository)];
  const paths = commits
    .flatMap(({ added, modified, removed }) => [added, modified, removed].flat())
    .filter((path) => path !== undefined);
  const configured = paths.some((path) => CONFIG_FILES.includes(path));
  const settings = configured || paths.some((path) => path.startsWith(`${TEMPLATE_FOLDER}/`));
  const messages = commits.flatMap(({ message }) => message ?? []);
  const closed = [...new Set(messages.flatMap((message) => pullOfCommit(message) ?? []))];
  const isWide = settings || messages.some(isRevert);
  const issues = new Set(paths.flatMap((path) => issuesNamedIn(path)));
  return [
    ...(isWide || issues.size > MAX_ISSUES ? [repositoryItem(repository)] : []),
    ...(closed.length > 0 ? [{ ...repository, kind: "referrers" as const, closed }] : []),
    ...(configured ? dependents(repository) : []),
    ...(issues.size > MAX_ISSUES ? [] : issues),
  ];
}

/** The owner's `.github` repository is the one whose configuration counts in others. */
function dependents(repository: RepositoryRef): readonly DependentsRef[] {
  const shared = repository.repo.toLowerCase() === OWNER_REPOSITORY;
  return shared ? [{ ...repository, kind: "dependents" }] : [];
}

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
