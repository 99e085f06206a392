import {
  CONFIGURATION,
  CONFIG_FILE,
  CONFIG_FILES,
  OWNER_REPOSITORY,
} from "../../config/read-config.js";
import type { Config } from "../../config/schema.js";
import { listComments } from "../../github/comments.js";
import { latestCommits, readFile } from "../../github/files.js";
import type { GitHubClient } from "../../github/http/client.js";
import { hasStatus, isForbidden } from "../../github/http/errors.js";
import { openIssuesLabelled } from "../../github/issues.js";
import { latestOutcomes } from "../../github/outcomes.js";
import { repositoryLabels } from "../../github/repository.js";
import { hasStatusMarker, readMetadata, type CommentMetadata } from "../../model/metadata.js";
import {
  issueRef,
  type IssueRef,
  type RepositoryRef,
  type ReferrersRef,
  type Outcome,
} from "../../model/refs.js";
import { readConfiguration } from "../configuration/read.js";
import type { RunContext } from "../context.js";
import { hasLabel, knownLabelNames, labelNames } from "../state.js";

/** Versions of the configuration whose labels are looked for, the present one among them. */
const MAX_VERSIONS = 6;
const MAX_SHARED_VERSIONS = 2;

/**
 * The open issues of a repository that have a plan or wait for one, by their labels. A repository
 * that never had such a label costs a request besides those for its configuration.
 */
export async function trackedIssues(
  { github, compute }: Pick<RunContext, "github" | "compute">,
  repository: RepositoryRef,
): Promise<readonly IssueRef[]> {
  const [{ config }, earlier, defined] = await Promise.all([
    readConfiguration({ github, compute }, repository),
    earlierLabelNames({ github, compute }, repository),
    repositoryLabels(github, repository),
  ]);
  const known = [...new Set([...knownLabelNames(config), ...earlier])];
  return issuesLabelled(github, repository, { known, defined });
}

/**
 * {@link trackedIssues} by the labels of one configuration: without issues that only have a label
 * that an earlier one had.
 */
async function issuesTrackedBy(
  github: GitHubClient,
  repository: RepositoryRef,
  config: Config,
): Promise<readonly IssueRef[]> {
  const defined = await repositoryLabels(github, repository);
  return issuesLabelled(github, repository, { known: knownLabelNames(config), defined });
}

async function issuesLabelled(
  github: GitHubClient,
  repository: RepositoryRef,
  { known, defined }: { readonly known: readonly string[]; readonly defined: readonly string[] },
): Promise<readonly IssueRef[]> {
  const wanted = known.filter((name) => hasLabel(defined, name));
  const lists = await Promise.all(
    wanted.map((label) => openIssuesLabelled(github, repository, label)),
  );
  return [...new Set(lists.flat())].map((number) => issueRef(repository, number));
}

/**
 * What labels were called before the configuration changed, the repository's own or its owner's:
 * issues carry those until they are looked at. Without any configuration that costs four requests:
 * each of two names that the file may have, here and in the owner's repository. They are asked only
 * when a whole repository is looked at: where a configuration changed, or the App was added. Of an
 * owner with many repositories, GitHub answers the two about the owner's own with 304 from the second
 * one on.
 */
async function earlierLabelNames(
  { github, compute }: Pick<RunContext, "github" | "compute">,
  repository: RepositoryRef,
): Promise<readonly string[]> {
  const shared = { ...repository, repo: OWNER_REPOSITORY };
  const versions = await Promise.all(
    CONFIG_FILES.flatMap((path) => [
      versionsOf(github, repository, path, MAX_VERSIONS),
      versionsOf(github, shared, path, MAX_SHARED_VERSIONS),
    ]),
  );
  const names = versions.flat().map(async (text) => {
    const file = { source: CONFIG_FILE, bytes: new TextEncoder().encode(text), problems: [] };
    return labelNames((await compute(CONFIGURATION, [file])).config);
  });
  return (await Promise.all(names)).flat();
}

async function versionsOf(
  github: GitHubClient,
  repository: RepositoryRef,
  path: string,
  count: number,
): Promise<readonly string[]> {
  try {
    const commits = await latestCommits(github, repository, path, count);
    const files = await Promise.all(
      commits.map(({ sha }) => readFile(github, repository, path, sha)),
    );
    return files.map((file) => file?.text ?? "");
  } catch (error) {
    // Not to be read, or a repository without commits (409): nothing is known of it.
    if (isForbidden(error) || hasStatus(error, 409)) return [];
    throw error;
  }
}

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
