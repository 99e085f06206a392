import { LRUCache } from "lru-cache";
import { fillPlan, type FillInput } from "../plan/fill.js";
import type { Template } from "../plan/template.js";

/** Characters of inputs and plans that are remembered. */
const MOST_CHARACTERS = 1024 * 1024;

const known = new LRUCache<string, string>({
  maxSize: MOST_CHARACTERS,
  sizeCalculation: (plan, key) => plan.length + key.length,
});

/**
 * The plan that {@link fillPlan} gives. It is asked for again after every write of a run, and at
 * every look at an issue whose plan could be another one; the same input gives the same plan, so the
 * latest ones are remembered.
 *
 * @throws RangeError where `input.date` is no date
 */
export function filledPlan(template: Template, input: FillInput): string {
  const { name, body } = template;
  const key = JSON.stringify([name, body, input]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const plan = fillPlan(template, input);
  known.set(key, plan);
  return plan;
}
