import { LineCounter, parseDocument } from "yaml";
import * as z from "zod";
import {
  findCollectionKey,
  findYamlExcess,
  type YamlExcess,
  MAX_YAML_DEPTH,
  MAX_YAML_TOKENS,
} from "../../markdown/front-matter.js";
import type { PlanState } from "../../model/refs.js";
import type { TemplateProblem } from "./tags.js";

/** Words of a status line, and the state that each means. */
export type StatusWords = readonly { readonly word: string; readonly state: PlanState }[];

/** A template's front matter; every key may be left out. */
export type FrontMatter = z.infer<typeof schema>;

/** A template's source, taken apart. */
export interface SplitTemplate {
  /** The YAML between the `---` lines; empty where there is none. */
  readonly yaml: string;
  readonly body: string;
  /** 1-based line at which the body starts. */
  readonly bodyLine: number;
}

const STATES = ["proposed", "approved", "in progress", "blocked", "rejected", "completed"] as const;

const name = z.string().trim().min(1).max(200);
const headings = z.array(name).max(100);

const schema = z.strictObject({
  name: name.optional(),
  title: name.optional(),
  description: z.string().trim().max(1000).optional(),
  labels: z.array(name).max(100).default([]),
  status: z.record(name, z.enum(STATES)).optional(),
  sections: z
    .strictObject({
      required: headings.default([]),
      progress: headings.default([]),
      other: headings.default([]),
      steps: headings.default([]),
      criteria: headings.default([]),
      questions: headings.default([]),
      checks: headings.default([]),
    })
    .prefault({}),
  optional: z
    .strictObject({ sections: headings.default([]), fields: headings.default([]) })
    .prefault({}),
});

/**
 * Takes front matter and body apart. Front matter starts with `---` as the very first line and ends
 * with the next `---` line. `source` has LF line ends and no byte order mark.
 */
export function splitFrontMatter(source: string): SplitTemplate {
  const none = { yaml: "", body: source, bodyLine: 1 };
  const lines = source.split("\n");
  if (lines[0]?.trimEnd() !== "---") return none;
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === "---");
  if (end === -1) return none;
  return {
    yaml: lines.slice(1, end).join("\n"),
    body: lines.slice(end + 1).join("\n"),
    bodyLine: end + 2,
  };
}

/** Reads the YAML of a front matter, whose first line is line 2 of the file. */
export function readFrontMatter(yaml: string): FrontMatter | TemplateProblem {
  const excess = findYamlExcess(yaml);
  if (excess !== undefined) return { line: lineIn(yaml, excess), ...EXCESS[excess.kind] };
  const lineCounter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter, uniqueKeys: true });
  const lineAt = (offset: number) => lineCounter.linePos(offset).line + 1;
  const [error] = document.errors;
  if (error !== undefined) {
    const [reason] = error.message.split(/ at line |\n/);
    return {
      line: lineAt(error.pos[0]),
      reason: `the front matter is no YAML: ${reason}`,
      fix: "Fix the lines between the two --- lines.",
    };
  }
  const odd = findCollectionKey(document);
  if (odd !== undefined) return { line: lineAt(odd), ...COLLECTION_KEY };
  const plain = values(document);
  if (plain === undefined) {
    return {
      line: 2,
      reason: "the front matter repeats parts of itself (`*name`) too often",
      fix: "Write the parts out.",
    };
  }
  const data = schema.safeParse(plain.value ?? {});
  if (data.success) return data.data;
  const [issue] = data.error.issues;
  const path = issue?.path ?? [];
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const at = unknown === undefined ? path : [...path, unknown];
  return { line: lineAt(offsetOf(document, at)), ...wordingOf(issue, plain.value) };
}

/** The line of the file in which the YAML, whose first line is line 2, is too much. */
function lineIn(yaml: string, { offset }: YamlExcess): number {
  return yaml.slice(0, offset).split("\n").length + 1;
}

/** What the schema found, in words that say what to write. */
function wordingOf(issue: z.core.$ZodIssue | undefined, value: unknown) {
  const path = issue?.path ?? [];
  if (issue?.code === "unrecognized_keys") return unknownKey(path, issue.keys[0] ?? "");
  return issue?.code === "invalid_key" ? longKey(path) : wrongValue(path, valueAt(value, path));
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null) return undefined;
    found = Object.getOwnPropertyDescriptor(found, key)?.value;
  }
  return found;
}

type YamlDocument = ReturnType<typeof parseDocument>;

/** The document as plain values; `undefined` where aliases would blow it up. */
function values(document: YamlDocument): { readonly value: unknown } | undefined {
  try {
    return { value: document.toJS({ maxAliasCount: 20 }) };
  } catch {
    return undefined;
  }
}

/** Where the node at `path` starts, or the nearest one above it that is there. */
function offsetOf(document: YamlDocument, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isRanged(node)) return node.range[0];
  }
  return 0;
}

function isRanged(node: unknown): node is { range: [number, number, number] } {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}

/** What is wrong with a value of a front matter, and how to fix it. */
interface Wording {
  readonly reason: string;
  readonly fix: string;
}

