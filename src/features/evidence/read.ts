import type { GitHubClient } from "../../github/http/client.js";
import { type RelatedCounts, blockingIssues } from "../../github/issues.js";
import { readOutcome } from "../../github/outcomes.js";
import { pullMessages } from "../../github/pulls.js";
import type { CrossReference } from "../../github/timeline.js";
import type { KeptEvidence } from "../../model/metadata.js";
import {
  isSameRepository,
  nameOf,
  repositoryKey,
  type IssueRef,
  type Target,
} from "../../model/refs.js";
import { type Outcome } from "../../model/states.js";
import type { Plan } from "../../plan/parse/parse.js";
import type { RunContext } from "../context.js";
import type { Landings } from "../landings/reverts.js";
import { readLandings, type LandingFacts } from "../landings/read.js";
import { linkedTargets } from "../linked-pulls/read.js";
import { hostOf } from "../words.js";
import type { PlanFile } from "../plan-file/progress.js";
import { homeOf, visibleIssues } from "../related/read.js";
import type { CommonFacts } from "../snapshot.js";
import { metadataOf, PLAN } from "../state.js";
import { isPublic } from "../../github/repository.js";
import { readClaims, type Claim } from "./claims.js";
import { answerDependencies, asksForDependencies, type DependencyAnswer } from "./dependencies.js";
import { targetsOf, type EvidenceFacts, bindStep, STEP_TRAILERS, type NamedStep } from "./items.js";

/** References of a plan that are followed, and other repositories among them. */
const MAX_TARGETS = 60;
const MAX_REPOSITORIES = 5;

/** Steps of all pull requests together. */
const MAX_STEPS = 200;

/** What was read before, and is of use here. */
interface Read {
  readonly references: readonly CrossReference[];
  readonly counts: RelatedCounts;
}

/**
 * What is known of the work that an approved plan refers to, `undefined` where nobody wants to know,
 * and where merged work is. What the issue's timeline shows, and what the status comment remembers to
 * be merged, is not asked for again.
 */
export async function readEvidenceFacts(
  { github, compute, referrers }: Pick<RunContext, "github" | "compute" | "referrers">,
  snapshot: CommonFacts & { readonly plan: PlanFile },
  { references, counts }: Read,
): Promise<{ readonly evidence: EvidenceFacts | undefined } & LandingFacts> {
  const { ref, plan, config } = snapshot;
  const linked = linkedTargets(snapshot.linked);
  const before = metadataOf(snapshot)?.landings;
  const wanted = config.comment.show.includes("evidence") || config.evidence.tick === "auto";
  if (!wanted) {
    return { evidence: undefined, ...(await readLandings(github, ref, linked, before)) };
  }
  const host = hostOf(snapshot.issue);
  const { comments, issue } = snapshot;
  const read = await compute(PLAN, { comments, issue }, plan.text);
  const { formerNames = [] } = snapshot;
  const place = { ...ref, host, pulls: snapshot.pulls.map(({ number }) => number), formerNames };
  const kept = metadataOf(snapshot)?.evidence;
  const asksForAny = read.items.some((item) => asksForDependencies(item));
  const { blockers, hidden } = asksForAny ? await readBlockers(github, ref, counts) : NO_BLOCKERS;
  const open = blockers.filter((blocker) => blocker.open && isSameRepository(blocker, ref));
  const known = {
    ...(kept && rememberedOutcomes(kept, plan.commit.sha)),
    ...toldOutcomes(references, ref),
    ...Object.fromEntries(open.map((target) => [nameOf(target, ref), "open"] as const)),
  };
  const targets = [...targetsOf(read, place), ...blockers];
  // Before they are looked up: what becomes of them from now on has this issue looked at.
  const own = named(ref, targets).filter(([, target]) => isSameRepository(target, ref));
  const numbers = own.map(([, { number }]) => number);
  const ownLinked = linked
    .filter((target) => isSameRepository(target, ref))
    .map(({ number }) => number);
  if (snapshot.issue.state === "open") await referrers.note(ref, [...numbers, ...ownLinked]);
  const found = await lookUp(github, ref, targets, known);
  const mergedTargets = named(ref, targets).filter(([name]) => found[name] === "merged");
  const all = [...linked, ...mergedTargets.map(([, target]) => target)];
  const { landings, kept: landed } = await readLandings(github, ref, all, before);
  const outcomes = withLandings(found, landings);
  const names = blockers.map((blocker) => nameOf(blocker, ref));
  const mergedOwn = mergedPulls(snapshot, references);
  const hasItems = read.items.length > 0;
  const { claims, kept: keptClaims } = await readClaims(
    { github, compute },
    ref,
    hasItems ? mergedOwn : [],
    kept?.claims ?? {},
  );
  const merged = mergedOwn.map((pull) => ({ ...pull, claims: claims[nameOf(pull, ref)] ?? [] }));
  const commits = await readCommitSteps(
    { github, compute },
    ref,
    hasItems ? merged : [],
    kept?.commits ?? {},
  );
  const isLanded = (target: Target): boolean => landings[nameOf(target, ref)]?.at === "default";
  const isUndone = (target: Target): boolean =>
    landings[nameOf(target, ref)] !== undefined && !isLanded(target);
  const evidence = {
    place,
    outcomes,
    landings,
    steps: stepsOf(read, { ref, merged: merged.filter(isLanded), commits }, kept),
    undone: stepsOf(read, { ref, merged: merged.filter(isUndone), commits }, kept),
    commits,
    claims: keptClaims,
    dependencies: asksForAny
      ? withHidden(answerDependencies(read, { place, outcomes }, names), hidden)
      : undefined,
  };
  return { evidence, landings, kept: landed };
}

