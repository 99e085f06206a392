import mustache from "mustache";
import { readBody } from "../../issue/body.js";
import { copyDefinitions } from "../../markdown/copy.js";
import { planMarker, readPlanMarker } from "../identity.js";
import { writeKinds } from "../parse/items.js";
import { readProgress } from "../parse/progress.js";
import { usedVariables } from "../template/variables.js";
import { memoizeByTemplate, type Template } from "../template/template.js";
import { fitLayout, leftOutComment } from "./fitting.js";
import type { FillInput, View, Value } from "./input.js";
import { viewOf } from "./view.js";
import type { Block, Inline } from "../../markdown/inline.js";
import {
  placesIn,
  placeValue,
  lineEnd,
  type Layout,
  type Place,
  type Placed,
  type Found,
} from "./places.js";

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
  const body = readBody(input.issue.body, input.issue.htmlUrl, input.issue.title);
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
 * none of that number, also where the last ones are gone from the issue. A rendering without kinds had no numbers to keep.
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

/**
 * Renders a template once. Mustache only lays out the template's own text, with a stand-in word for
 * each value that people wrote; how that layout parses says where each stand-in is (a heading, a
 * table cell, code, …), and its value goes there in the form that cannot break out. No value is
 * ever read as mustache.
 *
 * @throws PlanTooLongError beyond the limits
 */
function renderTemplate(template: Pick<Template, "body">, view: View, limits: FillLimits): string {
  return renderLayout(layoutTemplate(template, view, limits));
}

/** A layout with its values in their places; see {@link renderTemplate}. */
function renderLayout(layout: Layout): string {
  const places = placesIn(layout);
  const { text, found } = layout;
  let result = "";
  let at = 0;
  /** Whether nothing has come of the values that stand before on the line. */
  let blank = false;
  for (const [number, { start, end, value }] of found.entries()) {
    const read = places[number];
    if (read === undefined) continue;
    const before = text.slice(at, start);
    const place: Place = blank && before.trim() === "" ? atStart(read) : read;
    const starts = isStart(place);
    const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
    const placed = placeValue(value, place, line);
    const shown = starts ? unlisted(placed.text, text.charAt(end)) : placed.text;
    blank = starts && shown === "";
    result += joined(before, shown, placed);
    at = end;
    if (placed.blocks === false) continue;
    at = skipBlankLines(text, lineEnd(text, end));
    const indent = placed.isNested && "column" in place ? place.column - 1 : 0;
    const next = text.slice(at + 1, lineEnd(text, at + 1));
    if (next.trim() === "") {
      const after = text.slice(at + 2, lineEnd(text, at + 2));
      if (startsItem(after, indent)) at += 1;
    } else if (!startsItem(next, indent)) result += "\n";
  }
  return result + text.slice(at);
}

function joined(before: string, shown: string, { blocks, isNested }: Placed): string {
  if (blocks === "below") return `${before.trimEnd()}${isNested ? "\n" : "\n\n"}${shown}`;
  return (isNested ? withoutBlankLines(before) : before) + shown;
}

/** Text without the blank lines at its end. What stands on its last line stays. */
function withoutBlankLines(text: string): string {
  const end = text.lastIndexOf("\n");
  if (end === -1 || text.slice(end).trim() !== "") return text;
  return text.slice(0, end).trimEnd() + text.slice(end);
}

/** Of the blank lines in a row at `at`, which sections of a template leave, one is kept. */
function skipBlankLines(text: string, at: number): number {
  const blank = /^(?:\n[ \t]*)+(?=\n)/.exec(text.slice(at))?.[0] ?? "";
  return at + Math.max(0, blank.lastIndexOf("\n"));
}

