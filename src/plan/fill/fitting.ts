import { fieldIn, headingsOf, type TemplateHeading, type Template } from "../template/template.js";
import { lineEnd, type Layout } from "./places.js";

/** A layout without what the issue says nothing about. */
interface Fitted {
  readonly layout: Layout;
  /** The names of the sections and fields that were left out, as the template writes them. */
  readonly leftOut: readonly string[];
}

/** A stretch of a layout, by its offsets. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Something that can be left out. */
interface Part extends Stretch {
  readonly name: string;
}

/**
 * Leaves out the optional sections and fields of a template that hold nothing of the issue. What
 * people wrote is still a stand-in here, so none of it can be taken for the template's own text. A
 * heading is never left with nothing below it.
 */
export function fitLayout(layout: Layout, { sections, fields }: Template["optional"]): Fitted {
  const headings = headingsOf(layout.text);
  const isSilent = ({ start, end }: Stretch) =>
    !layout.found.some((found) => found.start >= start && found.start < end);
  const gone: Part[] = headings
    .filter(({ title }) => sections.includes(title))
    .map(({ title, start, until }) => ({ name: title, ...sectionAt(layout.text, start, until) }))
    .filter(isSilent);
  for (const line of linesOf(layout.text)) {
    const name = fieldIn(layout.text.slice(line.start, line.end).trimEnd());
    if (name === undefined || !fields.includes(name)) continue;
    if (isSilent(line) && !isInside(line, gone)) gone.push({ name, ...line });
  }
  const kept = withoutEmptied(layout.text, headings, gone);
  const outer = kept.filter(
    (part) => !kept.some((whole) => whole !== part && isInside(part, [whole])),
  );
  const parts = outer.toSorted((a, b) => a.start - b.start);
  return {
    layout: cutOut(layout, parts),
    leftOut: [...new Set(parts.map(({ name }) => name))],
  };
}

/** The comment that names what was left out; no name can end it. Empty where there is nothing. */
export function leftOutComment(names: readonly string[]): string {
  if (names.length === 0) return "";
  const shown = names.map((name) => name.replaceAll(/[<>]/g, "").replaceAll(/-{2,}/g, "–"));
  return `${LEFT_OUT}: ${shown.join(", ")} -->`;
}

const LEFT_OUT = "<!-- Left out, because the issue says nothing about it";

/** Whether a plan was filled so that parts of its format are left out. */
export function hasLeftOut(plan: string): boolean {
  return plan.includes(`\n${LEFT_OUT}: `);
}

function linesOf(text: string): readonly Stretch[] {
  const lines: Stretch[] = [];
  for (let start = 0; start < text.length;) {
    const end = Math.min(lineEnd(text, start) + 1, text.length);
    lines.push({ start, end });
    start = end;
  }
  return lines;
}

/** A rule, which templates write between their sections. */
const RULE = /^---[ \t]*$/m;

/** A section up to the rule that ends it: what follows that belongs to the whole plan. */
function sectionAt(text: string, start: number, until: number): Stretch {
  const rule = RULE.exec(text.slice(start, until));
  return { start, end: rule === null ? until : start + rule.index };
}

function isInside({ start, end }: Stretch, others: readonly Stretch[]): boolean {
  return others.some((outer) => start >= outer.start && end <= outer.end);
}

/** The parts without those that would leave a heading with nothing below it. */
function withoutEmptied(
  text: string,
  headings: readonly TemplateHeading[],
  gone: readonly Part[],
): readonly Part[] {
  let kept = gone;
  for (const { start, end, until } of headings.toSorted((a, b) => b.level - a.level)) {
    const own = { start: end, end: until };
    if (kept.some((part) => isInside({ start, end }, [part]))) continue;
    const inside = kept.filter((part) => isInside(part, [own]));
    if (inside.length === 0 || hasContent(text, own, inside)) continue;
    kept = kept.filter((part) => !inside.includes(part));
  }
  return kept;
}

function hasContent(text: string, { start, end }: Stretch, without: readonly Stretch[]): boolean {
  return linesOf(text.slice(start, end)).some((line) => {
    const at = { start: start + line.start, end: start + line.end };
    if (isInside(at, without)) return false;
    const content = text.slice(at.start, at.end).trim();
    return content !== "" && !/^(?:#{1,6}\s.*|---)$/.test(content);
  });
}

/** The layout without the parts, and with one blank line or rule where two would meet. */
function cutOut({ text, found }: Layout, parts: readonly Stretch[]): Layout {
  let result = "";
  let at = 0;
  const moved: Layout["found"][number][] = [];
  const keep = (until: number) => {
    const shift = result.length - at;
    for (const place of found) {
      if (place.start < at || place.start >= until) continue;
      moved.push({ ...place, start: place.start + shift, end: place.end + shift });
    }
    result += text.slice(at, until);
    at = until;
  };
  for (const { start, end } of parts) {
    if (start < at) continue;
    keep(start);
    at = end;
    const next = /^(?:[ \t]*\n)*/.exec(text.slice(at))?.[0].length ?? 0;
    if (/(?:^|\n)[ \t]*\n$/.test(result)) at += next;
    const rule = /^---[ \t]*\n(?:[ \t]*\n)*(?=(#{3,}[ \t])?)/.exec(text.slice(at));
    const isSecond =
      /\n---\s*$/.test(result) || (rule?.[1] !== undefined && AFTER_HEADING.test(result));
    if (rule !== null && isSecond) at += rule[0].length;
  }
  keep(text.length);
  return { text: result, found: moved };
}

const AFTER_HEADING = /(?:^|\n)#{1,6}[ \t][^\n]*\s*$/;
