import { blockStarts } from "../../markdown/blocks.js";

/** A heading of a template's body or of what was laid out from it. */
export interface TemplateHeading {
  readonly start: number;
  /** Offset of the end of its line. */
  readonly end: number;
  readonly level: number;
  readonly title: string;
  /** Offset at which what belongs to it ends: at the next heading that is no deeper. */
  readonly until: number;
}

/** Longer headings are cut, in characters. */
const MAX_HEADING = 1000;

/** The field that a line is: a label, and behind it nothing but guidance in brackets. */
export function fieldIn(line: string): string | undefined {
  const [, label] =
    /^[ \t]*(?:[-*+][ \t]+)?(?:\*\*)?([^*:\\[\]{}<>|]{1,80}):(?:\*\*)?[ \t]*\S.*$/.exec(
      line.replace(/\*\*:/, ":**"),
    ) ?? [];
  return label !== undefined && /[[{<]/.test(line) ? label.trim() : undefined;
}

/** The headings of a template's body or of a layout. */
export function headingsOf(text: string): readonly TemplateHeading[] {
  const found = blockStarts(text).flatMap(({ offset, block, heading }) => {
    if (!heading || block !== "certain") return [];
    const end =
      offset + (/^[^\n]*/.exec(text.slice(offset, offset + MAX_HEADING))?.[0].length ?? 0);
    const [, marks = "", title = ""] = /^(#+)[ \t]*(.*)$/.exec(text.slice(offset, end)) ?? [];
    return [{ start: offset, end, level: marks.length, title: title.trim() }];
  });
  return found.map((heading, index) => {
    const next = found.slice(index + 1).find(({ level }) => level <= heading.level);
    return { ...heading, until: next?.start ?? text.length };
  });
}