/** What a key holds. */
interface Holds {
  readonly what: string;
  /** How to write it, as a sentence. */
  readonly fix: string;
}

const KEYS = "name, title, description, labels, status, sections and optional";
const SECTION_KEYS = "required, steps, criteria, questions, checks, progress and other";
const OPTIONAL_KEYS = "sections and fields";
const TEXT: Holds = {
  what: "a text of 1 to 200 characters",
  fix: "Write a text, in quotes where YAML would take it for something else.",
};
const LIST: Holds = {
  what: "a list of at most 100 texts",
  fix: "Write it as `[one, another]`, or each on a line of its own behind a dash.",
};

/** Says why a front matter is not parsed at all. */
const EXCESS: Readonly<Record<YamlExcess["kind"], Wording>> = {
  depth: {
    reason: `the front matter is nested more than ${MAX_YAML_DEPTH} levels deep`,
    fix: "No key lies deeper than two levels.",
  },
  tokens: {
    reason: `the front matter has more than ${MAX_YAML_TOKENS} pieces of YAML, with every mark and line break as one`,
    fix: "Shorten its lists.",
  },
};

/** Says that a key is no plain text. */
const COLLECTION_KEY: Wording = {
  reason: "a key in the front matter is a list, a mapping or an alias",
  fix: "Write the key as a plain text.",
};

/** What the key or the entry at `path` holds. */
function holds([key, inner, entry]: readonly PropertyKey[]): Holds {
  if (key === "description") return { ...TEXT, what: "a text of at most 1000 characters" };
  if (key === "labels") return inner === undefined ? LIST : TEXT;
  if (key === "status" && inner === undefined) {
    return {
      what: "words with the state that each means",
      fix: "Write each on a line of its own, such as `Done: completed`.",
    };
  }
  if (key === "status") {
    return {
      what: "a state",
      fix: "Write proposed, approved, in progress, blocked, rejected or completed.",
    };
  }
  if (key === "sections" && inner === undefined) {
    return {
      what: `the keys ${SECTION_KEYS}`,
      fix: "Write each on a line of its own, such as `required: [one, another]`.",
    };
  }
  if (key === "optional" && inner === undefined) {
    return {
      what: `the keys ${OPTIONAL_KEYS}`,
      fix: "Write each on a line of its own, such as `fields: [one, another]`.",
    };
  }
  if (key === "sections" || key === "optional") return entry === undefined ? LIST : TEXT;
  return TEXT;
}

/** Names a key that front matter does not have; `path` is where it stands. */
function unknownKey(path: readonly PropertyKey[], key: string): Wording {
  return {
    reason: `the front matter has no key ${quoted(key)}${under(path)}`,
    fix: `It may have ${path.length === 0 ? KEYS : path[0] === "optional" ? OPTIONAL_KEYS : SECTION_KEYS}.`,
  };
}

/** Names a status word that is too long. */
function longKey(path: readonly PropertyKey[]): Wording {
  const word = quoted(String(path.at(-1)));
  return {
    reason: `the word ${word}${under(path.slice(0, -1))} in the front matter is longer than 200 characters`,
    fix: "Shorten it.",
  };
}

/** Reports that the value at `path` is not what the key holds. */
function wrongValue(path: readonly PropertyKey[], value: unknown): Wording {
  if (path.length === 0) {
    return {
      reason: `the front matter holds ${describeValue(value)} instead of keys`,
      fix: `Write each key on a line of its own, such as \`title: …\`. It may have ${KEYS}.`,
    };
  }
  const { what, fix } = holds(path);
  const wantsText = what.startsWith("a text");
  const isTooLong = wantsText ? typeof value === "string" && value.trim() !== "" : isLong(value);
  const found = isLong(value) && !wantsText ? `a list of ${value.length}` : describeValue(value);
  return {
    reason: `${named(path)} in the front matter is ${found} instead of ${what}`,
    fix: isTooLong ? "Shorten it." : wantsText ? fixText(value, fix) : fix,
  };
}

function fixText(value: unknown, otherwise: string): string {
  if (typeof value === "number" || typeof value === "boolean") return "Put it in quotes.";
  return isEmpty(value) ? "Write the text, or leave the key out." : otherwise;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "";
}

function isLong(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 100;
}

/** Names what stands at `path`. */
function named(path: readonly PropertyKey[]): string {
  const last = path.at(-1);
  const before = path.slice(0, -1);
  if (typeof last === "number") return `entry ${last + 1} of ${named(before)}`;
  return `${quoted(String(last))}${under(before)}`;
}

function under(path: readonly PropertyKey[]): string {
  return path.length === 0 ? "" : ` under ${quoted(path.map(String).join("."))}`;
}

/** A value in words. */
function describeValue(value: unknown): string {
  if (isEmpty(value)) return "empty";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return `the number ${value}`;
  if (typeof value === "boolean") return String(value);
  return Array.isArray(value) ? "a list" : "a set of keys";
}

/** At most so many characters of the template are quoted. */
const LONGEST = 40;

function quoted(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > LONGEST ? `“${line.slice(0, LONGEST)}…”` : `“${line}”`;
}