/** Merged counts as merged in the default branch alone; what was not looked at, as not known. */
function withLandings(
  outcomes: Readonly<Record<string, Outcome>>,
  landings: Landings,
): Readonly<Record<string, Outcome>> {
  const known = Object.entries(outcomes).map(([name, outcome]): [string, Outcome] => {
    if (outcome !== "merged") return [name, outcome];
    const at = landings[name]?.at;
    if (at === undefined) return [name, "unknown"];
    if (at === "default") return [name, "merged"];
    return [name, at === "reverted" ? "reverted" : "elsewhere"];
  });
  return Object.fromEntries(known);
}

/** Of blockers that may not be shown, nothing is said, not even that they are closed. */
function withHidden(answer: DependencyAnswer, hidden: number): DependencyAnswer {
  return { ...answer, unsure: answer.unsure || hidden > 0 };
}

/** What blocks an issue on GitHub. */
interface Blockers {
  readonly blockers: readonly (Target & { readonly open: boolean })[];
  /** How many more there are that not everybody may see who sees the issue. */
  readonly hidden: number;
}

const NO_BLOCKERS: Blockers = { blockers: [], hidden: 0 };

/** What blocks the issue on GitHub, where GitHub counts anything. */
async function readBlockers(
  github: GitHubClient,
  ref: IssueRef,
  { blockedBy, everBlockedBy }: RelatedCounts,
): Promise<Blockers> {
  if ((everBlockedBy ?? blockedBy) === 0) return NO_BLOCKERS;
  const { issues, hidden } = await visibleIssues(github, ref, await blockingIssues(github, ref));
  const blockers = issues.map((issue) => {
    const { owner, repo } = homeOf(issue, ref);
    return { owner, repo, number: issue.number, open: issue.state === "open" };
  });
  return { blockers, hidden };
}

/** What is merged stays so, wherever that is; what could not be seen is looked for again when the plan changes. */
function rememberedOutcomes(
  { commit, outcomes }: KeptEvidence,
  sha: string,
): Readonly<Record<string, Outcome>> {
  const settled = Object.entries(outcomes).flatMap(([name, outcome]): [string, Outcome][] => {
    if (MERGED.has(outcome)) return [[name, "merged"]];
    return outcome === "unknown" && commit === sha ? [[name, outcome]] : [];
  });
  return Object.fromEntries(settled);
}

const MERGED: ReadonlySet<Outcome> = new Set(["merged", "reverted", "elsewhere"]);

const PULL_OUTCOMES = {
  open: "open",
  draft: "open",
  merged: "merged",
  closed: "unmerged",
} as const;

/** The pull requests that the issue's timeline shows, and that everyone may see who sees the issue. */
function toldOutcomes(
  references: readonly CrossReference[],
  ref: IssueRef,
): Readonly<Record<string, Outcome>> {
  const seen = references.filter((pull) => pull.public || isSameRepository(pull, ref));
  return Object.fromEntries(seen.map((pull) => [nameOf(pull, ref), PULL_OUTCOMES[pull.state]]));
}

/** The targets that are looked up, by name. Which ones these are does not change with what is known. */
function named(ref: IssueRef, targets: readonly Target[]): readonly (readonly [string, Target])[] {
  return [...new Map(targets.map((target) => [nameOf(target, ref), target]))].slice(0, MAX_TARGETS);
}

