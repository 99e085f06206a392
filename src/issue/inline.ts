import type { Html, PhrasingContent } from "mdast";
import { readHtml } from "./html.js";
import { breakLines } from "./lines.js";
import type { Inline } from "./value.js";

/** Elements of running text that may stay in a line where they are closed again. */
const RUNNING = new Set("b code del em i ins kbd s samp strong sub sup var".split(" "));

/**
 * Phrasing content as running text. HTML comments, which nobody sees, are left out; HTML that is closed
 * again stays where it is harmless; any other HTML is shown as the text that it is. Lines that an
 * issue shows are parted by breaks.
 */
export function inlineOf(nodes: readonly PhrasingContent[]): Inline {
  return { kind: "inline", nodes: tame(nodes) };
}

function tame(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  const kept = keptTags(nodes);
  return nodes.flatMap((node): PhrasingContent[] => {
    if (node.type === "html") return kept.has(node) ? [node] : shownHtml(node);
    if (node.type === "text") return [...breakLines(node)];
    if ("children" in node) return [{ ...node, children: tame(node.children) }];
    return [node];
  });
}

/** The tags among `nodes` that pair up with each other. */
function keptTags(nodes: readonly PhrasingContent[]): ReadonlySet<Html> {
  const kept = new Set<Html>();
  const open: { name: string; node: Html }[] = [];
  for (const node of nodes) {
    if (node.type !== "html") continue;
    const [piece] = readHtml(node.value);
    if (piece === undefined || !RUNNING.has(piece.name)) continue;
    if (piece.type === "open") open.push({ name: piece.name, node });
    if (piece.type !== "close") continue;
    const partner = open.findLastIndex(({ name }) => name === piece.name);
    if (partner === -1) continue;
    for (const { node: start } of open.splice(partner).slice(0, 1)) kept.add(start).add(node);
  }
  return kept;
}

function shownHtml(node: Html): PhrasingContent[] {
  const [piece] = readHtml(node.value);
  if (piece?.type === "comment") return [];
  if (piece?.name === "br") return [{ type: "break" }];
  return [{ type: "text", value: node.value }];
}
