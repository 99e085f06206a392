import { closingPulls } from "../../github/graphql.js";
import type { GitHubClient } from "../../github/http/client.js";
import { proposedPull } from "../../github/pulls.js";
import { redirectsTo, mayWrite } from "../../github/repository.js";
import type { CrossReference, Timeline } from "../../github/timeline.js";
import {
  readReferences,
  readWorkReferences,
  type ReferenceContext,
} from "../../markdown/references.js";
import { type Compute, defineTask } from "../../model/compute.js";
import { readArchiveMarker, readPullMarker, readUpdateMarker } from "../../model/markers.js";
import { readMetadata } from "../../model/metadata.js";
import {
  repositoryKey,
  type IssueRef,
  type RepositoryRef,
  isSameRepository,
  nameOf,
  type Target,
  type IssueOrPullRef,
  homeKey,
  issueRef,
  type ReferringPull,
} from "../../model/refs.js";
import type { RunContext } from "../context.js";
import type { Landings } from "../landings/reverts.js";
import type { StatusComment } from "../snapshot.js";
import type { LinkedPull } from "./facts.js";

/**
 * The linked pull requests of an issue: those of its cross-references whose body still refers to it,
 * and those that somebody linked by hand. The plan's own pull requests are none. One of another
 * repository is shown only where that is configured, and where everyone can read that repository: the
 * status comment must not show what its readers may not see.
 *
 * @param external whether those of other repositories are wanted
 * @param formerNames names that the repository had before
 */
export function linkedPulls(
  references: readonly CrossReference[],
  ref: IssueRef,
  planPulls: readonly number[],
  external: boolean,
  formerNames: readonly string[] = [],
): readonly LinkedPull[] {
  return references.flatMap((pull) => {
    const own = isSameRepository(pull, ref);
    const marked =
      readPullMarker(pull.body) ?? readUpdateMarker(pull.body) ?? readArchiveMarker(pull.body);
    const isPlanPull = planPulls.includes(pull.number) || marked === ref.number;
    if (own ? isPlanPull : !(external && pull.public)) return [];
    const role = roleOf(pull, ref, formerNames);
    if (role === undefined) return [];
    return [
      {
        ...pull,
        label: own ? `#${pull.number}` : `${pull.owner}/${pull.repo}#${pull.number}`,
        closes: role === "closes",
        external: !own,
        isWork: own && role !== "mentions",
        ...(isGenerated(pull) && { generated: true }),
      },
    ];
  });
}

/** {@link linkedPulls}. */
export const LINKED_PULLS = defineTask("references of pull requests", linkedPulls);

/** The merged ones among them. */
export function linkedTargets(linked: readonly LinkedPull[]): readonly Target[] {
  return linked.filter(({ state }) => state === "merged");
}

/** The same pull requests, with where the merged ones are now. */
export function withLanding(
  linked: readonly LinkedPull[],
  ref: IssueRef,
  landings: Landings,
): readonly LinkedPull[] {
  return linked.map((pull) => {
    const landing = pull.state === "merged" ? landings[nameOf(pull, ref)] : undefined;
    return landing === undefined ? pull : { ...pull, landing };
  });
}

/** What a pull request has to do with an issue; `undefined` for nothing. */
function roleOf(
  pull: Pick<CrossReference, "owner" | "repo" | "htmlUrl" | "body" | "closing">,
  ref: IssueRef,
  formerNames: readonly string[] = [],
): "closes" | "part" | "mentions" | undefined {
  const { body, closing } = pull;
  if (closing) return "closes";
  const names = new Set([repositoryKey(ref), ...formerNames]);
  const isThisIssue = (target: Target): boolean =>
    target.number === ref.number && names.has(repositoryKey(target));
  const standing = readReferences(body, contextOf(pull)).filter(isThisIssue);
  if (standing.length === 0) return undefined;
  if (standing.some((reference) => reference.closes)) return "closes";
  const worked = readWorkReferences(body, contextOf(pull)).filter(isThisIssue);
  return worked.some((reference) => reference.closes) ? "part" : "mentions";
}

/** Whether a pull request refers to an issue. */
export const REFERS = defineTask(
  "whether a pull request refers to an issue",
  (pull: Pick<CrossReference, "owner" | "repo" | "htmlUrl" | "body">, ref: IssueRef) =>
    roleOf(pull, ref) !== undefined,
);

/**
 * The pull requests that the timeline mentions, with those that somebody linked in the Development
 * section of the issue's page. One query where something was linked there, and none elsewhere.
 */
