import type { Break, PhrasingContent, Text } from "mdast";
import { plainText } from "./parse.js";

/** Text with its line ends as breaks: GitHub shows a line end in an issue as one. */
export function breakLines(node: Text): readonly (Text | Break)[] {
  if (!node.value.includes("\n")) return [node];
  return node.value.split("\n").flatMap((value, index): readonly (Text | Break)[] => {
    const text: readonly Text[] = value === "" ? [] : [{ type: "text", value }];
    return index === 0 ? text : [{ type: "break" }, ...text];
  });
}

/** A paragraph's lines, as an issue shows them; breaks inside emphasis and links part nothing. */
export function linesIn(
  nodes: readonly PhrasingContent[],
): readonly (readonly PhrasingContent[])[] {
  const lines: PhrasingContent[][] = [[]];
  const parted = nodes.flatMap((node): readonly PhrasingContent[] =>
    node.type === "text" ? breakLines(node) : [node],
  );
  for (const node of parted) {
    if (node.type === "break") lines.push([]);
    else lines.at(-1)?.push(node);
  }
  return lines;
}

/** Lines as one text again. */
export function joinLines(
  lines: readonly (readonly PhrasingContent[])[],
): readonly PhrasingContent[] {
  return lines.flatMap((line, index) =>
    index === 0 ? line : [{ type: "break" as const }, ...line],
  );
}

/** Running text without the breaks in it. */
export function oneLineOf(nodes: readonly PhrasingContent[]): readonly PhrasingContent[] {
  return nodes.map((node): PhrasingContent => {
    if (node.type === "break") return { type: "text", value: " " };
    if (!("children" in node)) return node;
    return { ...node, children: [...oneLineOf(node.children)] };
  });
}

/** Text without markup, on one line. */
export function wordsOf(nodes: readonly PhrasingContent[]): string {
  return plainText({ type: "paragraph", children: [...oneLineOf(nodes)] });
}

/**
 * What a line says behind a label such as `Rationale:`, in bold or not; `undefined` for a line
 * without it. `label` matches a whole label, its colon left out.
 */
export function textAfterLabel(
  nodes: readonly PhrasingContent[],
  label: RegExp,
): readonly PhrasingContent[] | undefined {
  const text = wordsOf(nodes);
  const colon = text.indexOf(":");
  const name = text.slice(0, Math.max(colon, 0)).trim();
  if (colon === -1 || colon > 40 || !label.test(name)) return undefined;
  const [first, ...rest] = nodes;
  if (first?.type === "text") {
    const value = first.value.slice(first.value.indexOf(":") + 1).trimStart();
    return first.value.includes(":") ? [{ type: "text", value }, ...rest] : undefined;
  }
  const own = first === undefined ? "" : wordsOf([first]);
  if (own === `${name}:`) return rest;
  const [next, ...more] = rest;
  if (own !== name || next?.type !== "text") return undefined;
  return [{ type: "text", value: next.value.replace(/^\s*:\s*/, "") }, ...more];
}
