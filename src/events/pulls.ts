import type { RepositoryRef } from "../issue-ref.js";
import { issueOfBranch } from "../plan/identity.js";
import { readReferences, readTitleReferences } from "../plan/references.js";
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
  const own = `${repository.owner}/${repository.repo}`.toLowerCase();
  // A fork may call a branch whatever it likes.
  if (ref === undefined || repo?.full_name?.toLowerCase() !== own) return [];
  return issueNumber(issueOfBranch(ref));
}
