import type { Definition, Nodes, PhrasingContent, Root } from "mdast";
import { htmlReader, OPAQUE } from "./html.js";

/** A stretch of text in which references are looked for. */
export interface Stretch {
  /** What a reader sees; a link is {@link linkToken}, code and markup are {@link OPAQUE}. */
  readonly text: string;
  /** The addresses of its links. */
  readonly links: readonly string[];
}

/** How link number `index` stands in the text of a {@link Stretch}; no Markdown text holds a NUL. */
export function linkToken(index: number): string {
  return `\u0000${index}\u0000`;
}

/** Every paragraph, heading, table cell and block of HTML below `node`, without code and comments. */
export function flatten(node: Nodes): readonly Stretch[] {
  const definitions = node.type === "root" ? definitionsOf(node) : new Map<string, string>();
  const stretches: Stretch[] = [];
  const waiting: Nodes[] = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.type === "html") {
      stretches.push({ text: htmlReader().read(next.value), links: [] });
    } else if (next.type === "paragraph" || next.type === "heading" || next.type === "tableCell") {
      stretches.push(stretchOf(next.children, definitions));
    } else if ("children" in next) {
      waiting.push(...next.children.toReversed());
    }
  }
  return stretches;
}

/** Link reference definitions by identifier; the first of a name holds (CommonMark 4.7). */
function definitionsOf(root: Root): Map<string, string> {
  const found = new Map<string, string>();
  const waiting: Nodes[] = [root];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.type === "definition") define(found, next);
    else if ("children" in next) waiting.push(...next.children.toReversed());
  }
  return found;
}

function define(found: Map<string, string>, { identifier, url }: Definition): void {
  if (!found.has(identifier)) found.set(identifier, url);
}

function stretchOf(
  nodes: readonly PhrasingContent[],
  definitions: ReadonlyMap<string, string>,
): Stretch {
  const html = htmlReader();
  const links: string[] = [];
  function textOf(node: PhrasingContent): string {
    if (node.type === "html") return html.read(node.value);
    if (html.inCode()) return OPAQUE;
    if (node.type === "text") return node.value;
    if (node.type === "break") return "\n";
    const url =
      node.type === "link"
        ? node.url
        : node.type === "linkReference"
          ? definitions.get(node.identifier)
          : undefined;
    if (url !== undefined) return linkToken(links.push(url) - 1);
    return "children" in node ? node.children.map((child) => textOf(child)).join("") : OPAQUE;
  }
  const text = nodes.map((node) => textOf(node)).join("");
  return { text, links };
}
