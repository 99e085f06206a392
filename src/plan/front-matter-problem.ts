import { MAX_YAML_DEPTH, MAX_YAML_TOKENS, type YamlExcess } from "../yaml-limits.js";

/** What is wrong with a value of a front matter, and how to mend it. */
interface Wording {
  readonly reason: string;
  readonly mend: string;
}

/** What a key holds. */
interface Holds {
  readonly what: string;
  /** How to write it, as a sentence. */
  readonly mend: string;
}

const KEYS = "name, title, description, labels, status and sections";
const SECTION_KEYS = "required, progress and other";
const TEXT: Holds = {
  what: "a text of 1 to 200 characters",
  mend: "Write a text, in quotes where YAML would take it for something else.",
};
const LIST: Holds = {
  what: "a list of at most 100 texts",
  mend: "Write it as `[one, another]`, or each on a line of its own behind a dash.",
};

/** Says why a front matter is not parsed at all. */
export const EXCESS: Readonly<Record<YamlExcess["kind"], Wording>> = {
  depth: {
    reason: `the front matter is nested more than ${MAX_YAML_DEPTH} levels deep`,
    mend: "No key lies deeper than two levels.",
  },
  tokens: {
    reason: `the front matter has more than ${MAX_YAML_TOKENS} pieces of YAML, with every mark and line break as one`,
    mend: "Shorten its lists.",
  },
};

/** Says that a key is no plain text. */
export const COLLECTION_KEY: Wording = {
  reason: "a key in the front matter is a list, a mapping or an alias",
  mend: "Write the key as a plain text.",
};

/** What the key or the entry at `path` holds. */
function holds([key, inner, entry]: readonly PropertyKey[]): Holds {
  if (key === "description") return { ...TEXT, what: "a text of at most 1000 characters" };
  if (key === "labels") return inner === undefined ? LIST : TEXT;
  if (key === "status" && inner === undefined) {
    return {
      what: "words with the state that each means",
      mend: "Write each on a line of its own, such as `Done: completed`.",
    };
  }
  if (key === "status") {
    return {
      what: "a state",
      mend: "Write proposed, approved, in progress, blocked, rejected or completed.",
    };
  }
  if (key === "sections" && inner === undefined) {
    return {
      what: `the keys ${SECTION_KEYS}`,
      mend: "Write each on a line of its own, such as `required: [one, another]`.",
    };
  }
  if (key === "sections") return entry === undefined ? LIST : TEXT;
  return TEXT;
}

/** Tells of a key that front matter does not have; `path` is where it stands. */
export function unknownKey(path: readonly PropertyKey[], key: string): Wording {
  return {
    reason: `the front matter has no key ${quoted(key)}${under(path)}`,
    mend: `It may have ${path.length === 0 ? KEYS : SECTION_KEYS}.`,
  };
}

/** Tells of a status word that is too long. */
export function longKey(path: readonly PropertyKey[]): Wording {
  const word = quoted(String(path.at(-1)));
  return {
    reason: `the word ${word}${under(path.slice(0, -1))} in the front matter is longer than 200 characters`,
    mend: "Shorten it.",
  };
}

/** Tells that the value at `path` is not what the key holds. */
export function wrongValue(path: readonly PropertyKey[], value: unknown): Wording {
  if (path.length === 0) {
    return {
      reason: `the front matter holds ${said(value)} instead of keys`,
      mend: `Write each key on a line of its own, such as \`title: …\`. It may have ${KEYS}.`,
    };
  }
  const { what, mend } = holds(path);
  const wantsText = what.startsWith("a text");
  const isTooLong = wantsText ? typeof value === "string" && value.trim() !== "" : isLong(value);
  const found = isLong(value) && !wantsText ? `a list of ${value.length}` : said(value);
  return {
    reason: `${named(path)} in the front matter is ${found} instead of ${what}`,
    mend: isTooLong ? "Shorten it." : wantsText ? mendText(value, mend) : mend,
  };
}

function mendText(value: unknown, otherwise: string): string {
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
function said(value: unknown): string {
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