export async function withDevelopment(
  github: GitHubClient,
  ref: IssueRef,
  { references, connected }: Pick<Timeline, "references" | "connected">,
): Promise<readonly CrossReference[]> {
  if (connected <= 0) return references;
  const closing = new Map(
    ((await closingPulls(github, ref)) ?? []).map((pull) => [pull.htmlUrl, pull]),
  );
  const known = references.map((pull): CrossReference =>
    closing.delete(pull.htmlUrl) ? { ...pull, closing: true } : pull,
  );
  return [...known, ...[...closing.values()].map((pull) => ({ ...pull, closing: true as const }))];
}

function contextOf({
  owner,
  repo,
  htmlUrl,
}: Pick<CrossReference, "owner" | "repo" | "htmlUrl">): ReferenceContext {
  return { owner, repo, host: new URL(htmlUrl).host };
}

/**
 * The pull requests of the issue's own repository whose marker names the issue, the newest first.
 * Anybody can write a marker: who opened them is the caller's to ask.
 *
 * @param readMarker the issue that a pull request's body names; `undefined` for none
 */
export function markedReferences(
  references: readonly CrossReference[],
  ref: IssueRef,
  readMarker: (body: string) => number | undefined,
): readonly CrossReference[] {
  return references
    .filter((pull) => isSameRepository(pull, ref) && readMarker(pull.body) === ref.number)
    .toSorted((a, b) => b.number - a.number);
}

/** Words that programs leave in the descriptions that they write: releases and updates of packages. */
const MARKS: readonly RegExp[] = [
  // https://github.com/googleapis/release-please
  /\bgenerated with \[Release Please\]/i,
  // https://github.com/changesets/action
  /\bopened by the \[Changesets release\]/i,
  // https://docs.renovatebot.com
  /<!--\s*renovate-debug:/i,
  // https://docs.github.com/code-security/dependabot
  /\bcommenting `@dependabot rebase`/i,
];

/** Issues that an app's pull request refers to at most, where it works on them itself. */
const MAX_ISSUES = 3;

/** A reference to an issue or a pull request, at a glance. */
const REFERENCE = /#[1-9]\d*\b|\/(?:issues|pull)\/[1-9]\d*\b/g;

/**
 * Whether a program wrote a pull request's description from a history of changes, such as a
 * changelog: what it refers to is done already, or is somebody else's. An app may work on an issue
 * as people do; one that refers to many issues lists them.
 */
function isGenerated({ author, body }: Pick<CrossReference, "author" | "body">): boolean {
  if (MARKS.some((mark) => mark.test(body))) return true;
  return author.endsWith("[bot]") && new Set(body.match(REFERENCE)).size > MAX_ISSUES;
}

/** Whether a pull request comes from a branch of its own repository. */
async function isFromHere(
  { github, origins }: Pick<RunContext, "github" | "origins">,
  ref: IssueOrPullRef,
): Promise<boolean> {
  const known = origins.get(ref);
  if (known !== undefined) return known;
  const pull = await proposedPull(github, ref);
  if (pull === undefined) return false;
  const isOwn = pull.branch !== undefined;
  origins.set(ref, isOwn);
  return isOwn;
}

/** Pull requests that only mention the issue and are asked where they come from, the newest first. */
const MAX_MENTIONS = 5;

/** What GitHub calls somebody who was let into the repository; whoever is not may be, all the same. */
const INSIDE: ReadonlySet<string> = new Set(["OWNER", "MEMBER", "COLLABORATOR"]);

/**
 * The linked pull requests, with those as work, too, that only mention the issue, and come from a branch
 * of this repository by somebody who may write to it. They are asked only where no other is work.
 */
export async function withMentions(
  context: Pick<RunContext, "github" | "origins">,
  ref: IssueRef,
  linked: readonly LinkedPull[],
): Promise<readonly LinkedPull[]> {
  const isLive = ({ state, generated }: LinkedPull): boolean =>
    state !== "closed" && generated !== true;
  if (linked.some((pull) => pull.isWork && isLive(pull))) return linked;
  const pulls = linked
    .filter((pull) => !pull.external && isLive(pull))
    .toSorted((a, b) => b.number - a.number)
    .slice(0, MAX_MENTIONS);
  const found = await Promise.all(
    pulls.map(async ({ number, author, association }) => {
      if (!(await isFromHere(context, { ...ref, number }))) return [];
      const isInside = INSIDE.has(association) || (await mayWrite(context.github, ref, author));
      return isInside ? [number] : [];
    }),
  );
  const work = new Set(found.flat());
  return linked.map((pull) =>
    !pull.external && work.has(pull.number) ? { ...pull, isWork: true } : pull,
  );
}

/** When the timeline is read again for a reference that it does not show, in milliseconds. */
const RETRIES_MS = [2000, 5000, 15_000, 60_000];

