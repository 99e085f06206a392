import { fillPlan, type FillInput } from "../plan/fill.js";
import type { Template } from "../plan/template.js";
import { rememberedByText } from "../remembered.js";

/** Characters of inputs and plans that are remembered. */
const MOST_CHARACTERS = 1024 * 1024;

/**
 * The plan that {@link fillPlan} gives. It is asked for again after every write of a run, and at
 * every look at an issue whose plan could be another one; the same input gives the same plan, so the
 * latest ones are remembered.
 *
 * @throws RangeError where `input.date` is no date
 */
export const filledPlan: typeof fillPlan = rememberedByText({
  mostCharacters: MOST_CHARACTERS,
  keyOf: ({ name, body }: Template, input: FillInput) => JSON.stringify([name, body, input]),
  find: fillPlan,
  sizeOf: (plan, key) => plan.length + key.length,
});
