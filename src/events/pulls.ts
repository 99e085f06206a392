import type { PullRef, RepositoryRef } from "../issue-ref.js";
import { issueOfBranch } from "../plan/identity.js";
import { readReferences, readTitleReferences } from "../plan/references.js";
import { readPullMarker, readUpdateMarker } from "../view/pull-marker.js";
import type { Payload } from "./payload.js";
import { issueNumber, type Affected } from "./reader.js";

/** More issues than any honest pull request refers to. */
const MOST_REFERENCES = 50;

/**
 * The issue whose plan it is, and those that it refers to, or did before it was edited. One that
 * refers to very many has the repository's plans looked at instead, which their labels tell.
 */
export function pullIssues(payload: Payload, repository: RepositoryRef): Affected {
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
export function planOfPull({ pull_request: pull }: Payload, repository: RepositoryRef): Affected {
  const { ref, repo } = pull?.head ?? {};
  // Where the configuration gives plan branches another name, the pull request says whose plan it is.
  const own = `${repository.owner}/${repository.repo}`.toLowerCase();
  // A fork may call a branch whatever it likes.
  if (ref === undefined || repo?.full_name?.toLowerCase() !== own) return [];
  const body = pull?.body ?? "";
  return issueNumber(issueOfBranch(ref) ?? readPullMarker(body) ?? readUpdateMarker(body));
}

/** The pull request itself: it may change the configuration or a template. */
export function checkedPull({ pull_request: pull }: Payload, repository: RepositoryRef): Affected {
  return pullRef(pull?.number, repository);
}

/** The same, where it is to be merged somewhere else now. */
export function movedPull(payload: Payload, repository: RepositoryRef): Affected {
  return payload.changes?.base === undefined ? [] : checkedPull(payload, repository);
}

/** A check run or suite is to be run again: those of its pull requests. */
export function checkedAgain(payload: Payload, repository: RepositoryRef): Affected {
  const { check_run: run, check_suite: suite } = payload;
  const pulls = [...(run?.pull_requests ?? []), ...(suite?.pull_requests ?? [])];
  // GitHub lists no pull requests from forks: the check run's own mark names it.
  const marked = /^pull-([1-9]\d{0,9})-/.exec(run?.external_id ?? "")?.[1];
  const numbers = [...pulls.map(({ number }) => number), marked && Number(marked)];
  return numbers.flatMap((number) => pullRef(number || undefined, repository));
}

function pullRef(number: number | undefined, repository: RepositoryRef): readonly PullRef[] {
  return number === undefined ? [] : [{ ...repository, number, kind: "pull" }];
}