/** Whether a line starts an item of the list around blocks that are indented by `indent`. */
function startsItem(line: string, indent: number): boolean {
  const [, white] = /^([ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]/.exec(line) ?? [];
  return white !== undefined && white.length < indent;
}

function isStart(place: Place): boolean {
  return "start" in place && place.start;
}

function atStart(place: Place): Place {
  return "start" in place ? { ...place, start: true } : place;
}

/** A number at the start of a line, and whatever stands right behind it, could be the mark of a list. */
function unlisted(text: string, next: string): string {
  if (!/^\d{1,9}$/.test(text) || next.trim() === "") return text;
  return `&#${text.charCodeAt(0)};${text.slice(1)}`;
}

/** How much a template may give. */
export interface FillLimits {
  /** Sections that are rendered, each entry of a list as one. */
  readonly sections: number;
  /** Characters of the layout: the template's own text, and about ten for each value. */
  readonly characters: number;
}

/** Lists inside of other lists multiply: such a template gives more than anybody could use. */
export class PlanTooLongError extends Error {
  override readonly name = "PlanTooLongError";

  constructor({ sections, characters }: FillLimits) {
    super(
      `The plan would have more than ${characters} characters of the template's own text, ` +
        `or more than ${sections} sections and entries of lists.`,
    );
  }
}

/** Mustache's own writer, which gives up beyond the limits. One for each rendering. */
class BoundedWriter extends mustache.Writer {
  #sections = 0;
  #characters = 0;
  readonly #limits: FillLimits;

  constructor(limits: FillLimits) {
    super();
    this.#limits = limits;
  }

  override renderTokens(...rest: Parameters<mustache.Writer["renderTokens"]>): string {
    this.#sections += 1;
    if (this.#sections > this.#limits.sections) throw new PlanTooLongError(this.#limits);
    return super.renderTokens(...rest);
  }

  override rawValue(token: string[]): string {
    return this.#count(super.rawValue(token));
  }

  override escapedValue(...rest: Parameters<mustache.Writer["escapedValue"]>): string {
    return this.#count(super.escapedValue(...rest));
  }

  override unescapedValue(...rest: Parameters<mustache.Writer["unescapedValue"]>): string {
    return this.#count(super.unescapedValue(...rest));
  }

  #count<Written extends string | undefined>(written: Written): Written {
    this.#characters += written?.length ?? 0;
    if (this.#characters > this.#limits.characters) throw new PlanTooLongError(this.#limits);
    return written;
  }
}

/**
 * Has mustache lay a template out. No value is ever read as mustache.
 *
 * @throws PlanTooLongError beyond the limits
 */
export function layoutTemplate(
  { body }: Pick<Template, "body">,
  view: View,
  limits: FillLimits,
): Layout {
  const standIns = insertPlaceholders(view, body);
  // A writer of its own: the shared one would keep every template it ever saw.
  const laid = new BoundedWriter(limits).render(body, standIns.view, undefined, {
    tags: ["{{", "}}"],
    escape: String,
  });
  const found: Found[] = [];
  let text = "";
  let at = 0;
  for (const match of laid.matchAll(standIns.pattern)) {
    const value = standIns.values[Number(match[1])];
    text += laid.slice(at, match.index);
    at = match.index + match[0].length;
    if (value === undefined) continue;
    found.push({ start: text.length, end: text.length + standIns.word.length, value });
    // One word for all: a section looks the same whichever of the values are in it.
    text += standIns.word;
  }
  return { text: text + laid.slice(at), found };
}

/** Text that people wrote, and the words that hold its place while a template is laid out. */
export interface Placeholders {
  /** What each of these words starts with: letters alone, which the template does not have. */
  readonly word: string;
  /** Finds every stand-in; its first group is the index into {@link Placeholders.values}. */
  readonly pattern: RegExp;
  readonly values: readonly (Inline | Block)[];
  /** The view with stand-ins, for mustache: strings, booleans and lists, without prototypes. */
  readonly view: object;
}

/** Puts a word that occurs nowhere in `body` in the place of each value that people wrote. */
export function insertPlaceholders(view: View, body: string): Placeholders {
  const word = unusedWord(body);
  const values: (Inline | Block)[] = [];
  const convert = (value: Value): unknown => {
    if (typeof value !== "object") return value;
    if (!("kind" in value)) return value.map(convertView);
    values.push(value);
    return `${word}${values.length - 1}z`;
  };
  const convertView = (entries: View): object => {
    const converted: Record<string, unknown> = Object.create(null);
    for (const [name, value] of Object.entries(entries)) converted[name] = convert(value);
    return converted;
  };
  const converted = convertView(view);
  return { word, pattern: new RegExp(`${word}(\\d+)z`, "g"), values, view: converted };
}

/** Letters alone: a word that Markdown has no other meaning for, wherever it stands. */
function unusedWord(body: string): string {
  let word = "Pq";
  while (body.includes(word)) word += "q";
  return word;
}
