import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  visit,
  type Alias,
  type YAMLError,
} from "yaml";
import {
  findCollectionKey,
  findYamlExcess,
  MAX_YAML_DEPTH,
  MAX_YAML_TOKENS,
  type YamlExcess,
} from "../markdown/front-matter.js";
import { reasonOf } from "../model/errors.js";
import { isMapping } from "../model/collections.js";
import type { ConfigProblem, Place } from "./problem.js";

/** Biggest configuration, in bytes. */
export const CONFIG_LIMIT = 64 * 1024;

/** Keys and indices from a mapping's top to one of its values. */
export type ValuePath = readonly PropertyKey[];

/** A mapping as it was read, and where its values stand. */
export interface ReadMapping {
  readonly value: Readonly<Record<string, unknown>>;
  /** Where a value stands, or the nearest one above it that the file has. */
  readonly placeOf: (path: ValuePath) => Place;
  /** Where the key of a value stands. */
  readonly keyPlaceOf: (path: ValuePath) => Place;
}

/** What was read: a mapping, perhaps a part of one, and what is wrong with it. */
export interface ReadYaml {
  readonly mapping: ReadMapping;
  readonly problems: readonly Omit<ConfigProblem, "source">[];
}

/** Problems that are reported at once. */
const MAX_PROBLEMS = 20;

const START: Place = { line: 1, column: 1 };

/** An empty file. */
const NOTHING: ReadMapping = { value: {}, placeOf: () => START, keyPlaceOf: () => START };

/**
 * Reads YAML that has to be one mapping. Never throws: what cannot be read gives problems, and an
 * empty mapping or what was understood of it. A file that is empty is an empty mapping.
 */
export function readYaml(bytes: Uint8Array): ReadYaml {
  if (bytes.length > CONFIG_LIMIT) {
    const { what, fix } = tooLarge(bytes.length);
    return failed(what, fix);
  }
  const text = decode(bytes);
  if (typeof text !== "string")
    return failed("The file is not valid UTF-8.", "Save it as UTF-8.", text);
  try {
    return readText(text);
  } catch (error) {
    return failed("The file is not valid YAML.", firstLineOf(error));
  }
}

/**
 * What is wrong with a file that is larger than {@link CONFIG_LIMIT}.
 *
 * @param size in bytes
 */
export function tooLarge(size: number): Pick<ConfigProblem, "what" | "fix"> {
  const what = `The file is too large: ${Math.ceil(size / 1024)} KiB.`;
  return { what, fix: "The limit is 64 KiB." };
}

function failed(what: string, fix: string, place = START): ReadYaml {
  return { mapping: NOTHING, problems: [{ ...place, what, fix }] };
}

/** The text, or where the first bytes stand that are no UTF-8. */
function decode(bytes: Uint8Array): string | Place {
  const strict = new TextDecoder("utf-8", { fatal: true });
  try {
    return strict.decode(bytes);
  } catch {
    const loose = new TextDecoder().decode(bytes);
    return placeIn(loose, loose.indexOf("\uFFFD"));
  }
}

function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

function readText(text: string): ReadYaml {
  const excess = findYamlExcess(text);
  if (excess !== undefined) return failed(...EXCESS[excess.kind], placeIn(text, excess.offset));
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    version: "1.2",
  });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const wrong = [...document.errors, ...document.warnings]
    .slice(0, MAX_PROBLEMS)
    .map((error) => ({ ...placeAt(error.pos[0]), ...explain(error, text) }));
  const bomb = aliasProblem(document);
  if (bomb !== undefined) {
    return {
      mapping: NOTHING,
      problems: [...wrong, { ...placeAt(bomb.offset), ...bomb.explanation }],
    };
  }
  const { contents } = document;
  const empty = contents === null || (isScalar(contents) && contents.value === null);
  if (empty) return { mapping: NOTHING, problems: wrong };
  if (!isMap(contents)) {
    const place = placeAt(contents.range?.[0] ?? 0);
    const what = `The file is ${isSeq(contents) ? "a list" : "a text"}, not a mapping.`;
    const fix = "Write keys and values, such as “dryRun: true”.";
    return { mapping: NOTHING, problems: wrong.length > 0 ? wrong : [{ ...place, what, fix }] };
  }
  const odd = findCollectionKey(document);
  if (odd !== undefined) return failed(...COLLECTION_KEY, placeAt(odd));
  const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES * 5 });
  if (isDeep(value)) return failed(...TOO_DEEP);
  const mapping: ReadMapping = {
    value: isMapping(value) ? value : {},
    placeOf: (path) => placeAt(offsetOf(document, path, "value")),
    keyPlaceOf: (path) => placeAt(offsetOf(document, path, "key")),
  };
  return { mapping, problems: wrong };
}

/** Whether anything lies deeper than {@link MAX_YAML_DEPTH}; an alias of what it stands in does. */
function isDeep(value: unknown): boolean {
  let level = new Set([value]);
  for (let depth = 0; level.size > 0; depth += 1) {
    if (depth > MAX_YAML_DEPTH) return true;
    level = new Set(
      [...level].flatMap((entry): unknown[] =>
        typeof entry === "object" && entry !== null ? Object.values(entry) : [],
      ),
    );
  }
  return false;
}

