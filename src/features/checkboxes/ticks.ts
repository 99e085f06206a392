import { digestOf } from "../../model/digest.js";
import { writeCheckboxEdit, type CheckboxEdit } from "../../model/refs.js";
import type { Snapshot } from "../snapshot.js";
import type { ControlId } from "./boxes.js";
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
