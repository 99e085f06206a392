import { digestOf } from "../../model/compare-text.js";
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

/** Tells what the items of one plan are. */
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

/** Reads what {@link writeKinds} wrote. Any text gives kinds: what it does not tell is a step. */
export function readKinds(mark: string): ItemKinds {
  const named: { readonly name: string; readonly kind: ItemKind }[] = [];
  const standing = new Set<string>();
  for (const part of mark.split(";")) {
    const [key = "", list = ""] = part.split(":");
    const kind = Object.entries(KEYS).find(([name]) => name === key)?.[1];
    if (kind === undefined) continue;
    for (const entry of list.split(",").filter((it) => it !== "")) {
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
