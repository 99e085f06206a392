import type { Action } from "./actions.js";
import { evidenceEdits } from "./decide-evidence.js";
import { askedBy, panelEdits } from "./panel.js";
import { commandEdits } from "./commands.js";
import { routeEdit, type Edit } from "./route-edit.js";
import type { World } from "./world.js";

/** All changes of the plan that people or evidence want now, in the order in which they are to come. */
export function wantedEdits(world: World): readonly Edit[] {
  const proven = evidenceEdits(world, askedBy(world, "tick-proven"));
  return [...commandEdits(world), ...proven, ...panelEdits(world)];
}

/** The next write that brings a wanted change into the plan, or before people. */
export function decideEdits(world: World): Action | undefined {
  for (const edit of wantedEdits(world)) {
    const action = routeEdit(world, edit);
    if (action !== undefined) return action;
  }
  return undefined;
}
