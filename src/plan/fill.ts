import { readBody } from "../issue/body.js";
import { carryDefinitions } from "../issue/carry.js";
import type { FillInput } from "./fill/input.js";
import type { FillLimits } from "./fill/lay-out.js";
import { renderTemplate } from "./fill/render.js";
import { usedVariables } from "./fill/tags.js";
import { viewOf } from "./fill/view-of.js";
import { planMarker } from "./marker.js";
import type { Template } from "./template.js";

export type { FillInput } from "./fill/input.js";
export { PlanTooLongError, type FillLimits } from "./fill/lay-out.js";

/**
 * What any plan may take. GitHub hands out no file of more than 1 MB; an issue of 64 KiB has 8,000
 * steps at most.
 */
const PLAN_LIMITS: FillLimits = { sections: 100_000, characters: 1_000_000 };

/**
 * Fills a template from an issue. The same input gives the same plan, byte for byte.
 *
 * Text that people wrote goes in as text: it cannot change the plan's structure, and is never read
 * as a template. What the issue says and the template has no place for is in its `notes`. The last
 * line is the plan's marker; line ends are LF.
 *
 * @throws RangeError where `input.date` is no date
 * @throws PlanTooLongError beyond the limits
 */
export function fillPlan(
  template: Template,
  input: FillInput,
  limits: FillLimits = PLAN_LIMITS,
): string {
  const body = readBody(input.issue.body, input.issue.htmlUrl);
  const used = usedVariables(template.tokens);
  const plan = renderTemplate(
    template,
    viewOf(input, body, (name) => used.has(name)),
    limits,
  );
  const definitions = carryDefinitions(body.source, body.definitions);
  const marker = planMarker(template.name, input.issue.number);
  return [plan.trim(), definitions, marker].filter((part) => part !== "").join("\n\n") + "\n";
}

/** The template with nothing filled in: what its guidance looks like in a plan. */
export function blankPlan(template: Template): string {
  return `${renderTemplate(template, {}, PLAN_LIMITS).trim()}\n`;
}
