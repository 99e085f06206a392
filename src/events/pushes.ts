import type { RepositoryRef } from "../issue-ref.js";
import { issueOfBranch, issueOfPath, TEMPLATE_FOLDER } from "../plan/identity.js";
import type { Payload } from "./payload.js";
import { issueNumber, type Affected } from "./reader.js";

/** GitHub lists at most this many commits in a push. */
const MOST_COMMITS = 2048;

/**
 * A push moves a plan branch, or changes plan files on the default branch. Every plan of the
 * repository is looked at where its templates changed, where it got its first commit, where its
 * history was replaced, and where GitHub does not list what changed.
 */
export function pushedIssues(payload: Payload, repository: RepositoryRef): Affected {
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
