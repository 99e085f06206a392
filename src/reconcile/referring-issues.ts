import { listComments } from "../github/comments.js";
import { latestOutcomes } from "../github/outcomes.js";
import type { IssueRef, RepositoryRef } from "../issue-ref.js";
import type { Outcome } from "../plan/evidence/targets.js";
import { hasStatusMarker, readStamp } from "../view/status-marker.js";
import type { ObserveContext } from "./observe.js";
import { issuesTrackedBy } from "./tracked-issues.js";

/** Issues with a plan whose status comments are read. */
const MOST_ISSUES = 100;

/**
 * The issues of a repository whose plans refer to something that became other than their status
 * comments know. Nothing is written where plans refer to: the status comments say what theirs do. A
 * repository without plans costs what finding that out costs; one with plans a request more, and one
 * for each of them, which GitHub does not count while its comments stay the same.
 */
export async function referringIssues(
  { github, bot, configurations }: Pick<ObserveContext, "github" | "bot" | "configurations">,
  repository: RepositoryRef,
): Promise<readonly IssueRef[]> {
  const { config } = await configurations.get(github, repository);
  const tracked = await issuesTrackedBy(github, repository, config);
  if (tracked.length === 0) return [];
  const latest = await latestOutcomes(github, repository);
  const found = await Promise.all(
    tracked.slice(0, MOST_ISSUES).map(async (ref) => {
      const comments = await listComments(github, ref);
      const own = comments.filter(({ author, body }) => author === bot && hasStatusMarker(body));
      const known = own.map(({ body }) => readStamp(body)?.evidence?.outcomes ?? {});
      return known.some((outcomes) => isOutdated(outcomes, latest)) ? [ref] : [];
    }),
  );
  return found.flat();
}

/**
 * Whether something became other than it was. Names of other repositories have no number alone; what
 * could not be seen is looked for again when its plan changes.
 */
function isOutdated(
  outcomes: Readonly<Record<string, Outcome>>,
  latest: ReadonlyMap<number, Outcome>,
): boolean {
  return Object.entries(outcomes).some(([name, outcome]) => {
    const now = latest.get(Number(name.slice(1)));
    return now !== undefined && now !== outcome && outcome !== "unknown";
  });
}
