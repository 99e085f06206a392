import type { CrossReference } from "../../github/timeline.js";
import { readReferences, readTitleReferences, type Reference } from "../../markdown/references.js";
import { readArchiveMarker, readPullMarker, readUpdateMarker } from "../../model/pull-markers.js";
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
 * The linked pull requests of an issue: those of its cross-references whose title or body still
 * refers to it. The plan's own pull requests are none. One of another repository is shown only where
 * everyone can read that repository: the status comment must not tell what its readers may not see.
 *
 * @param formerNames names that the repository had before
 */
export function linkedPulls(
  references: readonly CrossReference[],
  ref: IssueRef,
  planPulls: readonly number[],
  formerNames: readonly string[] = [],
): readonly LinkedPull[] {
  return references.flatMap((pull) => {
    const own = isSameRepository(pull, ref);
    const marked =
      readPullMarker(pull.body) ?? readUpdateMarker(pull.body) ?? readArchiveMarker(pull.body);
    const isPlans = planPulls.includes(pull.number) || marked === ref.number;
    if (own ? isPlans : !pull.public) return [];
    const standing = standingReferences(pull, ref, formerNames);
    if (standing.length === 0) return [];
    return [
      {
        ...pull,
        label: own ? `#${pull.number}` : `${pull.owner}/${pull.repo}#${pull.number}`,
        closes: standing.some((reference) => reference.closes),
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

/** Names beside the repository's own under which its pull requests refer to the issue's number. */
function otherNames(references: readonly CrossReference[], ref: IssueRef): readonly string[] {
  const own = references.filter((pull) => isSameRepository(pull, ref));
  const found = own.flatMap((pull) => referencesOf(pull));
  const others = found.filter((it) => it.number === ref.number && !isSameRepository(it, ref));
  return [...new Set(others.map((it) => repositoryKey(it)))];
}

/** {@link otherNames}. */
export const OTHER_NAMES = defineTask("names of repositories in pull requests", otherNames);

function standingReferences(
  pull: CrossReference,
  ref: IssueRef,
  formerNames: readonly string[],
): readonly Reference[] {
  const names = [repositoryKey(ref), ...formerNames];
  return referencesOf(pull).filter(
    (reference) => reference.number === ref.number && names.includes(repositoryKey(reference)),
  );
}

function referencesOf(pull: CrossReference): readonly Reference[] {
  const context = { owner: pull.owner, repo: pull.repo, host: new URL(pull.htmlUrl).host };
  return [...readTitleReferences(pull.title, context), ...readReferences(pull.body, context)];
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
    .toSorted((one, other) => other.number - one.number);
}
