import type { List, PhrasingContent, RootContent } from "mdast";
import { plainText } from "../plan/markdown.js";
import { inlineOf } from "./inline.js";
import { itemsOf, type Item, type Taken } from "./items.js";
import type { Source } from "./source.js";

/** The lines and list entries that end in a question mark; everything else is rest. */
export function takeQuestions(source: Source, nodes: readonly RootContent[]): Taken<Item> {
  const taken = nodes.map((node): Taken<Item> => {
    if (node.type === "list") return fromList(source, node);
    if (node.type !== "paragraph") return { found: [], rest: [node] };
    const lines = linesOf(node.children).flatMap(lineItem);
    const found = lines.filter(isQuestion);
    // Lines of one paragraph belong together: it stays whole where one of them asks nothing.
    return { found, rest: found.length === lines.length ? [] : [node] };
  });
  return { found: taken.flatMap(({ found }) => found), rest: taken.flatMap(({ rest }) => rest) };
}

function fromList(source: Source, list: List): Taken<Item> {
  const found: Item[] = [];
  const rest: RootContent[] = [];
  for (const entry of list.children) {
    const alone: List = { ...list, children: [entry] };
    if (entry.position !== undefined) alone.position = entry.position;
    const items = itemsOf(source, alone);
    if (items.every(isQuestion)) found.push(...items);
    else rest.push(alone);
  }
  return { found, rest };
}

/** Ends in a question mark (of Latin, East Asian or Arabic script), quotes and brackets aside. */
function isQuestion({ plain }: Item): boolean {
  return /[?？؟][)\]"'”’»]*$/u.test(plain);
}

function lineItem(nodes: readonly PhrasingContent[]): readonly Item[] {
  const plain = plainText({ type: "paragraph", children: [...nodes] });
  if (plain === "") return [];
  const text = inlineOf(nodes);
  return [{ text, plain, done: false, details: undefined, subtasks: undefined, files: [] }];
}

/** A paragraph's lines, as an issue shows them. */
function linesOf(nodes: readonly PhrasingContent[]): readonly (readonly PhrasingContent[])[] {
  const lines: PhrasingContent[][] = [[]];
  for (const node of nodes) {
    if (node.type === "break") lines.push([]);
    else if (node.type !== "text") lines.at(-1)?.push(node);
    else {
      const [first = "", ...more] = node.value.split("\n");
      lines.at(-1)?.push({ type: "text", value: first });
      for (const value of more) lines.push([{ type: "text", value }]);
    }
  }
  return lines;
}
