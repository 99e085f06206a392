import { ABOUT_LABELS } from "../../issue/labels.js";
import type { Table } from "mdast";
import { gfmToMarkdown } from "mdast-util-gfm";
import { toMarkdown } from "mdast-util-to-markdown";
import { SECTION_KINDS } from "../../issue/section-kinds.js";
import { parseMarkdown } from "../../markdown/parse.js";
import { SIZE_HOURS } from "../../markdown/timelines.js";
import { VARIABLES, type Variables } from "./variables.js";

/** The table of the variables that a template can use, in Markdown. */
export function describeVariables(): string {
  return table(["Variable", "Kind", "What it holds"], variableRows(VARIABLES, ""));
}

/** The table of the headings that are known in an issue, in Markdown. */
export function describeHeadings(): string {
  const rows = Object.entries(SECTION_KINDS).map(([slot, info]) => {
    const falls: readonly string[] = "falls" in info ? info.falls : [];
    return [
      `\`${slot}\``,
      info.names.split(" | ").join(", "),
      [...falls, "notes"].map((name) => `\`${name}\``).join(", "),
    ];
  });
  return table(["Meaning", "Headings", "Without a place for it"], rows);
}

/** The table of what labels say, in Markdown. */
export function describeLabels(): string {
  return table(["Says", "Labels"], ABOUT_LABELS);
}

/** The table of the sizes that labels give, in Markdown. */
export function describeSizes(): string {
  const rows = Object.entries(SIZE_HOURS).map(([size, hours]) => [
    size.toUpperCase(),
    String(hours),
  ]);
  return table(["Size", "Hours"], rows);
}

function variableRows(variables: Variables, indent: string): readonly (readonly string[])[] {
  return Object.entries(variables).flatMap(([name, { kind, about, fields }]) => [
    [`${indent}\`${name}\``, kind, about],
    ...(fields === undefined ? [] : variableRows(fields, `${indent}→ `)),
  ]);
}

/** `rows` hold Markdown. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const tree: Table = {
    type: "table",
    children: [head, ...rows].map((cells) => ({
      type: "tableRow",
      children: cells.map((cell) => {
        const [paragraph] = parseMarkdown(cell).children;
        const children = paragraph?.type === "paragraph" ? paragraph.children : [];
        return { type: "tableCell", children };
      }),
    })),
  };
  return toMarkdown(tree, { extensions: [gfmToMarkdown()] });
}
