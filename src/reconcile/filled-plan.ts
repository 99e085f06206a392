import { fillPlan, PlanTooLongError, type FillInput } from "../plan/fill.js";
import type { Template } from "../plan/template.js";
import { rememberedByText } from "../remembered.js";

/** Characters of inputs and plans that are remembered. */
const MOST_CHARACTERS = 1024 * 1024;

const fillOnce = rememberedByText({
  mostCharacters: MOST_CHARACTERS,
  keyOf: ({ name, body }: Template, input: FillInput) => JSON.stringify([name, body, input]),
  find: (template: Template, input: FillInput) => fillPlan(template, input),
  sizeOf: (plan, key) => plan.length + key.length,
});

/**
 * The plan that {@link fillPlan} gives; `undefined` where it would be too long. It is asked for again
 * after every write of a run, and at every look at an issue whose plan could be another one; the same
 * input gives the same plan, so the latest ones are remembered.
 *
 * @throws RangeError where `input.date` is no date
 */
export function filledPlan(template: Template, input: FillInput): string | undefined {
  try {
    return fillOnce(template, input);
  } catch (error) {
    if (error instanceof PlanTooLongError) return undefined;
    throw error;
  }
}
