import type { Root, Nodes } from "mdast";
import { type Section, outline } from "../../markdown/outline.js";
import { parseMarkdown } from "../../markdown/parse.js";
import { blankPlan } from "../fill/fill.js";
import { words } from "../parse/format.js";
import { readSteps } from "../parse/lists.js";
import type { Plan } from "../parse/parse.js";
import { isPlaceholder, placeholdersIn, unitsOf } from "../placeholders.js";
import { type Template, memoizeByTemplate } from "../template/template.js";

/** How bad it is: something is lost or false, something is left to do, or worth a look. */
export type Severity = "error" | "warning";

/** Something in a plan that its author would want to know. */
export interface Finding {
  /** Names the rule; docs/checks.md has a section for each. */
  readonly rule: string;
  readonly severity: Severity;
  /** 1-based line in the file as it is. */
  readonly line: number;
  /** What is wrong, as a sentence. */
  readonly message: string;
  /** How to fix it, as a sentence. */
  readonly fix: string;
  /** Where one cause shows in several places: the lines of all of them, {@link line} first. */
  readonly lines?: readonly number[];
}

/** A place that a rule finds. */
export interface Found extends Pick<Finding, "line" | "message" | "fix"> {
  /** Places of one rule with the same cause become one finding. */
  readonly cause?: string;
}

/** What rules look at. */
export interface Checked {
  readonly text: string;
  readonly plan: Plan;
  readonly tree: Root;
  /** Add it to a position's offset to get the offset in {@link Checked.text}. */
  readonly shift: number;
  readonly sections: readonly Section[];
  /**
   * The template that the plan follows, because it says so or was asked to; `undefined` for any other
   * plan, however much it resembles one.
   */
  readonly template: Template | undefined;
  readonly guidance: Guidance;
  /** The plan's path from the repository's root, with `/`. */
  readonly path: string | undefined;
  /** Whether the repository has a file or folder of that path. */
  readonly exists: ((path: string) => boolean) | undefined;
  /** The tree of the Markdown file of that path; `undefined` where it is not known. */
  readonly headings: (path: string) => Root | undefined;
  readonly now: Date;
}

/** One rule. */
export interface Rule {
  /** Small letters and dashes. */
  readonly id: string;
  readonly severity: Severity;
  /** What it finds, in a few words. */
  readonly about: string;
  /** What it finds and what it does not, in Markdown; the same as in docs/checks.md. */
  readonly help: string;
  /** It looks for what is not there, and is silent where a broken fence hides the rest. */
  readonly whole?: true;
  readonly find: (checked: Checked) => readonly Found[];
  /** What to say of several places with the same cause; two at least, from top to bottom. */
  readonly join?: (places: readonly Found[]) => Pick<Finding, "message" | "fix">;
}

/** More lines than this are not listed. */
const MAX_LINES = 8;

/** `3, 5 and 8`, each line once; many are cut short: `3, 5, … and 12 more`. */
export function linesText(lines: readonly number[]): string {
  const all = [...new Set(lines)];
  const more = all.length - MAX_LINES;
  const shown = more > 1 ? [...all.slice(0, MAX_LINES), `${more} more`] : all;
  return shown.join(", ").replace(/, ([^,]*)$/, " and $1");
}

/** Distinguishes a template's own words, which ask for text, from text that people wrote. */
export interface Guidance {
  /** The first piece of the template's own guidance in `text`. */
  readonly own: (text: string) => string | undefined;
  /** The same, or `text` itself where it is nothing but a placeholder, in whatever words. */
  readonly in: (text: string) => string | undefined;
  /** The prose that the section of that heading has when nobody touched it. */
  readonly untouched: (heading: string) => string | undefined;
  /** The template asks each step for its files. */
  readonly asksForFiles: boolean;
}

/** What is left to choose from: `Low/Med/High`. */
const CHOICE = /^\p{L}+(?:\s?\/\s?\p{L}+){2,}$/u;

