import { digestOf } from "../../model/text.js";
import { isPlaceholder } from "../placeholders.js";
import { isSimilar, words } from "./format.js";

/**
 * What an item of a plan is: a step of the work, a criterion that the work has to meet, an open
 * question, or a standing check that every plan of its format carries.
 */
export const ITEM_KINDS = ["step", "criterion", "question", "check"] as const;

/** One of {@link ITEM_KINDS}. */
export type ItemKind = (typeof ITEM_KINDS)[number];

/** Which of a template's level-2 headings hold which items. Those under any other heading are steps. */
export interface KindSections {
  readonly steps: readonly string[];
  readonly criteria: readonly string[];
  readonly questions: readonly string[];
  readonly checks: readonly string[];
}

/** Says what the items of one plan are. */
export interface ItemKinds {
  /** The kind of the items below a level-2 heading. */
  readonly inSection: (heading: string | null) => ItemKind;
  /** The kind of an item in a section of `kind`: what the format brings along is a check. */
  readonly of: (kind: ItemKind, text: string) => ItemKind;
}

const KEYS = {
  steps: "step",
  criteria: "criterion",
  questions: "question",
  checks: "check",
} as const satisfies Record<keyof KindSections, ItemKind>;

/** Characters of a digest of a standing check's text. */
const DIGEST = 8;

/**
 * The kinds of a plan's items as its marker keeps them, such as
 * `steps:breakdown;criteria:success+criteria;checks:validation+steps,=1a2b3c4d`: headings in small
 * letters, and digests of the items that the template itself has among criteria and questions.
 *
 * @param standing texts of those items
 */
export function writeKinds(sections: KindSections, standing: readonly string[]): string {
  const checks = standing.map((text) => `=${checkDigest(text)}`);
  const entries = {
    steps: sections.steps.map(nameOf),
    criteria: sections.criteria.map(nameOf),
    questions: sections.questions.map(nameOf),
    checks: [...sections.checks.map(nameOf), ...new Set(checks)],
  };
  const parts = Object.entries(entries)
    .map(([key, names]) => [key, names.filter((name) => name !== "")] as const)
    .filter(([, names]) => names.length > 0)
    .map(([key, names]) => `${key}:${names.join(",")}`);
  return parts.length === 0 ? "steps" : parts.join(";");
}

/** Reads what {@link writeKinds} wrote. Any text gives kinds: what it does not name is a step. */
export function readKinds(mark: string): ItemKinds {
  const named: { readonly name: string; readonly kind: ItemKind }[] = [];
  const standing = new Set<string>();
  for (const part of mark.split(";")) {
    const [key = "", list = ""] = part.split(":");
    const kind = Object.entries(KEYS).find(([name]) => name === key)?.[1];
    if (kind === undefined) continue;
    for (const entry of list.split(",").filter((range) => range !== "")) {
      if (entry.startsWith("=")) standing.add(entry.slice(1));
      else named.push({ name: entry.replaceAll("+", " "), kind });
    }
  }
  const inSection = (heading: string | null): ItemKind => {
    if (heading === null) return "step";
    const title = words(heading);
    const same = named.find(({ name }) => name === title);
    return (same ?? named.find(({ name }) => isSimilar(title, name)))?.kind ?? "step";
  };
  return {
    inSection,
    of(kind, text) {
      const isStanding = kind !== "step" && standing.has(checkDigest(text));
      return isStanding ? "check" : kind;
    },
  };
}

function nameOf(heading: string): string {
  return words(heading).replaceAll(" ", "+");
}

function checkDigest(text: string): string {
  return digestOf(words(text), DIGEST);
}

/** What is left to choose from, with or without brackets: `Low/Med/High`. */
const CHOICE =
  /^\[?(?:low|med(?:ium)?|high|critical)(?:\/(?:low|med(?:ium)?|high|critical)){2,}\]?$/i;

/**
 * Whether a line, a cell or an item is guidance that nobody has replaced: a placeholder, perhaps
 * behind a label, or a list of them. `<A step> (completed: <this>; remaining: <that>)` is one, too.
 */
