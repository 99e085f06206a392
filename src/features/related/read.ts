import { type RelatedIssue, REFERENCED } from "../../issue/related.js";
import { digestOf } from "../../model/text.js";
import type { KeptRelated } from "../../model/metadata.js";
import type { GitHubClient } from "../../github/http/client.js";
import { blockingIssues, findRelated, subIssues, type RelatedCounts } from "../../github/issues.js";
import type { Issue } from "../../issue/issue.js";
import { repositoryKey, type IssueRef, type RepositoryRef } from "../../model/refs.js";
import type { RunContext } from "../context.js";
import { isPublic } from "../../github/repository.js";

/** What an issue is related to, as far as everybody may see it who sees the issue. */
export interface RelatedFacts {
  readonly subIssues: readonly RelatedIssue[];
  /** How many more sub-issues there are. */
  readonly hiddenSubIssues: number;
  /** The issues that block it. */
  readonly dependencies: readonly RelatedIssue[];
  /** How many more block it. */
  readonly hiddenDependencies: number;
  /** Other issues and pull requests of the repository that its text refers to. */
  readonly references: readonly RelatedIssue[];
}

/** What the status comment remembers of them; `undefined` where there are none. */
export function keptRelated(related: Partial<RelatedFacts>): KeptRelated | undefined {
  const { subIssues: parts = [], dependencies = [], references = [] } = related;
  const { hiddenSubIssues = 0, hiddenDependencies = 0 } = related;
  const all = [...parts, ...dependencies, ...references];
  if (all.length + hiddenSubIssues + hiddenDependencies === 0) return undefined;
  const own = all.filter(({ repository }) => repository === undefined);
  const shown = [parts, hiddenSubIssues, dependencies, hiddenDependencies, references];
  return {
    digest: digestOf(JSON.stringify(shown), 16),
    states: Object.fromEntries(own.map(({ number, state }) => [number, state])),
  };
}

/** References whose titles are read; each costs a request, which GitHub does not count where nothing changed. */
const MAX_REFERENCES = 10;

/** Other repositories whose visibility is asked for; issues of any more are hidden. */
const MAX_REPOSITORIES = 10;

/** Related issues, without those that not everybody may see who sees the issue. */
interface VisibleIssues {
  readonly issues: readonly RelatedIssue[];
  /** How many were left out. Even their names would show which repositories exist. */
  readonly hidden: number;
}

/**
 * Reads the sub-issues of an issue, what blocks it and what its text refers to: what of it everybody
 * may see who sees the issue. Where GitHub counts none and the text names none, nothing is asked.
 */
export async function readRelated(
  { github, compute, referrers }: Pick<RunContext, "github" | "compute" | "referrers">,
  ref: IssueRef,
  { issue, counts }: { readonly issue: Issue; readonly counts: RelatedCounts },
): Promise<RelatedFacts> {
  const [parts, blockers, named] = await Promise.all([
    counts.subIssues === 0 ? [] : subIssues(github, ref),
    (counts.everBlockedBy ?? counts.blockedBy) === 0 ? [] : blockingIssues(github, ref),
    compute(REFERENCED, issue),
  ]);
  const listed = new Set(
    [...parts, ...blockers].map((listedIssue) => issueKey(homeOf(listedIssue, ref), listedIssue)),
  );
  const numbers = named
    .filter((number) => number !== ref.number && !listed.has(issueKey(ref, { number })))
    .slice(0, MAX_REFERENCES);
  const own = [...parts, ...blockers].filter(({ repository }) => repository === undefined);
  // Noted before the others are looked up: what becomes of them from now on has this issue looked at.
  const watched = [...own.map(({ number }) => number), ...numbers];
  if (issue.state === "open") await referrers.note(ref, watched);
  const [visibleParts, visibleBlockers, references] = await Promise.all([
    visibleIssues(github, ref, parts),
    visibleIssues(github, ref, blockers),
    Promise.all(numbers.map((number) => findRelated(github, { ...ref, number }))),
  ]);
  return {
    subIssues: visibleParts.issues,
    hiddenSubIssues: visibleParts.hidden,
    dependencies: visibleBlockers.issues,
    hiddenDependencies: visibleBlockers.hidden,
    references: references.filter((found) => found !== undefined),
  };
}

function issueKey(repository: RepositoryRef, { number }: Pick<RelatedIssue, "number">): string {
  return `${repositoryKey(repository)}#${number}`;
}

/**
 * Leaves out the related issues that the App sees and readers of the issue may not: those of another
 * repository that not everybody can read. Two private repositories have readers of their own each,
 * whoever owns them. One request for each other repository.
 */
export async function visibleIssues(
  github: GitHubClient,
  ref: IssueRef,
  all: readonly RelatedIssue[],
): Promise<VisibleIssues> {
  const repositories = new Map<string, RepositoryRef>();
  for (const issue of all) repositories.set(repositoryKey(homeOf(issue, ref)), homeOf(issue, ref));
  repositories.delete(repositoryKey(ref));
  const shown = new Set([repositoryKey(ref)]);
  await Promise.all(
    [...repositories].slice(0, MAX_REPOSITORIES).map(async ([key, repository]) => {
      if (await isPublic(github, repository)) shown.add(key);
    }),
  );
  const issues = all.filter((issue) => shown.has(repositoryKey(homeOf(issue, ref))));
  return { issues, hidden: all.length - issues.length };
}

/** The repository that a related issue of `ref` is in. */
export function homeOf({ repository }: RelatedIssue, ref: IssueRef): RepositoryRef {
  const { installationId, owner, repo } = ref;
  return {
    installationId,
    owner: repository?.owner ?? owner,
    repo: repository?.name ?? repo,
  };
}
