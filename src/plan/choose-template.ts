import type { Template } from "./template.js";

/** The template that is used where nothing else chooses. */
const DEFAULT_TEMPLATE = "issue-plan";

/** The chosen template, or, in Markdown, why none could be chosen. */
export type Choice = { readonly template: Template } | { readonly problem: string };

/**
 * Chooses a template by the labels: `template: <name>`, else the first template that names
 * one of them in its front matter, else the issue plan. Case does not count.
 */
export function chooseTemplate(
  templates: ReadonlyMap<string, Template>,
  labels: readonly string[],
): Choice {
  const lower = labels.map((label) => label.toLowerCase());
  const asked = lower.flatMap((label) => /^template:\s*(.*)$/.exec(label)?.[1] ?? []);
  const [name, other] = asked;
  if (other !== undefined) {
    return { problem: `The issue has several \`template: …\` labels; leave one of them.` };
  }
  const all = [...templates.values()];
  const chosen =
    name === undefined
      ? (all.find((template) =>
          template.labels.some((label) => lower.includes(label.toLowerCase())),
        ) ?? templates.get(DEFAULT_TEMPLATE))
      : all.find((template) => template.name === name);
  if (chosen !== undefined) return { template: chosen };
  const known = all.map((template) => `\`template: ${template.name}\``).join(", ");
  return {
    problem: `There is no template of the name that the issue's \`template: …\` label asks for. There are: ${known}.`,
  };
}