function offsetOf(document: Document, path: ValuePath, side: "key" | "value"): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const [index, step] of path.entries()) {
    const here = isAlias(node) ? node.resolve(document) : node;
    if (isSeq(here)) {
      node = here.items[Number(step)];
    } else if (isMap(here)) {
      const pair = here.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
      );
      if (pair === undefined) return offset;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      if (side === "key" && index === path.length - 1) return offset;
      node = pair.value;
    } else return offset;
    // A key without a value has its value's place right behind it: the key says more.
    if (isNode(node) && !(isScalar(node) && node.value === null)) {
      offset = node.range?.[0] ?? offset;
    }
  }
  return offset;
}

/** More aliases than a configuration needs; each can repeat what it names. */
const MAX_ALIASES = 20;

/** A file that is nested more deeply than any configuration. */
const TOO_DEEP = ["The file is nested too deeply.", "Keys are at most four levels deep."] as const;

/** A file that is not parsed at all. */
const EXCESS: Readonly<Record<YamlExcess["kind"], readonly [what: string, fix: string]>> = {
  depth: TOO_DEEP,
  tokens: [
    "The file has too many keys and values.",
    `Shorten its lists: the limit is ${MAX_YAML_TOKENS} YAML tokens, counting every mark and line break.`,
  ],
};

/** A key that is not plain text. */
const COLLECTION_KEY = [
  "A key is a list, a mapping or an alias.",
  "Write the key as plain text.",
] as const;

/** The parser's error, in words for the author of the file. */
function explain(error: YAMLError, text: string): { readonly what: string; readonly fix: string } {
  if (error.code === "DUPLICATE_KEY") {
    const key = /^[^\s:]*/.exec(text.slice(error.pos[0]))?.[0] ?? "";
    return { what: `The key “${key}” appears twice.`, fix: "Keep only one of them." };
  }
  if (error.code === "MULTIPLE_DOCS") {
    return { what: "The file has several YAML documents.", fix: "Keep only the first." };
  }
  if (error.code === "TAB_AS_INDENT") {
    return { what: "A tab is used as indentation.", fix: "Indent with spaces." };
  }
  const reason = firstLineOf(error).replace(/\.$/, "");
  const fix = "Fix this line; put quotes around text that contains a colon, “#” or quotes.";
  return { what: `The YAML is not valid: ${reason}.`, fix };
}

interface AliasProblem {
  readonly offset: number;
  readonly explanation: { readonly what: string; readonly fix: string };
}

/** Too many aliases, or one without an anchor. */
function aliasProblem(document: Document): AliasProblem | undefined {
  const aliases: Alias[] = [];
  visit(document, {
    Alias(_, node) {
      aliases.push(node);
    },
  });
  const extra = aliases[MAX_ALIASES];
  if (extra !== undefined) {
    const what = `The file has more than ${MAX_ALIASES} aliases (“*name”).`;
    const fix = "Write their values out.";
    return { offset: extra.range?.[0] ?? 0, explanation: { what, fix } };
  }
  const lost = aliases.find((alias) => alias.resolve(document) === undefined);
  if (lost === undefined) return undefined;
  const what = `The alias “*${lost.source.slice(0, 60)}” refers to nothing before it.`;
  return {
    offset: lost.range?.[0] ?? 0,
    explanation: { what, fix: "Put quotes around it if it is text." },
  };
}

/** What an error says, without the lines that follow. */
function firstLineOf(error: unknown): string {
  const [line = ""] = reasonOf(error).split("\n");
  return line;
}

/** A mapping of any content, as YAML gives it. */
export type RawMapping = Readonly<Record<string, unknown>>;

/**
 * Puts `upper` over `lower`, deeply: mappings are merged key by key, everything else — lists, too —
 * takes the lower one's place. A key without a value (`labels:`) says nothing.
 */
export function mergeDeep(lower: RawMapping, upper: RawMapping): RawMapping {
  const merged = new Map<string, unknown>(Object.entries(withoutNulls(lower)));
  for (const [key, value] of Object.entries(upper)) {
    if (value === null || value === undefined) continue;
    const below = merged.get(key);
    merged.set(key, isMapping(value) ? mergeDeep(isMapping(below) ? below : {}, value) : value);
  }
  // `fromEntries` defines keys: one called `__proto__` is a key like any other.
  return Object.fromEntries(merged);
}

function withoutNulls(mapping: RawMapping): RawMapping {
  return Object.fromEntries(
    Object.entries(mapping).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** What a mapping says at `path`; `undefined` where it says nothing. */
export function valueAt(mapping: RawMapping, path: ValuePath): unknown {
  let value: unknown = mapping;
  for (const step of path) {
    const key = String(step);
    if (Array.isArray(value)) value = value[Number(key)];
    else if (isMapping(value) && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value ?? undefined;
}

/** A mapping without what it says at `path`. */
export function without(mapping: RawMapping, path: ValuePath): RawMapping {
  const [step, ...rest] = path;
  if (step === undefined) return {};
  const key = String(step);
  const entries = Object.entries(mapping).flatMap(([name, value]): [string, unknown][] => {
    if (name !== key) return [[name, value]];
    // A list with a bad entry is left out whole: half a list would say something else.
    return rest.length > 0 && isMapping(value) ? [[name, without(value, rest)]] : [];
  });
  return Object.fromEntries(entries);
}
