import type { ListItem, Nodes, Table } from "mdast";
import { isMap, isScalar, parseDocument } from "yaml";
import { plainText } from "../markdown.js";
import { headerOf } from "../parse/outline.js";
import { findYamlExcess } from "../../yaml-limits.js";
import { labelledIn, type Labelled } from "./labelled.js";
import type { Opened } from "./read.js";

/** Every label and value below these nodes: in paragraphs, quotes, items and tables of two columns. */
export function labelledBelow(nodes: readonly Nodes[], opened: Opened): readonly Labelled[] {
  const { text, document } = opened;
  return nodes.flatMap((node): readonly Labelled[] => {
    if (node.type === "paragraph") return labelledIn(node, text, document.shift);
    if (node.type === "blockquote") return labelledBelow(node.children, opened);
    if (node.type === "table") return labelledRows(node, opened);
    if (node.type !== "list") return [];
    return node.children.flatMap((item) => labelledBelow(ownParagraph(item), opened));
  });
}

function ownParagraph(item: ListItem): readonly Nodes[] {
  return item.children.filter(({ type }) => type === "paragraph").slice(0, 1);
}

function labelledRows(table: Table, { text, document }: Opened): readonly Labelled[] {
  return table.children.flatMap((row): readonly Labelled[] => {
    const [name, cell, ...more] = row.children;
    if (name === undefined || cell === undefined || more.length > 0) return [];
    const label = plainText(name).replace(/:$/, "");
    const first = cell.children[0]?.position?.start.offset;
    const last = cell.children.at(-1)?.position?.end.offset;
    // An empty cell begins with its pipe.
    const start = (first ?? (cell.position?.start.offset ?? 0) + 1) + document.shift;
    const end = last === undefined ? start : last + document.shift;
    return [{ label, value: text.slice(start, end), start, end, place: "cell" }];
  });
}

/** What a plan says of itself: in its header, behind its last rule or in its last section, in its front matter. */
export function labelledOf(opened: Opened): readonly Labelled[] {
  const { sections } = opened;
  const header = headerOf(sections);
  const last = sections.slice(header.length).slice(-1);
  return [
    ...labelledBelow(
      header.flatMap(({ nodes }) => nodes),
      opened,
    ),
    ...labelledBelow(
      last.flatMap(({ nodes }) => footer(nodes)),
      opened,
    ),
    ...labelledFront(opened),
  ];
}

/** What stands behind the last rule; everything where there is none. */
function footer<Node extends Nodes>(nodes: readonly Node[]): readonly Node[] {
  return nodes.slice(nodes.findLastIndex(({ type }) => type === "thematicBreak") + 1);
}

/** Plain values of front matter. */
function labelledFront({ text, document }: Opened): readonly Labelled[] {
  const { frontMatter, shift } = document;
  if (frontMatter === undefined || frontMatter.length > 16_384) return [];
  if (findYamlExcess(frontMatter) !== undefined) return [];
  const opening = /^---[ \t]*[\r\n]/.exec(text.slice(shift))?.[0].length ?? 0;
  try {
    const { contents } = parseDocument(frontMatter, { uniqueKeys: false, logLevel: "silent" });
    if (!isMap(contents)) return [];
    return contents.items.flatMap(({ key, value }): readonly Labelled[] => {
      if (!isScalar(key) || !isScalar(value) || !value.range) return [];
      const [start, end] = [value.range[0], value.range[1]].map((at) => at + shift + opening);
      if (
        start === undefined ||
        end === undefined ||
        frontMatter.slice(value.range[0], value.range[1]).includes("\n")
      )
        return [];
      return [
        { label: String(key.value), value: text.slice(start, end), start, end, place: "yaml" },
      ];
    });
  } catch {
    return [];
  }
}