/**
 * Has an issue looked at again where an event said that a pull request refers to it, which it does, and the
 * timeline does not show that yet: on GitHub, references take seconds. The timeline alone says what is
 * linked; where it never shows one, the next event or sweep looks again.
 */
export async function awaitReferences(
  { github, compute, enqueueLater }: Pick<RunContext, "github" | "compute" | "enqueueLater">,
  ref: IssueRef,
  references: readonly CrossReference[],
): Promise<void> {
  const shown = new Set(references.map(homeKey));
  const missing = (ref.pulls ?? []).filter((pull) => !shown.has(homeKey(pull)));
  const late = await Promise.all(
    missing.map(async (pull): Promise<readonly ReferringPull[]> => {
      if (RETRIES_MS[pull.tries] === undefined) return [];
      const { owner, repo, number } = pull;
      const found = await proposedPull(github, { ...ref, owner, repo, number });
      if (found === undefined) return [];
      const { body, htmlUrl } = found;
      return (await compute(REFERS, { owner, repo, body, htmlUrl }, ref)) ? [pull] : [];
    }),
  );
  const waiting = late.flat();
  const delays = waiting.map(({ tries }) => RETRIES_MS[tries] ?? 0);
  if (waiting.length === 0) return;
  const pulls = waiting.map((pull) => ({ ...pull, tries: pull.tries + 1 }));
  await enqueueLater({ ...issueRef(ref, ref.number), pulls }, Math.min(...delays));
}

/** Names beside the repository's own under which its pull requests refer to the issue's number. */
function otherNames(references: readonly CrossReference[], ref: IssueRef): readonly string[] {
  const own = references.filter((pull) => isSameRepository(pull, ref));
  const found = own.flatMap((pull) => readReferences(pull.body, contextOf(pull)));
  const others = found.filter(
    (reference) => reference.number === ref.number && !isSameRepository(reference, ref),
  );
  return [...new Set(others.map((reference) => repositoryKey(reference)))];
}

/** {@link otherNames}. */
export const OTHER_NAMES = defineTask("names of repositories in pull requests", otherNames);

/** Names that GitHub is asked about in one look, and that are remembered. */
const MAX_NAMES = 5;

/**
 * Names that the issue's repository had before it was renamed or moved, `owner/repo` in small letters:
 * of the names that the status comment remembers, and those that the linked pull requests give the
 * repository those that GitHub redirects here. No request where nothing has another name; else one for
 * each name at each look, because anybody may take a name that is free.
 */
export async function readFormerNames(
  { github, compute }: { readonly github: GitHubClient; readonly compute: Compute },
  ref: IssueRef,
  read: {
    readonly comments: readonly StatusComment[];
    readonly references: readonly CrossReference[];
  },
): Promise<readonly string[]> {
  const [comment] = read.comments;
  const metadata = comment && readMetadata(comment.body);
  const here = repositoryKey(ref);
  const [, home = here, number = String(ref.number)] =
    /^([\w-]+\/[\w.-]+)#(\d+)$/.exec(metadata?.home ?? "") ?? [];
  // An issue that was transferred has another number, or comes from a repository that is still there.
  const moved = number === String(ref.number) && home !== here ? [home] : [];
  const { references } = read;
  const named = references.length === 0 ? [] : await compute(OTHER_NAMES, references, ref);
  const names = new Set([...moved, ...(metadata?.formerly ?? []), ...named]);
  names.delete(here);
  return formerAmong(github, ref, [...names].slice(0, MAX_NAMES));
}

/** Those of the names, `owner/repo`, that the repository had before. One request for each. */
export async function formerAmong(
  github: GitHubClient,
  ref: RepositoryRef,
  names: readonly string[],
): Promise<readonly string[]> {
  const found = await Promise.all(
    names.map(async (name) => ((await isFormer(github, ref, name)) ? [name] : [])),
  );
  return found.flat();
}

function isFormer(github: GitHubClient, ref: RepositoryRef, name: string): Promise<boolean> {
  const [owner = "", repo = ""] = name.split("/");
  const { installationId } = ref;
  // No repository is called so, and in an address it means another place.
  if (/^\.{1,2}$/.test(repo)) return Promise.resolve(false);
  return redirectsTo(github, { installationId, owner, repo }, ref);
}

/** A status comment whose record was written under a former name is believed as one of today. */
export function trustedUnder(
  comment: StatusComment,
  ref: IssueRef,
  formerNames: readonly string[],
): StatusComment {
  const home = readMetadata(comment.body)?.home;
  const isSame = formerNames.some((name) => home === `${name}#${ref.number}`);
  return isSame && home !== undefined ? { ...comment, home } : comment;
}
