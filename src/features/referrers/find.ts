import { listComments } from "../../github/comments.js";
import { latestOutcomes } from "../../github/outcomes.js";
import { hasStatusMarker, readMetadata, type CommentMetadata } from "../../model/metadata.js";
import type { Outcome } from "../../model/states.js";
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
      const known = own.map(({ body }) => knownStates(readMetadata(body)));
      const numbers = known.flatMap(ownNumbers);
      await referrers.note(ref, numbers);
      const isNamed = closed?.some((number) => numbers.includes(number)) ?? false;
      return isNamed || known.some((states) => isOutdated(states, latest)) ? [ref] : [];
    }),
  );
  if (tracked.length <= MAX_ISSUES) await referrers.complete(repository);
  return found.flat();
}

/** What a status comment knows of what its plan refers to, by name. */
type KnownStates = Readonly<Record<string, Outcome | "closed">>;

function knownStates(metadata: CommentMetadata | undefined): KnownStates {
  const { evidence, related } = metadata ?? {};
  const shown = Object.entries(related?.states ?? {});
  return {
    ...Object.fromEntries(shown.map(([number, state]) => [`#${number}`, state])),
    ...evidence?.outcomes,
  };
}

/** Numbers in the repository itself. */
function ownNumbers(states: KnownStates): readonly number[] {
  const numbers = Object.keys(states).map((name) => Number(name.slice(1)));
  return numbers.filter((number) => Number.isSafeInteger(number));
}

/**
 * Whether something became other than it was. Names of other repositories have no number alone; what
 * could not be seen is looked for again when its plan changes.
 */
function isOutdated(states: KnownStates, latest: ReadonlyMap<number, Outcome>): boolean {
  return Object.entries(states).some(([name, outcome]) => {
    const now = latest.get(Number(name.slice(1)));
    if (outcome === "closed") return now === "open";
    const before = outcome === "reverted" || outcome === "elsewhere" ? "merged" : outcome;
    return now !== undefined && now !== before && outcome !== "unknown";
  });
}
