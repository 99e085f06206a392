import { TemplateError } from "./template-error.js";
import type { Template } from "./template.js";

/** The template that is used where nothing else chooses. */
const DEFAULT_TEMPLATE = "issue-plan";

/** The templates to choose from, by name, first ones first; of a broken one, what is wrong with it. */
export type Templates = ReadonlyMap<string, Template | TemplateError>;

/** The chosen template, or why none could be chosen: plain text for the person who asked. */
export type Choice = { readonly template: Template } | { readonly problem: string };

/**
 * Chooses a template by the labels: `template: <name>`, else the first template that names
 * one of them in its front matter, else the issue plan. Case does not count.
 */
export function chooseTemplate(templates: Templates, labels: readonly string[]): Choice {
  const lower = labels.map((label) => label.toLowerCase());
  const asked = lower.flatMap((label) => /^template:\s*(.*)$/.exec(label)?.[1] ?? []);
  const [name, other] = asked;
  if (other !== undefined) {
    return { problem: `The issue has several labels "template: …". Leave one of them.` };
  }
  const chosen = templates.get(name ?? nameByLabels(templates, lower));
  if (chosen instanceof TemplateError) return { problem: chosen.message };
  if (chosen !== undefined) return { template: chosen };
  const known = [...templates.keys()].map((it) => `"template: ${it}"`).join(", ");
  return {
    problem: `There is no template of the name that the label "template: ${name}" asks for. There are: ${known}.`,
  };
}

function nameByLabels(templates: Templates, labels: readonly string[]): string {
  const found = [...templates].find(
    ([, template]) =>
      !(template instanceof TemplateError) &&
      template.labels.some((label) => labels.includes(label.toLowerCase())),
  );
  return found?.[0] ?? DEFAULT_TEMPLATE;
}
