import type { CrossReference, Timeline } from "../../github/timeline.js";
import type { GitHubClient } from "../../github/http/client.js";
import { closingPulls } from "../../github/graphql.js";
import {
  readReferences,
  readWorkReferences,
  type ReferenceContext,
} from "../../markdown/references.js";
import { readArchiveMarker, readPullMarker, readUpdateMarker } from "../../model/markers.js";
import { defineTask } from "../../model/compute.js";
import {
  isSameRepository,
  nameOf,
  repositoryKey,
  type IssueRef,
  type Target,
} from "../../model/refs.js";
import type { Landings } from "../landings/facts.js";
import type { LinkedPull } from "./facts.js";
import { isGenerated } from "./generated.js";

/**
 * The linked pull requests of an issue: those of its cross-references whose body still refers to it,
 * and those that somebody linked by hand. The plan's own pull requests are none. One of another
 * repository is shown only where that is configured, and where everyone can read that repository: the
 * status comment must not tell what its readers may not see.
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

/** Names beside the repository's own under which its pull requests refer to the issue's number. */
function otherNames(references: readonly CrossReference[], ref: IssueRef): readonly string[] {
  const own = references.filter((pull) => isSameRepository(pull, ref));
  const found = own.flatMap((pull) => readReferences(pull.body, contextOf(pull)));
  const others = found.filter((it) => it.number === ref.number && !isSameRepository(it, ref));
  return [...new Set(others.map((it) => repositoryKey(it)))];
}

/** {@link otherNames}. */
export const OTHER_NAMES = defineTask("names of repositories in pull requests", otherNames);

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
