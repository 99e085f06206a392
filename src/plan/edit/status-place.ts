import { parsePlan, type Format } from "../parse.js";
import { headerOf, type Section } from "../parse/outline.js";
import { inlineMarkdown } from "./inline.js";
import { labelledIn, type Labelled } from "./labelled.js";
import { labelledBelow, labelledOf } from "./places.js";
import type { Opened } from "./read.js";
import { splice } from "./splice.js";

/** Where the status stands that {@link parsePlan} reads. */
export function statusField(opened: Opened, formats: readonly Format[]): Labelled | undefined {
  const { text, sections } = opened;
  const line = parsePlan(text, formats).status?.line;
  const said = [...labelledOf(opened), ...everywhere(opened)].filter(({ label }) =>
    STATUS.test(label),
  );
  if (line === undefined) return said.find((field) => headerHas(opened, field));
  return (
    said.find(({ start }) => lineAt(text, start) === line) ??
    paragraphAt(
      opened,
      sections.find((section) => lineOfFirst(section) === line),
    )
  );
}

const STATUS =
  /^(?:\d+[.)]?\s)?(?:(?:plan|current|overall|project|document|implementation)\s)?(?:status|state)$/i;

function everywhere(opened: Opened): readonly Labelled[] {
  const { sections, document, text } = opened;
  const headings = document.tree.children.flatMap((node) =>
    node.type === "heading" ? labelledIn(node, text, document.shift) : [],
  );
  return [
    ...headings,
    ...labelledBelow(
      sections.flatMap(({ nodes }) => nodes),
      opened,
    ),
  ];
}

/** A status line that says nothing yet is one all the same. */
function headerHas({ text, sections }: Opened, { start }: Labelled): boolean {
  const end = sections[headerOf(sections).length]?.line ?? Infinity;
  return lineAt(text, start) < end;
}

function lineOfFirst({ nodes }: Section): number | undefined {
  return nodes[0]?.type === "paragraph" ? nodes[0].position?.start.line : undefined;
}

/** A section that is called “Status” says it in its first paragraph. */
function paragraphAt(
  { document, text }: Opened,
  section: Section | undefined,
): Labelled | undefined {
  const position = section?.nodes[0]?.position;
  if (position === undefined) return undefined;
  const [start, end] = [position.start.offset, position.end.offset].map(
    (at = 0) => at + document.shift,
  );
  if (start === undefined || end === undefined) return undefined;
  return { label: "Status", value: text.slice(start, end), start, end, place: "paragraph" };
}

/** A line of its own behind the last field of the header; else behind the first heading. */
export function withStatusLine(opened: Opened, said: string): string {
  const { text, document, sections } = opened;
  const value = inlineMarkdown(said, "paragraph");
  const header = headerOf(sections).flatMap(({ nodes }) => nodes);
  const fields = header.findLast(
    (node) => node.type === "paragraph" && labelledIn(node, text, document.shift).length > 0,
  );
  const at = (offset: number | undefined) => (offset ?? 0) + document.shift;
  if (fields !== undefined) {
    const end = at(fields.position?.end.offset);
    return splice(text, [{ start: end, end, text: `  \n**Status:** ${value}` }]);
  }
  const first = document.tree.children.find(({ type }) => type === "heading");
  const start = at(first?.position?.end.offset ?? header[0]?.position?.start.offset);
  const line = first === undefined ? `**Status:** ${value}\n\n` : `\n\n**Status:** ${value}`;
  return splice(text, [{ start, end: start, text: line }]);
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split(/\r\n|\r|\n/).length;
}
