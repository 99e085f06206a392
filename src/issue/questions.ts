import type { List, PhrasingContent, RootContent } from "mdast";
import { inlineOf } from "./inline.js";
import { itemsOf, type Item, type Taken } from "./items.js";
import { joinLines, linesIn, wordsOf } from "./lines.js";
import type { Source } from "./source.js";

/**
 * The list entries, and the lines of paragraphs, that end in a question mark. Lines that ask nothing
 * belong to the question before them, or lead to the one after; a paragraph or an entry without a
 * question is rest, and so is everything else.
 */
export function takeQuestions(source: Source, nodes: readonly RootContent[]): Taken<Item> {
  const taken = nodes.map((node): Taken<Item> => {
    if (node.type === "list") return fromList(source, node);
    const found = node.type === "paragraph" ? fromLines(linesIn(node.children)) : [];
    return { found, rest: found.length === 0 ? [node] : [] };
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
    if (items.every(({ text }) => linesIn(text.nodes).some(isQuestion))) found.push(...items);
    else rest.push(alone);
  }
  return { found, rest };
}

type Line = readonly PhrasingContent[];

/** Ends in a question mark (of Latin, East Asian or Arabic script), quotes and brackets aside. */
function isQuestion(line: Line): boolean {
  return /[?？؟][)\]"'”’»]*$/u.test(wordsOf(line));
}

function fromLines(lines: readonly Line[]): readonly Item[] {
  const groups: Line[][] = [];
  let lead: Line[] = [];
  for (const line of lines) {
    if (isQuestion(line)) {
      groups.push([...lead, line]);
      lead = [];
    } else if (groups.length === 0) lead.push(line);
    else groups.at(-1)?.push(line);
  }
  return groups.map((group): Item => {
    const nodes = joinLines(group);
    return {
      text: inlineOf(nodes),
      plain: wordsOf(nodes),
      done: false,
      details: undefined,
      subtasks: undefined,
      files: [],
    };
  });
}
