import type { TextHistory } from "../../github/graphql.js";
import { defineTask } from "../../model/compute.js";
import { digestOf } from "../../model/text.js";
import { writeCheckboxEdit } from "../../model/hints.js";
import type { CheckboxEdit } from "../../model/refs.js";
import type { Snapshot } from "../snapshot.js";
import {
  tickedBoxes,
  type ControlId,
  type TickedBox,
  findItem,
  isControl,
  readItemBox,
  type ItemBox,
} from "./boxes.js";
import type { RejectedEdit, CommentMetadata } from "../../model/metadata.js";
import { tickItems } from "../../plan/parse/progress.js";
import { isArchivable } from "../archive/rules.js";
import { hasDriftRefill, type DriftState } from "../drift/rules.js";
import { hasOffer } from "../evidence/rules.js";
import { planOf } from "../state.js";
import type { Edit } from "../updates/edit.js";
import type { CheckboxStatus } from "./text.js";

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

/** With the precision of times in events: an edit that is heard of twice has one key. */
function inSeconds(at: string): string {
  const time = Date.parse(at);
  return Number.isNaN(time) ? at : `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** Ticks that the hidden block remembers to have been answered, so that none is answered twice. */
const MAX_TICKS = 60;

/** Rejected edits that the comment reports. */
const MAX_DENIALS = 10;

/** The changes of the plan that people ask for by ticking items in the status comment. */
export function checkboxPlanEdits(snapshot: Snapshot): readonly Edit[] {
  return ticksOf(snapshot).flatMap(({ box, by, allowed }) => {
    const item = readItemBox(box);
    if (!allowed || item === undefined || by === undefined) return [];
    const message = `Tick item ${item.label} of the plan for #${snapshot.ref.number}`;
    return [
      {
        change: (text: string) => withItemTicked(text, item, snapshot),
        message: `${message}\n\nAsked-For-By: ${by}`,
      },
    ];
  });
}

/** The plan with the item of a box ticked; as it is where the item is not in it any more. */
function withItemTicked(text: string, box: ItemBox, snapshot: Snapshot): string {
  const item = findItem(planOf(snapshot, text).items, box);
  return item === undefined ? text : tickItems(text, [item.index], true);
}

/** What the hidden block is to remember: what was answered, and what was refused last. */
export function checkboxMetadata(
  snapshot: Snapshot,
  before: CommentMetadata | undefined,
): Pick<CommentMetadata, "ticks" | "denied"> {
  const { checkboxes } = snapshot;
  if (checkboxes === undefined) return { ticks: before?.ticks, denied: before?.denied };
  return {
    ticks: [...new Set([...(before?.ticks ?? []), ...checkboxes.reported])].slice(-MAX_TICKS),
    denied: denialsOf(snapshot).slice(-MAX_DENIALS),
  };
}

/**
 * What the status comment shows of its boxes; `undefined` where it has none.
 *
 * @param drifted what the plan, where it is approved, does not reflect of the issue
 */
export function checkboxStatus(
  snapshot: Snapshot,
  before: CommentMetadata | undefined,
  drifted: DriftState,
): CheckboxStatus | undefined {
  const { config, issue, plan, pulls } = snapshot;
  if (!config.comment.show.includes("controls") || plan === undefined) return undefined;
  if (issue.state === "open" && pulls[0]?.state === "closed") return undefined;
  return {
    items: issue.state === "open",
    controls: controlsOf(snapshot, drifted),
    denied: checkboxMetadata(snapshot, before).denied ?? [],
  };
}

/** The controls that would do something now. */
function controlsOf(snapshot: Snapshot, drifted: DriftState): readonly ControlId[] {
  const { archive, issue, pulls } = snapshot;
  if (issue.state === "open" && pulls[0]?.state === "open") return ["refill"];
  if (issue.state === "open") {
    const drift = hasDriftRefill(drifted) ? (["refill"] as const) : [];
    return hasOffer(snapshot) ? ["tick-proven", ...drift] : drift;
  }
  if (pulls[0]?.state === "open") return ["close-pull"];
  const isOffered = isArchivable(snapshot) && archive.pulls[0]?.state !== "open";
  return isOffered && archive.inputs?.taken !== true ? ["close-out"] : [];
}

/** Ticks that came to nothing, and why. */
function denialsOf(snapshot: Snapshot): readonly RejectedEdit[] {
  return ticksOf(snapshot).flatMap(({ box, by, allowed }): readonly RejectedEdit[] => {
    if (by === undefined) return [{ box, by: "", why: "unknown" }];
    if (!allowed) return [{ box, by, why: "permission" }];
    const item = readItemBox(box);
    if (item === undefined) return isControl(box) ? [] : [{ box, by, why: "changed" }];
    const { items } = planOf(snapshot, snapshot.plan?.text ?? "");
    return findItem(items, item) === undefined ? [{ box, by, why: "changed" }] : [];
  });
}
