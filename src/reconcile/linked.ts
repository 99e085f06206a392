import type { CrossReference } from "../github/timeline.js";
import { isSameRepository, type IssueRef } from "../issue-ref.js";
import { readReferences, readTitleReferences, type Reference } from "../plan/references.js";
import { readCloseOutMarker, readPullMarker, readUpdateMarker } from "../view/pull-marker.js";
import type { LinkedPull } from "../view/status-comment.js";

/**
 * The linked pull requests of an issue: those of its cross-references whose title or body still
 * refers to it. The plan's own pull requests are none. One of another repository is shown only where
 * everyone can read that repository: the status comment must not tell what its readers may not see.
 */
export function linkedPulls(
  references: readonly CrossReference[],
  ref: IssueRef,
  planPulls: readonly number[],
): readonly LinkedPull[] {
  return references.flatMap((pull) => {
    const own = isSameRepository(pull, ref);
    const marked =
      readPullMarker(pull.body) ?? readUpdateMarker(pull.body) ?? readCloseOutMarker(pull.body);
    const isPlans = planPulls.includes(pull.number) || marked === ref.number;
    if (own ? isPlans : !pull.public) return [];
    const standing = standingReferences(pull, ref);
    if (standing.length === 0) return [];
    return [
      {
        label: own ? `#${pull.number}` : `${pull.owner}/${pull.repo}#${pull.number}`,
        title: pull.title,
        state: pull.state,
        closes: standing.some((reference) => reference.closes),
        htmlUrl: pull.htmlUrl,
      },
    ];
  });
}

function standingReferences(pull: CrossReference, ref: IssueRef): readonly Reference[] {
  const context = { owner: pull.owner, repo: pull.repo, host: new URL(pull.htmlUrl).host };
  return [
    ...readTitleReferences(pull.title, context),
    ...readReferences(pull.body, context),
  ].filter((reference) => reference.number === ref.number && isSameRepository(reference, ref));
}
