import { CONFIG_FILES, OWNER_REPOSITORY } from "../config/read-config.js";
import { isRevert, pullOfCommit } from "../features/landings/reverts.js";
import { repositoryItem, type DependentsRef, type RepositoryRef } from "../model/refs.js";
import { issueOfBranch, issuesNamedIn, TEMPLATE_FOLDER } from "../plan/identity.js";
import { type Payload, issueNumber, type Affected } from "./payload.js";

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
