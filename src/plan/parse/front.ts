import { isMap, isScalar, LineCounter, parseDocument, type Node } from "yaml";
import type { Document } from "../../markdown/parse.js";
import { findYamlExcess } from "../../markdown/yaml-limits.js";

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
