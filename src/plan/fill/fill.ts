import { readBody } from "../../issue/body.js";
import { copyDefinitions } from "../../markdown/copy.js";
import { planMarker, readPlanMarker } from "../identity.js";
import { writeKinds } from "../parse/kinds.js";
import { readProgress } from "../parse/progress.js";
import { usedVariables } from "../template/tags.js";
import { memoizeByTemplate, type Template } from "../template/template.js";
import { fitLayout, leftOutComment } from "./fitting.js";
import { type FillLimits, layoutTemplate, renderLayout, renderTemplate } from "./render.js";
import type { FillInput, View } from "./input.js";
import { viewOf } from "./view.js";

export { PlanTooLongError, type FillLimits } from "./render.js";

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
  const view = viewOf(input, body, (name) => used.has(name));
  const whole = layoutTemplate(template, view, limits);
  const { layout, leftOut } =
    input.detail === "fitting"
      ? fitLayout(whole, template.optional)
      : { layout: whole, leftOut: [] };
  const plan = renderLayout(layout);
  const definitions = copyDefinitions(body.source, body.definitions);
  const last = input.steps?.length ?? 0;
  const marker = planMarker(
    template.name,
    input.issue.number,
    kindsOf(template).mark,
    last > lastNumberIn(view) ? last : undefined,
  );
  return (
    [plan.trim(), definitions, leftOutComment(leftOut), marker]
      .filter((part) => part !== "")
      .join("\n\n") + "\n"
  );
}

/** The highest number of the steps that a template is given; 0 where there are none. */
function lastNumberIn({ steps }: View): number {
  const numbers = Array.isArray(steps) ? steps.map(({ number }) => Number(number)) : [];
  return numbers.reduce((a, b) => Math.max(a, b), 0);
}

/** What the items of the template's plans are, for the marker. */
const kindsOf = memoizeByTemplate((template: Template) => {
  const { sections } = template;
  const kinds = { ...sections, checks: [...sections.checks, ...sections.other] };
  const { items } = readProgress(
    `${blankPlan(template)}\n${planMarker(template.name, 1, writeKinds(kinds, []))}`,
  );
  const own = items.filter(({ kind }) => kind === "criterion" || kind === "question");
  return {
    mark: writeKinds(
      kinds,
      own.map(({ text }) => text),
    ),
  };
});

/**
 * What the steps of an earlier rendering said, in the order of their numbers; empty where there is
 * none of that number, also where the last ones are gone from the issue. A rendering that does not tell its kinds had no numbers to keep.
 */
export function stepsIn(rendering: string): readonly string[] {
  const { items, hasKinds } = readProgress(rendering);
  const steps: string[] = [];
  for (const { kind, parent, number, text } of hasKinds ? items : []) {
    if (kind !== "step" || parent !== undefined || number > MAX_STEPS) continue;
    while (steps.length < number) steps.push("");
    steps[number - 1] = text;
  }
  const last = hasKinds ? (readPlanMarker(rendering)?.last ?? 0) : 0;
  while (steps.length < last) steps.push("");
  return steps;
}

/** More than anybody numbers; an issue of 64 KiB has 8,000 steps at most. */
const MAX_STEPS = 9999;

/** The template with nothing filled in: what its guidance looks like in a plan. */
export function blankPlan(template: Template): string {
  return `${renderTemplate(template, {}, PLAN_LIMITS).trim()}\n`;
}
