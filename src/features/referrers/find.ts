import { listComments } from "../../github/comments.js";
import { latestOutcomes } from "../../github/outcomes.js";
import { hasStatusMarker, readMetadata } from "../../model/metadata.js";
import type { Outcome } from "../../model/outcome.js";
import { issueRef, type IssueRef, type ReferrersRef } from "../../model/refs.js";
import type { RunContext } from "../context.js";
import { issuesTrackedBy } from "../tracked-issues.js";

/** Issues with a plan whose status comments are read. */
const MAX_ISSUES = 100;

/**
 * The issues of a repository whose plans refer to what was closed. Where that is remembered, it costs
 * nothing. Else the status comments are asked which of them know otherwise of anything that changed,
 * because nothing is written where plans refer to. A repository without plans costs what finding that
 * out costs; one with plans a request more, and one for each of them, which GitHub does not count
 * while its comments stay the same.
 */
export async function referringIssues(
  context: Pick<RunContext, "github" | "bot" | "configurations" | "referrers">,
  { installationId, owner, repo, closed }: ReferrersRef,
): Promise<readonly IssueRef[]> {
  const { github, bot, configurations, referrers } = context;
  const repository = { installationId, owner, repo };
  const remembered = closed && (await referrers.find(repository, closed));
  if (remembered !== undefined) return remembered.map((number) => issueRef(repository, number));
  const { config } = await configurations.get(github, repository);
  const tracked = await issuesTrackedBy(github, repository, config);
  const latest =
    tracked.length > 0 ? await latestOutcomes(github, repository) : new Map<number, Outcome>();
  const found = await Promise.all(
    tracked.slice(0, MAX_ISSUES).map(async (ref) => {
      const comments = await listComments(github, ref);
      const own = comments.filter(({ author, body }) => author === bot && hasStatusMarker(body));
      const known = own.map(({ body }) => readMetadata(body)?.evidence?.outcomes ?? {});
      await referrers.note(ref, known.flatMap(ownNumbers));
      return known.some((outcomes) => isOutdated(outcomes, latest)) ? [ref] : [];
    }),
  );
  if (tracked.length <= MAX_ISSUES) await referrers.complete(repository);
  return found.flat();
}

/** Numbers in the repository itself. */
function ownNumbers(outcomes: Readonly<Record<string, Outcome>>): readonly number[] {
  const numbers = Object.keys(outcomes).map((name) => Number(name.slice(1)));
  return numbers.filter((number) => Number.isSafeInteger(number));
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
    const before = outcome === "reverted" || outcome === "elsewhere" ? "merged" : outcome;
    return now !== undefined && now !== before && outcome !== "unknown";
  });
}