/** What became of the targets: as known, else as GitHub says. */
async function lookUp(
  github: GitHubClient,
  ref: IssueRef,
  targets: readonly Target[],
  known: Readonly<Record<string, Outcome>>,
): Promise<Readonly<Record<string, Outcome>>> {
  const all = named(ref, targets);
  const unknown = all.filter(([name]) => known[name] === undefined).map(([, target]) => target);
  const repositories = new Set(
    all.map(([, target]) => repositoryKey(target)).filter((name) => name !== repositoryKey(ref)),
  );
  const visible = await Promise.all(
    [...repositories].slice(0, MAX_REPOSITORIES).map(async (name) => {
      const target = unknown.find((candidate) => repositoryKey(candidate) === name);
      return target !== undefined &&
        (await isPublic(github, { ...ref, owner: target.owner, repo: target.repo }))
        ? name
        : "";
    }),
  );
  const found = await Promise.all(
    all.map(async ([name, target]): Promise<[string, Outcome]> => {
      const remembered = known[name];
      if (remembered !== undefined) return [name, remembered];
      const seen = isSameRepository(target, ref) || visible.includes(repositoryKey(target));
      if (!seen) return [name, "unknown"];
      const { owner, repo, number } = target;
      return [name, await readOutcome(github, { ...ref, owner, repo }, number)];
    }),
  );
  return Object.fromEntries(found);
}

/**
 * The merged pull requests of the issue's own repository that refer to it: whoever merges elsewhere
 * says nothing of this plan.
 */
function mergedPulls(
  { ref, linked }: CommonFacts,
  references: readonly CrossReference[],
): readonly CrossReference[] {
  const own = new Set(linked.map(({ label }) => label));
  return references
    .filter((pull) => pull.state === "merged" && isSameRepository(pull, ref))
    .filter((pull) => own.has(nameOf(pull, ref)));
}

/** A merged pull request with the steps that its description claims. */
interface MergedPull extends CrossReference {
  readonly claims: readonly Claim[];
}

/** The steps that merged pull requests claim: in their descriptions, else in their commits. */
function stepsOf(
  plan: Plan,
  {
    ref,
    merged,
    commits,
  }: {
    readonly ref: IssueRef;
    readonly merged: readonly MergedPull[];
    readonly commits: CommitSteps;
  },
  kept: KeptEvidence | undefined,
): readonly NamedStep[] {
  return merged
    .flatMap((pull) => {
      const name = nameOf(pull, ref);
      const inCommits = (commits[name] ?? []).map((value) => ({ value, by: pull.author }));
      return [...pull.claims, ...inCommits].flatMap(({ value, by }) => {
        return (
          bindStep({ pull: name, by }, value, {
            items: plan.items,
            sections: plan.sections,
            known: kept?.steps[name]?.[value],
          }) ?? []
        );
      });
    })
    .slice(0, MAX_STEPS);
}

/** By pull request, what its commits say of steps: numbers, or beginnings of items. */
type CommitSteps = Readonly<Record<string, readonly string[]>>;

/** Merged pull requests whose commits are read: the newest, each once. */
const MAX_PULLS = 30;

/** What the hidden block has room for: steps of all of them together, and characters of one. */
const MAX_COMMIT_STEPS = 40;
const MAX_CHARACTERS = 100;

/**
 * The steps that the commits of merged pull requests name, where their descriptions claim none. What
 * is remembered is not read again.
 *
 * @param pulls the merged ones that refer to the issue, of its own repository
 */
async function readCommitSteps(
  means: Pick<RunContext, "github" | "compute">,
  ref: IssueRef,
  pulls: readonly MergedPull[],
  known: CommitSteps,
): Promise<CommitSteps> {
  const silent = pulls
    .filter((pull) => pull.claims.length === 0)
    .toSorted((a, b) => b.number - a.number)
    .slice(0, MAX_PULLS);
  const read = await Promise.all(
    silent.map(async ({ number }) => {
      const name = nameOf({ ...ref, number }, ref);
      return [name, known[name] ?? (await stepsIn(means, { ...ref, number }))] as const;
    }),
  );
  let room = MAX_COMMIT_STEPS;
  const kept = read.map(([name, steps]) => {
    const shown = steps.slice(0, room);
    room -= shown.length;
    return [name, shown] as const;
  });
  return Object.fromEntries(kept);
}

async function stepsIn(
  { github, compute }: Pick<RunContext, "github" | "compute">,
  pull: IssueRef,
): Promise<readonly string[]> {
  const messages = await pullMessages(github, pull);
  const steps = (await compute(STEP_TRAILERS, messages)).flat();
  return [...new Set(steps.map((step) => step.slice(0, MAX_CHARACTERS)))];
}
