import type { TemplateProblem } from "./variables.js";
import { TemplateError, type Template, loadTemplate } from "./template.js";
import { defineTask } from "../../model/compute.js";

/** The template that is used where nothing else chooses. */
const DEFAULT_TEMPLATE = "issue-plan";

/** What a configuration says of the choice. */
interface Preferences {
  /** The template where nothing else chooses. */
  readonly default: string;
  /** The first that fits counts; each has labels, types or both. */
  readonly rules: readonly {
    readonly template: string;
    readonly labels?: readonly string[] | undefined;
    readonly types?: readonly string[] | undefined;
  }[];
}

/** What is known of the issue besides its labels. */
interface ChoiceInputs {
  readonly type?: string | undefined;
  readonly preferences?: Preferences;
}

/** The templates to choose from, by name, first ones first; of a broken one, what is wrong with it. */
export type Templates = ReadonlyMap<string, Template | TemplateError>;

/** {@link Templates} as plain data. */
export type PlainTemplates = readonly (readonly [
  name: string,
  template: Template | { readonly broken: TemplateProblem },
])[];

/** The templates as plain data: a worker does not get an error as the one that it was. */
export function toPlain(templates: Templates): PlainTemplates {
  return [...templates].map(([name, template]) => [name, plainTemplate(template)]);
}

/** A template as plain data. */
export function plainTemplate(template: Template | TemplateError): PlainTemplates[number][1] {
  if (!(template instanceof TemplateError)) return template;
  const { line, reason, fix } = template;
  return { broken: { line, reason, fix } };
}

/** What {@link toPlain} was given. */
export function fromPlain(templates: PlainTemplates): Templates {
  return new Map(
    templates.map(([name, template]) => [
      name,
      "broken" in template ? new TemplateError(name, template.broken) : template,
    ]),
  );
}

/** The chosen template, or why none could be chosen: plain text for the person who asked. */
export type Choice =
  | {
      readonly template: Template;
      /** What to say of the choice: that a label names a template which does not exist. */
      readonly notice?: string;
    }
  | { readonly problem: string };

/**
 * Chooses a template by the labels: `template: <name>`, else the first rule of the
 * configuration that fits, else the first template that names one of them in its front matter, else
 * the default. Case does not count.
 */
export function chooseTemplate(
  templates: Templates,
  labels: readonly string[],
  { type, preferences }: ChoiceInputs = {},
): Choice {
  const lower = labels.map((label) => label.toLowerCase());
  const requested = lower.flatMap((label) => /^template:\s*(.*)$/.exec(label)?.[1] ?? []);
  const [name, second] = requested.some((known) => templates.has(known))
    ? requested.filter((known) => templates.has(known))
    : requested.slice(0, 1);
  if (second !== undefined) {
    return { problem: `The issue has several labels "template: …". Leave one of them.` };
  }
  // Other tools have labels of this form, too: they choose nothing here.
  const isForeign = name !== undefined && !templates.has(name);
  const wanted =
    (isForeign ? undefined : name) ??
    nameByRules(preferences, lower, type) ??
    nameByLabels(templates, lower) ??
    preferences?.default ??
    DEFAULT_TEMPLATE;
  const chosen = templates.get(wanted);
  if (chosen instanceof TemplateError) return { problem: chosen.message };
  const labelsToChoose = [...templates.keys()].map((known) => `"template: ${known}"`).join(", ");
  if (chosen !== undefined && isForeign) {
    const notice = `The label "template: ${name}" names no template, so “${wanted}” was chosen. There are: ${labelsToChoose}.`;
    return { template: chosen, notice };
  }
  if (chosen !== undefined) return { template: chosen };
  return {
    problem: `There is no template “${wanted}”, which the configuration chooses. There are: ${[...templates.keys()].join(", ")}.`,
  };
}

function nameByRules(
  preferences: Preferences | undefined,
  labels: readonly string[],
  type: string | undefined,
): string | undefined {
  const types = type === undefined ? [] : [type.toLowerCase()];
  const fits = (wanted: readonly string[] | undefined, present: readonly string[]): boolean =>
    wanted === undefined || wanted.some((name) => present.includes(name.toLowerCase()));
  return preferences?.rules.find((rule) => fits(rule.labels, labels) && fits(rule.types, types))
    ?.template;
}

function nameByLabels(templates: Templates, labels: readonly string[]): string | undefined {
  const found = [...templates].find(
    ([, template]) =>
      !(template instanceof TemplateError) &&
      template.labels.some((label) => labels.includes(label.toLowerCase())),
  );
  return found?.[0];
}

/** Reads a template: {@link loadTemplate}, with what is wrong with it as data. */
export const TEMPLATE = defineTask("a template", (source: string, name: string) => {
  try {
    return loadTemplate(source, name);
  } catch (error) {
    if (error instanceof TemplateError) return plainTemplate(error);
    throw error;
  }
});
