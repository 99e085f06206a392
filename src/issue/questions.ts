import type { List, PhrasingContent, RootContent } from "mdast";
import { inlineOf, joinLines, linesIn, wordsOf } from "../markdown/inline.js";
import { plainText } from "../markdown/parse.js";
import type { Source } from "../markdown/source.js";
import { itemsOf, NOTHING_BELOW, type Item, type Taken } from "./items.js";
import type { BodySection } from "./sections.js";

type Line = readonly PhrasingContent[];

/**
 * The list entries that have a box or ask something, and the lines of paragraphs that end in a
 * question mark. Lines that ask nothing belong to the question before them, or lead to the one after;
 * a paragraph or an entry without a question is rest, and so is everything else.
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
    const asks =
      typeof entry.checked === "boolean" ||
      items.every(({ plain: text }) => asksIn(text) || UNMARKED.test(text));
    if (asks) found.push(...items);
    else rest.push(alone);
  }
  return { found, rest };
}

/** A question without its mark: “Color: red vs. blue”, “Can it be red”. */
const UNMARKED =
  /^[^.!]*\s(?:vs\.?|versus|whether|gegen|oder|contra|还是)\s|^(?:who|what|when|where|why|how|which|whether|can|could|should|do|does|is|are|will|wer|was|wann|wo|warum|wie|ob|können|soll|sollen|sollte|comment|pourquoi|faut-il|qué|cómo|quién)\s[^.!:]*$/iu;

/** Lists of nothing but questions in a text about something else, as {@link takeQuestions}. */
export function takeAsked(source: Source, { kind, form, nodes }: BodySection): Taken<Item> {
  const isFree =
    kind === "goal" ||
    kind === "background" ||
    kind === "approach" ||
    (kind === undefined && !form);
  const questions = new Set(
    nodes.filter((node, index) => {
      const lead = nodes[index - 1];
      const goesOn = lead?.type === "paragraph" && !/[.:!?。：！？]$/u.test(plainText(lead).trim());
      if (
        !isFree ||
        node.type !== "list" ||
        (node.children.length < 2 && nodes.length > 1) ||
        goesOn
      )
        return false;
      return node.children.every(
        (item) => typeof item.checked !== "boolean" && /[?？]$/u.test(plainText(item).trim()),
      );
    }),
  );
  if (questions.size === 0) return { found: [], rest: nodes };
  return {
    found: takeQuestions(source, [...questions]).found,
    rest: nodes.filter((node) => !questions.has(node)),
  };
}

/** Asks something, and may say more behind the question mark. */
function asksIn(text: string): boolean {
  return /[?？؟](?:[\s)\]"'”’»]|$)|[？؟]/u.test(text);
}

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
      ...NOTHING_BELOW,
    };
  });
}