/** A note that is to stay: “[keep this for the user. do not change]”. */
const LASTING =
  /\b(?:keep|do not|don't|never|must not|leave (?:this|it|as)|reserved|for the (?:user|author|reader)s?)\b/i;
/** Data or code in curly brackets: `{ "title": 1 }`. */
const DATA = /^[^{]*\{[^{}]*(?:["'`]|:\s|=>|\()/;

/** Whether a text that no template has asks for text of its own. */
function asks(text: string): boolean {
  return isPlaceholder(text) && !LASTING.test(text) && !DATA.test(text);
}

/** Guidance of no template: only a text that is nothing but a placeholder counts. */
export const NO_GUIDANCE: Guidance = {
  own: () => undefined,
  in: (text) => (asks(text) ? text : undefined),
  untouched: () => undefined,
  asksForFiles: false,
};

/**
 * The guidance of a template: every `{…}`, `[…]` and `<…>` and every list of choices in its own
 * rendering with nothing filled in, and the prose of its `{{^…}}` sections that use no brackets.
 */
export const guidanceOf: (template: Template) => Guidance = memoizeByTemplate(readGuidance);

function readGuidance(template: Template): Guidance {
  const blank = blankPlan(template);
  const tree = parseMarkdown(blank);
  // What shows only beside filled values (a risk without an impact) is in no blank rendering.
  const bare = withoutTags(template.body);
  const units = [...unitsOf(tree, blank), ...unitsOf(parseMarkdown(bare), bare)];
  const pieces = new Set(units.flatMap(({ text }) => placeholdersIn(text)));
  const choices = units.filter(({ kind, text }) => kind !== "heading" && CHOICE.test(text));
  const whole = new Set(choices.map(({ text }) => text));
  const prose = [...new Set(invertedProse(template))];
  const sections = proseSections(tree, blank);
  const own = (text: string) => {
    if (whole.has(text)) return text;
    const piece = placeholdersIn(text).find((found) => pieces.has(found));
    return piece ?? prose.find((sentence) => text.includes(sentence));
  };
  return {
    own,
    in: (text) => own(text) ?? (asks(text) ? text : undefined),
    untouched: (heading) => sections.get(words(heading)),
    asksForFiles: readSteps(outline(tree)).some(({ files }) => files !== undefined),
  };
}

/** Prose of the sections that show where a variable has no value, if they use no placeholders. */
function invertedProse(template: Template): readonly string[] {
  return invertedSources(template.tokens, template.body).flatMap((source) => {
    const plain = withoutTags(source);
    const units = unitsOf(parseMarkdown(plain), plain).map(({ text }) => text);
    const marked = units.some((text) => placeholdersIn(text).length > 0 || CHOICE.test(text));
    return marked ? [] : units.filter((text) => text.split(" ").length >= 3);
  });
}

function withoutTags(body: string): string {
  return body.replaceAll(/\{\{[^{}]*\}\}/g, "");
}

function invertedSources(tokens: Template["tokens"], body: string): readonly string[] {
  return tokens.flatMap(([type, , , end, inner, close]): readonly string[] => {
    if (type === "^" && close !== undefined) return [body.slice(end, close)];
    return inner === undefined ? [] : invertedSources(inner, body);
  });
}

/** By heading, the text of the sections that hold nothing but prose. */
function proseSections(tree: Root, source: string): ReadonlyMap<string, string> {
  return new Map(
    outline(tree).flatMap(({ depth, title, nodes }): readonly (readonly [string, string])[] => {
      const prose = proseOf(nodes, source);
      return depth < 2 || prose === undefined ? [] : [[words(title), prose]];
    }),
  );
}

/** The text of nodes that are all paragraphs, rules aside; `undefined` for others and for few words. */
export function proseOf(nodes: readonly Nodes[], source: string): string | undefined {
  const content = nodes.filter(({ type }) => type !== "thematicBreak");
  if (content.length === 0 || content.some(({ type }) => type !== "paragraph")) return undefined;
  const text = content
    .flatMap((node) => unitsOf(node, source))
    .map((unit) => unit.text)
    .join(" ");
  return text.split(" ").length < 3 ? undefined : text;
}
