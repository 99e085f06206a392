import type { Root } from "mdast";
import { outline } from "../../markdown/outline.js";
import { readDocument, type Document } from "../../markdown/parse.js";
import { readPlanMarker } from "../identity.js";
import { readFront } from "../parse/front.js";
import { readPlan } from "../parse/parse.js";
import type { Template } from "../template/template.js";
import type { Checked, Finding } from "./finding.js";
import { guidanceOf, NO_GUIDANCE } from "./guidance.js";
import { RULES } from "./rules.js";
import { isCutOff } from "./rules/markdown.js";

export type { Finding } from "./finding.js";
export { RULES } from "./rules.js";

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
  /** What “in the future” is measured against. */
  readonly now: Date;
}

/** What is wrong with a plan, from top to bottom. Any text gives a result. */
export function checkPlan(text: string, options: CheckOptions): readonly Finding[] {
  const { templates, now, path, exists } = options;
  const document = readDocument(text);
  const { tree, shift } = document;
  const formats = options.template === undefined ? templates : [options.template];
  const plan = readPlan(document, text, formats);
  const template = options.template ?? templates.find(({ name }) => name === plan.format);
  const checked: Checked = {
    text,
    plan,
    tree,
    shift,
    sections: outline(tree),
    template,
    strict: options.template !== undefined || template?.name === namedFormat(document, text),
    guidance: template === undefined ? NO_GUIDANCE : guidanceOf(template),
    path,
    exists,
    headings: treesOf(options.read),
    now,
  };
  const cutOff = isCutOff(checked);
  return RULES.filter(({ whole }) => whole !== true || !cutOff)
    .flatMap(({ id, severity, find }) =>
      find(checked).map(({ line, message, fix }): Finding => ({
        rule: id,
        severity,
        line,
        message,
        fix,
      })),
    )
    .toSorted((a, b) => a.line - b.line);
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

/** The format that a plan names in its marker or its front matter. */
function namedFormat(document: Document, text: string): string | undefined {
  const front = readFront(document, text);
  return readPlanMarker(text)?.format ?? (front.get("template") ?? front.get("format"))?.value;
}