export function isGuidance(text: string): boolean {
  if (CHOICE.test(text)) return true;
  const parts = text.split(/\s+[•;]\s+|\s+-\s+(?=[[{<])|\s+\((?=completed:)/);
  return parts.some((part) => isPlaceholder(part.trim()));
}

/**
 * The numbers that items have had, by kind: at place 0 the digest of the item that is number 1, and
 * so on. An empty text stands for a number whose item nobody knows.
 */
export type KeptNumbers = Readonly<Partial<Record<ItemKind, readonly string[]>>>;

/** What is needed of an item to number it. */
interface Numbered {
  readonly kind: ItemKind;
  readonly text: string;
  /** The number that the plan itself shows. */
  readonly written: number | undefined;
  /** Index of the item that it is part of; `undefined` for an item of its own. */
  readonly parent: number | undefined;
}

/** More numbers of a kind are not kept. */
const MAX_KEPT = 300;

/** Characters of a kept digest. */
const KEPT = 8;

const PREFIXES: Readonly<Record<ItemKind, string>> = {
  step: "",
  criterion: "C",
  question: "Q",
  check: "V",
};

/**
 * The items with their numbers, which each keeps for the life of the plan: what the plan shows, else
 * what the item had before, else the next free number of its kind. Where the text of an item was
 * changed, it keeps the number between its neighbours. Parts of an item are `3.1`, `3.2`.
 */
export function numberItems<T extends Numbered>(
  items: readonly T[],
  kept: KeptNumbers = {},
): readonly (T & { readonly number: number; readonly label: string })[] {
  const numbers = new Map<number, number>();
  const digests = digestsOf(items);
  for (const kind of ITEM_KINDS) {
    const own = items.flatMap((item, index) =>
      item.kind === kind && item.parent === undefined ? [{ ...item, index }] : [],
    );
    const keys = own.map(({ index }) => (digests[index] ?? "").slice(0, KEPT));
    const assigned = assignNumbers(
      own.map(({ written }, at) => ({ key: keys[at] ?? "", written })),
      kept[kind] ?? [],
    );
    for (const [at, { index }] of own.entries()) numbers.set(index, assigned[at] ?? 0);
  }
  const labels: string[] = [];
  const parts = new Map<number, number>();
  return items.map((item, index) => {
    const { parent } = item;
    if (parent === undefined) {
      const number = numbers.get(index) ?? 0;
      labels.push(`${PREFIXES[item.kind]}${number}`);
    } else {
      const nth = (parts.get(parent) ?? 0) + 1;
      parts.set(parent, nth);
      labels.push(`${labels[parent] ?? ""}.${nth}`);
      numbers.set(index, numbers.get(parent) ?? 0);
    }
    return { ...item, number: numbers.get(index) ?? 0, label: labels[index] ?? "" };
  });
}

/** The label that somebody writes: `3`, `Step 3`, `3.1`, `c2`; `undefined` for other words. */
export function readLabel(text: string): string | undefined {
  const [, label] =
    /^(?:(?:step|item|task)\s+)?([cqv]?\d{1,6}(?:\.\d{1,4}){0,4})\.?$/i.exec(text.trim()) ?? [];
  return label?.toUpperCase();
}

/** A step's number in front of its words: `Step 3: `, `3. ` or `3) `. */
const IN_FRONT = /^(?:step\s(\d{1,4})(?:\s?[:–—]\s*|\s?[.-]\s+)|(\d{1,4})[.)]\s+)(?=\S)/i;

/** What a step says, without the number that stands in front of it. */
export interface NumberedText {
  /** `undefined` where there is none. */
  readonly number: number | undefined;
  /** Whether it is written as `Step 3`. */
  readonly isNamed: boolean;
  readonly text: string;
}

/** Takes the number off that stands in front of a step's words; both of `3. Step 3: Test`. */
export function splitNumber(text: string): NumberedText {
  const [start, named, listed] = IN_FRONT.exec(text) ?? [];
  if (start === undefined) return { number: undefined, isNamed: false, text };
  const rest = text.slice(start.length);
  const within = listed === undefined ? undefined : splitNumber(rest);
  return {
    number: Number(named ?? listed),
    isNamed: named !== undefined,
    text: within?.isNamed === true ? within.text : rest,
  };
}

/**
 * A number for each entry, no two the same.
 *
 * @param kept the keys of what had number 1, 2, … before
 */
export function assignNumbers(
  entries: readonly { readonly key: string; readonly written?: number | undefined }[],
  kept: readonly string[],
): readonly number[] {
  const used = new Set<number>();
  const found = entries.map(({ written }) => take(used, written));
  const known = new Set(entries.map(({ key }) => key));
  // The numbers of each key, lowest last.
  const numbersOf = new Map<string, number[]>();
  for (let number = kept.length; number > 0; number -= 1) {
    const key = kept[number - 1] ?? "";
    const numbers = numbersOf.get(key);
    if (numbers === undefined) numbersOf.set(key, [number]);
    else numbers.push(number);
  }
  for (const [at, { key }] of entries.entries()) {
    const numbers = key === "" ? [] : (numbersOf.get(key) ?? []);
    while (found[at] === undefined && numbers.length > 0) found[at] = take(used, numbers.pop());
  }
  for (const at of entries.keys()) {
    // Between its neighbours stood an item that is gone: this one, in other words.
    const place = at === 0 ? 1 : (found[at - 1] ?? 0) + 1;
    const before = kept[place - 1] ?? "";
    if (before !== "" && !known.has(before)) found[at] ??= take(used, place);
  }
  let last = Math.max(kept.length, ...used);
  return found.map((number) => number ?? (last += 1));
}

function take(used: Set<number>, number: number | undefined): number | undefined {
  if (number === undefined || used.has(number)) return undefined;
  used.add(number);
  return number;
}

/** The numbers to keep for items that were numbered with `before`. */
export function numbersToKeep(
  items: readonly (Numbered & { readonly number: number })[],
  before: KeptNumbers = {},
): KeptNumbers {
  const digests = digestsOf(items);
  return Object.fromEntries(
    ITEM_KINDS.flatMap((kind): readonly (readonly [ItemKind, readonly string[]])[] => {
      const list = [...(before[kind] ?? [])];
      for (const [index, item] of items.entries()) {
        if (item.kind !== kind || item.parent !== undefined || item.number > MAX_KEPT) continue;
        while (list.length < item.number) list.push("");
        list[item.number - 1] = (digests[index] ?? "").slice(0, KEPT);
      }
      return list.length === 0 ? [] : [[kind, list]];
    }),
  );
}

/**
 * A digest of each item, from what it says and by how many before it say the same; when it
 * was done, and what is left of it, aside.
 */
export function digestsOf(items: readonly { readonly text: string }[]): readonly string[] {
  const seen = new Map<string, number>();
  return items.map(({ text }) => {
    const normalized = sameWords(text);
    const count = seen.get(normalized) ?? 0;
    seen.set(normalized, count + 1);
    return digestOf(`${normalized}\n${count}`, 12);
  });
}

/** A text in small letters without the times and remarks that change while its item is worked on. */
export function sameWords(text: string): string {
  return text
    .replaceAll(/[([](?:completed:|(?:[a-z]+:?\s)?\d{4}-\d{2}-\d{2})[^()[\]]{0,400}[)\]]/gi, " ")
    .toLowerCase()
    .replaceAll(/\s+/g, " ")
    .trim();
}
