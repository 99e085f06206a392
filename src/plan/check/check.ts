import type { Root } from "mdast";
import { outline } from "../../markdown/outline.js";
import { readDocument } from "../../markdown/parse.js";
import { namedFormat } from "../parse/format.js";
import { readFront } from "../parse/front.js";
import { isPlan, readPlan } from "../parse/parse.js";
import type { Template } from "../template/template.js";
import { readDisabled } from "./disabled.js";
import type { Checked, Finding, Found, Rule, Severity } from "./finding.js";
import { guidanceOf, NO_GUIDANCE } from "./guidance.js";
import { RULES } from "./rules.js";
import { isCutOff } from "./rules/markdown.js";

export type { Finding } from "./finding.js";
export { RULES } from "./rules.js";

/** Severities by the rule's id; a rule that is not named has its own. */
export type RuleSeverities = Readonly<Partial<Record<string, Severity | "off">>>;

/** What a check needs to know beside the plan's text. */
export interface CheckOptions {
  /** Templates that the plan may follow. */
  readonly templates: readonly Template[];
  /** The one it is meant to follow, whatever it says itself. */
  readonly template?: Template | undefined;
  /** The plan's path from the repository's root, with `/`. */
  readonly path?: string | undefined;
  /** Whether the repository has that file or folder; links are not followed without. */
  readonly exists?: ((path: string) => boolean) | undefined;
  /** What a file of the repository says; the headings that links name are not looked up without. */
  readonly read?: ((path: string) => string | undefined) | undefined;
  /** What the configuration says of rules. */
  readonly rules?: RuleSeverities | undefined;
  /** What “in the future” is measured against. */
  readonly now: Date;
}

/**
 * What is wrong with a plan, from top to bottom, one finding for each cause. Rules that are off are
 * not asked, and places that a comment in the plan excuses are left out. Any text gives a result.
 */
export function checkPlan(text: string, options: CheckOptions): readonly Finding[] {
  return checkFile(text, options).findings;
}

/** {@link checkPlan}, and whether the text is a plan at all. */
export function checkFile(
  text: string,
  options: CheckOptions,
): { readonly findings: readonly Finding[]; readonly hasPlan: boolean } {
  const { templates, now, path, exists } = options;
  const document = readDocument(text);
  const { tree, shift } = document;
  const formats = options.template === undefined ? templates : [options.template];
  const plan = readPlan(document, text, formats);
  const template = options.template ?? namedFormat(text, readFront(document, text), templates);
  const checked: Checked = {
    text,
    plan,
    tree,
    shift,
    sections: outline(tree),
    template,
    guidance: template === undefined ? NO_GUIDANCE : guidanceOf(template),
    path,
    exists,
    headings: treesOf(options.read),
    now,
  };
  const cutOff = isCutOff(checked);
  const isDisabled = readDisabled(tree, text);
  const findings = RULES.flatMap((rule): readonly Finding[] => {
    const severity = options.rules?.[rule.id] ?? rule.severity;
    if (severity === "off" || (rule.whole === true && cutOff)) return [];
    const found = rule.find(checked).filter(({ line }) => !isDisabled(rule.id, line));
    return byCause(found).map((places) => ({
      rule: rule.id,
      severity,
      ...joined(rule, places),
    }));
  }).toSorted((a, b) => a.line - b.line);
  return { findings, hasPlan: isPlan(plan) };
}

/** The places of each cause, from top to bottom. */
function byCause(found: readonly Found[]): readonly (readonly [Found, ...Found[]])[] {
  const groups: [Found, ...Found[]][] = [];
  const known = new Map<string, Found[]>();
  for (const place of found.toSorted((a, b) => a.line - b.line)) {
    const group = place.cause === undefined ? undefined : known.get(place.cause);
    if (group !== undefined) {
      group.push(place);
      continue;
    }
    const fresh: [Found, ...Found[]] = [place];
    groups.push(fresh);
    if (place.cause !== undefined) known.set(place.cause, fresh);
  }
  return groups;
}

function joined(
  { join }: Rule,
  places: readonly [Found, ...Found[]],
): Pick<Finding, "line" | "message" | "fix" | "lines"> {
  const [{ line, message, fix }] = places;
  if (places.length === 1) return { line, message, fix };
  const lines = [...new Set(places.map((place) => place.line))];
  return { line, message, fix, ...join?.(places), ...(lines.length > 1 ? { lines } : {}) };
}

/** Reads and parses each file once. */
function treesOf(read: CheckOptions["read"]): Checked["headings"] {
  const known = new Map<string, Root | undefined>();
  return (path) => {
    if (!known.has(path)) {
      const text = read?.(path);
      known.set(path, text === undefined ? undefined : readDocument(text).tree);
    }
    return known.get(path);
  };
}
