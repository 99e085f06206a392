import type { Paragraph } from "mdast";
import { createHash } from "node:crypto";
import { COMMAND_NAMES, type CommandName, type Config } from "../../config/schema.js";
import { blockStarts } from "../../markdown/source.js";
import { parseMarkdown } from "../../markdown/parse.js";
import { defineTask } from "../../model/compute.js";
import { memoizeByText } from "../../model/memoize.js";

/** How each command is written, and what it does; Markdown, as the help shows it. */
export const USAGE: Readonly<Record<CommandName, readonly [written: string, does: string]>> = {
  open: ["/plan", "opens a plan, whatever labels the issue has"],
  template: [
    "/plan template <name>",
    "opens a plan from that template, or refills the open plan from it",
  ],
  refill: ["/plan refill", "refills the plan from the issue; what people wrote stays"],
  status: ["/plan status <word>", "sets the status line"],
  block: ["/plan block <reason>", "sets the status to blocked, with the reason"],
  unblock: ["/plan unblock", "sets the status back to in progress or approved"],
  done: [
    "/plan done <item>, …",
    "ticks items: by number, by `§3.2`, or by the start of their text",
  ],
  undo: ["/plan undo <item>, …", "unticks items"],
  decide: ["/plan decide <decision> — <rationale>", "adds an entry to the decision log"],
  log: ["/plan log <text>", "adds an entry to the progress log"],
  archive: ["/plan archive", "opens a pull request that archives the plan"],
  adopt: ["/plan adopt <path>", "makes a file of the default branch the plan of this issue"],
  dashboard: ["/plan dashboard", "opens the issue that lists all plans of this repository"],
  help: ["/plan help", "shows this list"],
};

/** What a comment asks for. */
export interface Command {
  /** `undefined` for a word that is no command. */
  readonly name: CommandName | undefined;
  /** The word behind `/plan`, in small letters; empty where there is none. */
  readonly word: string;
  /** What follows on the line: Markdown, without white space around it. */
  readonly argument: string;
}

/** Commands of one comment that are followed. */
const MAX_COMMANDS = 20;

/** Lines of one comment that begin with `/plan` and are looked at, whether they are commands or not. */
const MAX_LINES = 64;

/**
 * Characters of one comment that are parsed: the paragraphs with such lines, and what stands before
 * them in the same block. Parsing Markdown takes some ten milliseconds a KiB where it is hostile.
 */
const MAX_PARSED = 8192;

/** How many of these may stand around such lines: lists, quotes and tables take longest. */
const MAX_CONTEXT = 2048;

/** Characters of commands and digests that are remembered; a comment has about a hundred. */
const MAX_CHARACTERS = 1024 * 1024;

const LINE = /^\/plan(?:[^\S\r\n]+(.*))?$/is;

/** The start of a line that may be a command. */
const START = /^ {0,3}\/plan(?:\s|$)/im;
const STARTS = new RegExp(START.source, "gim");
/** Such lines right below each other. */
const RUN = /(?: {0,3}\/plan(?:[^\S\r\n][^\r\n]*)?(?:\r\n|\r|\n|$)){1,64}/iy;

/**
 * The line end behind which a paragraph does not go on, whatever is in it: a blank line, a quote, a
 * heading or a list item follows (CommonMark 4.8).
 */
