import { digestOf } from "../digest.js";
import { tickItems } from "../plan/edit.js";
import { readProgress } from "../plan/progress.js";
import { writeTick, type Tick } from "../ticks.js";
import { findItem, isControl, readItemBox, type ControlId, type ItemBox } from "../view/boxes.js";
import { hostOf } from "../view/links.js";
import type { PanelStatus } from "../view/panel.js";
import type { Denial, Stamp } from "../view/status-marker.js";
import { isCloseable } from "./close-out.js";
import { hasDriftRefill, type Drifted } from "./decide-drift.js";
import { hasOffer } from "./decide-evidence.js";
import { planIn } from "./plan-in.js";
import type { Edit } from "./route-edit.js";
import type { PanelTick, World } from "./world.js";

/** Ticks that the hidden block remembers to have been answered, so that none is answered twice. */
const MOST_TICKS = 60;

/** Refusals that are told. */
const MOST_DENIALS = 10;

/** What the hidden block remembers of a tick. */
export function tickKey(tick: Tick): string {
  return digestOf(writeTick(tick), 8);
}

/** The changes of the plan that people ask for by ticking items in the status comment. */
export function panelEdits(world: World): readonly Edit[] {
  return ticksOf(world).flatMap(({ box, by, allowed }) => {
    const item = readItemBox(box);
    if (!allowed || item === undefined || by === undefined) return [];
    const message = `Tick item ${item.number} of the plan for #${world.ref.number}`;
    return [
      {
        change: (text: string) => withItemTicked(text, item),
        message: `${message}\n\nAsked-For-By: ${by}`,
      },
    ];
  });
}

/** The plan with the item of a box ticked; as it is where the item is not in it any more. */
function withItemTicked(text: string, box: ItemBox): string {
  const index = findItem(readProgress(text).items, box);
  return index === undefined ? text : tickItems(text, [index], true);
}

/** Whether somebody who may has ticked a control. */
export function isTicked(world: Pick<World, "panel">, control: ControlId): boolean {
  return askedBy(world, control) !== undefined;
}

/** Who has ticked a control and may; `undefined` where nobody has. */
export function askedBy(world: Pick<World, "panel">, control: ControlId): string | undefined {
  return ticksOf(world).find(({ box, allowed }) => allowed && box === control)?.by;
}

function ticksOf({ panel }: Pick<World, "panel">): readonly PanelTick[] {
  return panel?.ticks ?? [];
}

/** What the hidden block is to remember: what was answered, and what was refused last. */
export function panelStamp(
  world: World,
  before: Stamp | undefined,
): Pick<Stamp, "ticks" | "denied"> {
  const { panel } = world;
  if (panel === undefined) return { ticks: before?.ticks, denied: before?.denied };
  return {
    ticks: [...new Set([...(before?.ticks ?? []), ...panel.told])].slice(-MOST_TICKS),
    denied: denialsOf(world).slice(-MOST_DENIALS),
  };
}

/**
 * What the status comment shows of its boxes; `undefined` where it has none.
 *
 * @param drifted what the plan, where it is approved, does not reflect of the issue
 */
export function panelStatus(
  world: World,
  before: Stamp | undefined,
  drifted: Drifted,
): PanelStatus | undefined {
  const { config, issue, plan, pulls } = world;
  if (!config.comment.show.includes("controls") || plan === undefined) return undefined;
  if (issue.state === "open" && pulls[0]?.state === "closed") return undefined;
  return {
    items: issue.state === "open",
    controls: controlsOf(world, drifted),
    waiting: waitingNumbers(world),
    denied: panelStamp(world, before).denied ?? [],
  };
}

/** The controls that would do something now. */
function controlsOf(world: World, drifted: Drifted): readonly ControlId[] {
  const { closeOut, issue, pulls } = world;
  if (issue.state === "open" && pulls[0]?.state === "open") return ["refill"];
  if (issue.state === "open") {
    const drift = hasDriftRefill(drifted) ? (["refill"] as const) : [];
    return hasOffer(world) ? ["tick-proven", ...drift] : drift;
  }
  const isOffered = isCloseable(world) && closeOut.pulls[0]?.state !== "open";
  return isOffered && closeOut.ground?.taken !== true ? ["close-out"] : [];
}

/** Numbers of the open items that are ticked in what waits to get into the plan. */
function waitingNumbers({ plan, update, issue }: World): readonly number[] {
  if (plan === undefined || update?.file === undefined || update.pulls[0]?.state !== "open")
    return [];
  const there = planIn(update.file.text, hostOf(issue)).items;
  return planIn(plan.text, hostOf(issue))
    .items.filter(({ number, text, done }) => {
      const same = there[number - 1];
      return !done && same?.text === text && same.done;
    })
    .map(({ number }) => number);
}

/** Ticks that came to nothing, and why. */
function denialsOf(world: World): readonly Denial[] {
  return ticksOf(world).flatMap(({ box, by, allowed }): readonly Denial[] => {
    if (by === undefined) return [{ box, by: "", why: "unknown" }];
    if (!allowed) return [{ box, by, why: "permission" }];
    const item = readItemBox(box);
    if (item === undefined) return isControl(box) ? [] : [{ box, by, why: "changed" }];
    const { items } = planIn(world.plan?.text ?? "", hostOf(world.issue));
    return findItem(items, item) === undefined ? [{ box, by, why: "changed" }] : [];
  });
}
