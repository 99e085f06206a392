import type { RejectedEdit, CommentMetadata } from "../../model/metadata.js";
import { tickItems } from "../../plan/parse/progress.js";
import { isArchivable } from "../archive/rules.js";
import { hasDriftRefill, type DriftState } from "../drift/rules.js";
import { hasOffer } from "../evidence/rules.js";
import type { Snapshot } from "../snapshot.js";
import { planOf } from "../state.js";
import type { Edit } from "../updates/edit.js";
import { findItem, isControl, readItemBox, type ControlId, type ItemBox } from "./boxes.js";
import type { CheckboxStatus } from "./text.js";
import { ticksOf } from "./ticks.js";

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
