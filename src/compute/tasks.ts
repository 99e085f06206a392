import type { MessagePort } from "node:worker_threads";
import { CONFIGURATION, EXTENDS } from "../config/read-config.js";
import { EVENT } from "../events/map.js";
import { APPROVAL } from "../features/approval/rules.js";
import { ARCHIVE_DUE } from "../features/archive/rules.js";
import { TICKS_OF_HISTORY } from "../features/checkboxes/rules.js";
import { TICKED_BOXES } from "../features/checkboxes/boxes.js";
import { CHECK_LINKS, CHECK_PLAN } from "../features/checks/findings.js";
import { WORKED_ON } from "../features/checks/gate.js";
import { PREVIEW } from "../features/checks/preview.js";
import { COMMANDS } from "../features/commands/parse.js";
import { DASHBOARD } from "../features/dashboard/text.js";
import { STEP_TRAILERS } from "../features/evidence/items.js";
import { UNRECORDED_PROOF } from "../features/evidence/rules.js";
import { LINKED_PULLS, OTHER_NAMES, REFERS } from "../features/linked-pulls/read.js";
import { ONBOARDING } from "../features/onboarding/text.js";
import { FILL_SOURCES } from "../features/plan-file/filled.js";
import { PLAN_PROGRESS } from "../features/plan-file/progress.js";
import { PLAN } from "../features/state.js";
import { REFERENCED } from "../issue/related.js";
import type { Task } from "../model/compute.js";
import { TEMPLATE } from "../plan/template/choose.js";
import { DECIDE, DECIDE_ANSWER, DECIDE_REPORT, PLAN_STATE } from "../reconcile/decide.js";

/** All that a worker can do, by name. */
export const TASKS: ReadonlyMap<string, Task<readonly unknown[], unknown>> = new Map(
  [
    APPROVAL,
    ARCHIVE_DUE,
    CHECK_LINKS,
    CHECK_PLAN,
    COMMANDS,
    CONFIGURATION,
    DASHBOARD,
    DECIDE,
    DECIDE_ANSWER,
    DECIDE_REPORT,
    EVENT,
    EXTENDS,
    FILL_SOURCES,
    LINKED_PULLS,
    ONBOARDING,
    OTHER_NAMES,
    REFERS,
    PLAN,
    PLAN_PROGRESS,
    PLAN_STATE,
    PREVIEW,
    REFERENCED,
    STEP_TRAILERS,
    TEMPLATE,
    TICKED_BOXES,
    TICKS_OF_HISTORY,
    UNRECORDED_PROOF,
    WORKED_ON,
  ].map((task) => [task.name, task]),
);

/** A task for a worker. */
export interface Order {
  readonly name: string;
  readonly args: readonly unknown[];
  /** Hears of it when the worker begins. */
  readonly begun: MessagePort;
}

/** What became of it. Errors lose their names on the way out of a worker, so they go as data. */
export type Computed<Result> =
  | { readonly value: Result }
  | { readonly name: string; readonly message: string; readonly stack: string | undefined };

/** Does one task: all that a worker does. */
export function runOrder({ name, args, begun }: Order): Computed<unknown> {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has none
  begun.postMessage("begun");
  begun.close();
  try {
    const task = TASKS.get(name);
    if (task === undefined) throw new Error(`no worker knows the task “${name}”`);
    return { value: task.run(...args) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { name: error.name, message: error.message, stack: error.stack };
  }
}
