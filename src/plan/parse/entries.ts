import type { ListItem } from "mdast";
import { lineOf, plainText } from "../markdown.js";
import {
  fieldsOf,
  itemFields,
  itemLines,
  itemText,
  linesOf,
  type Field,
  type Line,
} from "./fields.js";
import type { Section } from "./outline.js";

/** One entry of a log, however it is laid out. */
export interface Entry {
  /** Its own paragraph. */
  readonly text: string;
  readonly fields: readonly Field[];
  readonly line: number;
}

/** What belongs to an entry whose items stand one below the other instead of in one. */
const ATTRIBUTE =
  /^(?:rationale|reason|why|date|author|date\s?\/\s?author|evidence|proof|impact)$/i;

/** Outermost items with the fields of their paragraphs and of the items nested in them. */
export function itemsOf(sections: readonly Section[]): readonly Entry[] {
  const found: { text: string; fields: Field[]; line: number }[] = [];
  for (const node of sections.flatMap(({ nodes }) => nodes)) {
    if (node.type !== "list") continue;
    for (const item of node.children) {
      const fields = deepFields(item);
      const before = found.at(-1);
      if (before !== undefined && ATTRIBUTE.test(fields[0]?.label ?? "")) {
        before.fields.push(...fields);
      } else {
        found.push({ text: itemText(item), fields: [...fields], line: lineOf(item) });
      }
    }
  }
  return found;
}

function deepFields(item: ListItem): readonly Field[] {
  const more = item.children.flatMap((child): readonly Field[] => {
    if (child.type === "list") return child.children.flatMap((inner) => itemFields(inner));
    if (child.type !== "paragraph" || itemText(item) === plainText(child)) return [];
    return fieldsOf(linesOf(child.children));
  });
  const own = fieldsOf(itemLines(item).flatMap(parted).map(unparted)).map(
    ({ label, value, line }) => ({
      label,
      value: value.replaceAll(JOINT, "•"),
      line,
    }),
  );
  return [...own, ...more];
}

/** A field that follows a sentence on the same line gets a line of its own. */
function parted({ text, line }: Line): readonly Line[] {
  return text
    .split(/(?<=[.;!?)])\s(?=(?:rationale|reason|evidence|date(?:\s?\/\s?author)?):\s)/i)
    .map((part) => ({ text: part, line }));
}

/** Stands for a bullet that parts nothing. */
const JOINT = "\u2063";

/** `Date/Author: 2025-01-02 • me` is one field, though a bullet parts fields elsewhere. */
function unparted({ text, line }: Line): Line {
  return { text: /^(?:date|author)/i.test(text) ? text.replaceAll("•", JOINT) : text, line };
}
