import {
  isMap,
  isScalar,
  LineCounter,
  parseDocument,
  type Node,
  isAlias,
  isCollection,
  Lexer,
  Parser,
  visit,
  type Document as YamlDocument,
} from "yaml";
import type { Document } from "./parse.js";

/** Front matter longer than this, in characters, is not read. */
const MAX_FRONT_MATTER = 16_384;

/** A plain value of a plan's front matter. */
interface FrontValue {
  readonly value: string;
  /** 1-based line of its key in the file. */
  readonly line: number;
}

/** The plain values of a plan's front matter, by key in small letters. */
export type Front = ReadonlyMap<string, FrontValue>;

/**
 * The plain values (texts, numbers, dates as written, truths) of a plan's front matter, whose first
 * line is line 2 of the file. `text` is the file as it is. Empty where it is no mapping, or no YAML.
 */
export function readFront(document: Document, text: string): Front {
  const found = new Map<string, FrontValue>();
  const yaml = yamlOf(document, text);
  if (yaml === undefined || yaml.length > MAX_FRONT_MATTER || findYamlExcess(yaml) !== undefined)
    return found;
  const lineCounter = new LineCounter();
  for (const { key, value } of pairsOf(yaml, lineCounter)) {
    if (!isScalar(key) || !isScalar(value)) continue;
    const { value: plain } = value;
    if (typeof plain !== "string" && typeof plain !== "number" && typeof plain !== "boolean")
      continue;
    const line = lineCounter.linePos(key.range?.[0] ?? 0).line + 1;
    found.set(String(key.value).toLowerCase(), { value: String(plain).trim(), line });
  }
  return found;
}

/**
 * The 1-based line of the file at which a plan's front matter becomes too much to be read;
 * `undefined` where it is read, or there is none.
 */
export function unreadFrontLine(document: Document, text: string): number | undefined {
  const yaml = yamlOf(document, text);
  if (yaml === undefined) return undefined;
  if (yaml.length > MAX_FRONT_MATTER) return 1;
  const excess = findYamlExcess(yaml);
  return excess && yaml.slice(0, excess.offset).split("\n").length + 1;
}

/** The front matter with line feeds alone. */
function yamlOf({ frontMatter, shift }: Document, text: string): string | undefined {
  // The line feed of a CRLF behind the opening line opens no line of its own.
  const yaml = /^---[ \t]*\r\n/.test(text.slice(shift, shift + 100))
    ? frontMatter?.replace(/^\n/, "")
    : frontMatter;
  return yaml?.replaceAll(/\r\n?/g, "\n");
}

/** Keys and values as they are written; aliases are not followed. */
function pairsOf(yaml: string, lineCounter: LineCounter): readonly Pair[] {
  try {
    const document = parseDocument<Node>(yaml, {
      lineCounter,
      uniqueKeys: false,
      logLevel: "silent",
    });
    return isMap(document.contents) ? document.contents.items : [];
  } catch {
    return [];
  }
}

interface Pair {
  readonly key: unknown;
  readonly value: unknown;
}

/** Deepest nesting of lists and mappings that is read. */
export const MAX_YAML_DEPTH = 40;

/**
 * Most YAML tokens that are read: an entry of a list is about five. The time that the parser takes
 * for keys and errors grows with the square of their number.
 */
export const MAX_YAML_TOKENS = 5000;

/** Where a YAML text becomes too much to read. */
export interface YamlExcess {
  readonly kind: "depth" | "tokens";
  readonly offset: number;
}

/** Collections of the concrete syntax tree. */
const COLLECTIONS = new Set(["block-map", "block-seq", "flow-collection"]);

/**
 * Looks through a YAML text before it is parsed, and says where it is nested more deeply than
 * {@link MAX_YAML_DEPTH} or has more tokens than {@link MAX_YAML_TOKENS}; `undefined` where it can
 * be parsed. Ends there, so the time is bounded.
 *
 * The parser proper recurses: a few hundred brackets keep it busy for hours, and a thousand can end
 * the process. Lexer and concrete syntax keep their own stack instead, so nothing can be hidden from
 * this scan by quotes, comments or indentation.
 */
export function findYamlExcess(text: string): YamlExcess | undefined {
  if (isSurelySmall(text)) return undefined;
  const parser = new Parser();
  let tokens = 0;
  for (const lexeme of new Lexer().lex(text)) {
    tokens += 1;
    const { offset } = parser;
    if (tokens > MAX_YAML_TOKENS) return { kind: "tokens", offset };
    drain(parser.next(lexeme));
    const depth = parser.stack.filter(({ type }) => COLLECTIONS.has(type)).length;
    if (depth > MAX_YAML_DEPTH) return { kind: "depth", offset };
  }
  return undefined;
}

/** A text of no more characters has no more than {@link MAX_YAML_TOKENS} tokens: a character makes two at most. */
const SMALL_YAML = 2000;

/**
 * Whether a text is too short for many tokens, and has too few of the characters that open a
 * collection (`[`, `{`, `-`, `?` and `:`) for deep nesting. Most front matter is so, and is read three
 * times in a check: without the scan, a plan of 10 KiB takes 4 % less.
 */
function isSurelySmall(text: string): boolean {
  if (text.length > SMALL_YAML) return false;
  let openers = 0;
  for (let at = 0; at < text.length; at += 1) {
    if ("[{-?:".includes(text.charAt(at))) openers += 1;
  }
  return openers <= MAX_YAML_DEPTH;
}

/** Has a generator run to its end. What it gives is not needed. */
function drain(generator: Generator): void {
  while (generator.next().done !== true);
}

/**
 * The offset of the first key that is a list, a mapping or an alias; `undefined` where all are plain.
 * As plain values, such keys become texts of all that they hold, once for each level.
 */
export function findCollectionKey(document: YamlDocument): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Pair(_, { key }) {
      if (!isCollection(key) && !isAlias(key)) return undefined;
      offset = key.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}
