import type { TextHistory } from "../../github/graphql.js";
import { defineTask } from "../../model/compute.js";
import { digestOf } from "../../model/compare-text.js";
import { writeCheckboxEdit } from "../../model/hints.js";
import type { CheckboxEdit } from "../../model/refs.js";
import type { Snapshot } from "../snapshot.js";
import { tickedBoxes, type ControlId } from "./boxes.js";
import type { TickedBox } from "./facts.js";

/** Whether somebody who may has ticked a control. */
export function isTicked(snapshot: Pick<Snapshot, "checkboxes">, control: ControlId): boolean {
  return requestedBy(snapshot, control) !== undefined;
}

/** Who has ticked a control and may; `undefined` where nobody has. */
export function requestedBy(
  snapshot: Pick<Snapshot, "checkboxes">,
  control: ControlId,
): string | undefined {
  return ticksOf(snapshot).find(({ box, allowed }) => allowed && box === control)?.by;
}

/** The boxes that people have ticked. */
export function ticksOf({ checkboxes }: Pick<Snapshot, "checkboxes">): readonly TickedBox[] {
  return checkboxes?.ticks ?? [];
}

/** What the hidden block remembers of a tick. */
export function checkboxEditKey(tick: CheckboxEdit): string {
  return digestOf(writeCheckboxEdit(tick), 8);
}

/**
 * Who ticked boxes that are ticked now, as the history of the comment says: whoever wrote the version
 * in which a box became ticked. Nothing is said of a box whose version before is not known, or was
 * removed from the history.
 *
 * @param boxes that are ticked in the last version
 */
export function ticksOfHistory(
  { versions }: Pick<TextHistory, "versions">,
  boxes: readonly string[],
): readonly CheckboxEdit[] {
  const found: CheckboxEdit[] = [];
  const open = new Set(boxes);
  let after = versions.at(-1);
  let ticked = after?.text === undefined ? undefined : tickedBoxes(after.text);
  for (const before of versions.slice(0, -1).toReversed()) {
    if (open.size === 0 || after === undefined || ticked === undefined) break;
    if (before.text === undefined) break;
    const earlier = tickedBoxes(before.text);
    for (const box of open) {
      if (ticked.has(box) && earlier.has(box)) continue;
      open.delete(box);
      if (ticked.has(box)) found.push({ box, ticked: true, by: after.by, at: inSeconds(after.at) });
    }
    [after, ticked] = [before, earlier];
  }
  return found;
}

/** {@link ticksOfHistory} of a comment. */
export const TICKS_OF_HISTORY = defineTask("who ticked boxes of a comment", ticksOfHistory);

/** As events tell times: an edit that is heard of twice has one key. */
function inSeconds(at: string): string {
  const time = Date.parse(at);
  return Number.isNaN(time) ? at : `${new Date(time).toISOString().slice(0, 19)}Z`;
}
