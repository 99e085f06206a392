import type { Paragraph } from "mdast";
import { parseMarkdown } from "../plan/markdown.js";
import { COMMAND_NAMES, type CommandName } from "./names.js";

/** What a comment asks for. */
export interface Command {
  /** `undefined` for a word that is no command. */
  readonly name: CommandName | undefined;
  /** The word behind `/plan`, in small letters; empty where there is none. */
  readonly word: string;
  /** What follows on the line: Markdown, without white space around it. */
  readonly said: string;
}

/** Commands of one comment that are followed. */
const MOST_COMMANDS = 20;
/** Longest line that is read, in characters. */
const LONGEST_LINE = 8192;

const LINE = /^\/plan(?:[^\S\r\n]+(.*))?$/is;

/**
 * The commands of a comment: lines that start with `/plan`, in any case, at the start of a paragraph
 * and right below another command. Nothing in quotes, lists, code, tables and HTML is one. Never
 * throws.
 */
export function parseCommands(body: string): readonly Command[] {
  // Most comments need no parser.
  if (!/^ {0,3}\/plan(?:\s|$)/im.test(body)) return [];
  return parseMarkdown(body)
    .children.flatMap((node) => (node.type === "paragraph" ? commandLines(node, body) : []))
    .slice(0, MOST_COMMANDS)
    .map(commandOf);
}

function commandLines(paragraph: Paragraph, source: string): readonly string[] {
  const start = paragraph.position?.start.offset ?? 0;
  const end = paragraph.position?.end.offset ?? 0;
  const lines: string[] = [];
  let at = start;
  for (const line of source.slice(start, end).split(/(?<=\r\n|\n|\r(?!\n))/)) {
    const indent = line.length - line.trimStart().length;
    const text = line.trim();
    if (!LINE.test(text) || !isText(paragraph, at + indent)) break;
    lines.push(text.slice(0, LONGEST_LINE));
    at += line.length;
  }
  return lines;
}

/** A line that starts inside of code, a link or a comment begins no command. */
function isText({ children }: Paragraph, at: number): boolean {
  const node = children.find(({ position }) => {
    const [start, end] = [position?.start.offset ?? 0, position?.end.offset ?? 0];
    return start <= at && at < end;
  });
  return node?.type === "text";
}

function commandOf(line: string): Command {
  const rest = LINE.exec(line)?.[1]?.trim() ?? "";
  const word = /^\S*/.exec(rest)?.[0].toLowerCase() ?? "";
  const name = word === "" ? "open" : nameOf(word);
  return { name, word, said: rest.slice(word.length).trim() };
}

function nameOf(word: string): CommandName | undefined {
  if (word === "closeout") return "close-out";
  return COMMAND_NAMES.find((name) => name === word);
}
