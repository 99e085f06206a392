import { isAlias, isCollection, Lexer, Parser, visit, type Document as YamlDocument } from "yaml";

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