const PARAGRAPH_END =
  /(?:\r\n|\r(?!\n)|\n)(?=[ \t]*(?:[\r\n]|$)| {0,3}(?:>|#{1,6}[ \t]|[-+*] {1,4}[\p{L}\p{N}]))/gu;

/**
 * The commands of a comment: lines that start with `/plan`, in any case, at the start of a paragraph
 * and right below another command. Nothing in quotes, lists, code, tables and HTML is one. Never
 * throws.
 *
 * Of a long comment only what such lines need is parsed, up to the limits above; a line beyond them
 * is no command. What was found is remembered by the text, because each look asks again.
 */
export function parseCommands(body: string): readonly Command[] {
  return mayHaveCommands(body) ? parseOnce(body) : [];
}

/** {@link parseCommands} of several comments. */
export const COMMANDS = defineTask("the commands of comments", (bodies: readonly string[]) =>
  bodies.map(parseCommands),
);

/** Whether a comment has lines that may be commands, at a glance: most have none. */
export function mayHaveCommands(body: string): boolean {
  return START.test(body);
}

const parseOnce = memoizeByText({
  maxCharacters: MAX_CHARACTERS,
  keyOf: (body: string) => createHash("sha256").update(body).digest("base64"),
  find(body: string): readonly Command[] {
    const lines = piecesOf(body).flatMap((piece) =>
      parseMarkdown(piece).children.flatMap((node) =>
        node.type === "paragraph" ? commandLines(node, piece) : [],
      ),
    );
    // A part of a text holds all of it in memory; a clone does not.
    return structuredClone(lines.slice(0, MAX_COMMANDS).map(commandOf));
  },
  sizeOf: (commands, key) =>
    commands.reduce((sum, { word, argument }) => sum + word.length + argument.length, key.length),
});

/**
 * The stretches of a text that say whether its lines with `/plan` are commands: each starts where a
 * block of the document does, so that it parses as it does in the whole, and ends with the paragraph.
 */
function piecesOf(body: string): readonly string[] {
  const blocks = blockStarts(body).flatMap(({ offset, block }) =>
    block === "certain" ? [offset] : [],
  );
  const pieces: { start: number; end: number }[] = [];
  let left = MAX_PARSED;
  let context = MAX_CONTEXT;
  let next = 0;
  for (const { index: at } of Array.from(body.matchAll(STARTS)).slice(0, MAX_LINES)) {
    while ((blocks[next] ?? Infinity) <= at) next += 1;
    const start = blocks[next - 1] ?? 0;
    const last = pieces.at(-1);
    if (last !== undefined && at < last.end) continue;
    const isSame = last?.start === start;
    const from = isSame ? last.end : start;
    const end = Math.min(paragraphEnd(body, at), blocks[next] ?? body.length);
    const around = at - from + Math.max(0, end - runEnd(body, at));
    if (around > context || end - from > left) continue;
    context -= around;
    left -= end - from;
    if (isSame) last.end = end;
    else pieces.push({ start, end });
  }
  return pieces.map(({ start, end }) => body.slice(start, end));
}

function runEnd(body: string, at: number): number {
  RUN.lastIndex = at;
  return at + (RUN.exec(body)?.[0].length ?? 0);
}

function paragraphEnd(body: string, at: number): number {
  PARAGRAPH_END.lastIndex = at;
  return PARAGRAPH_END.exec(body)?.index ?? body.length;
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
    lines.push(text);
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
  return { name, word, argument: rest.slice(word.length).trim() };
}

function nameOf(word: string): CommandName | undefined {
  // Former names.
  if (word === "close-out" || word === "closeout") return "archive";
  return COMMAND_NAMES.find((name) => name === word);
}

/** Who asks. */
export interface Asker {
  /** The author, or assigned to it. */
  readonly participates: boolean;
  /** May write to the repository. */
  readonly mayWrite: boolean;
}

/** Whether a command may be used without write permission. */
export function isFree(
  name: CommandName,
  { participates }: Pick<Asker, "participates">,
  { participants, anyone }: Config["commands"],
): boolean {
  return anyone.includes(name) || (participates && participants.includes(name));
}

/** Why somebody may not use a command, Markdown; `undefined` where they may. */
export function denialReason(
  name: CommandName,
  asker: Asker,
  config: Config["commands"],
): string | undefined {
  if (config.off.includes(name)) return `The command \`${name}\` is turned off in this repository.`;
  if (asker.mayWrite || isFree(name, asker, config)) return undefined;
  const others = config.participants.includes(name) ? ", the issue's author and its assignees" : "";
  return `Only people with write permission${others} can use \`${name}\`.`;
}
