import type { CrossReference } from "../github/timeline.js";
import { isSameRepository, type IssueRef } from "../issue-ref.js";

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
