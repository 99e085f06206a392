import { measureAction } from "./action.js";
import { measureAnswers } from "./answers.js";
import { measureBurst } from "./burst.js";
import { measureCliStart } from "./cli-start.js";
import { measureCounts } from "./counts.js";
import { measureGrowth } from "./growth.js";
import { measureInstall } from "./install.js";
import { measurePlans } from "./plans.js";
import { measureRoundTrips } from "./round-trips.js";
import { measureMemory } from "./memory.js";
import { measureQueue } from "./queue.js";
import { measureReconciles } from "./reconciles.js";
import { measureResponse } from "./response.js";
import type { Measured } from "./row.js";
import { measureSpeed } from "./speed.js";
import { measureStart } from "./start.js";
import { measureTexts } from "./texts.js";

/** What can be asked for by name. */
export const GROUPS: Readonly<Record<string, () => Measured | Promise<Measured>>> = {
  counts: measureCounts,
  trips: measureRoundTrips,
  growth: measureGrowth,
  burst: measureBurst,
  answers: measureAnswers,
  queue: measureQueue,
  reconciles: measureReconciles,
  response: measureResponse,
  start: measureStart,
  cli: measureCliStart,
  memory: measureMemory,
  plans: measurePlans,
  speed: measureSpeed,
  texts: measureTexts,
  install: measureInstall,
  action: measureAction,
};
