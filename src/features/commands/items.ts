import { normalizeText } from "../../model/text.js";
import { readLabel, splitNumber } from "../../plan/parse/items.js";
import { itemInSection, type PlanItem, type Progress } from "../../plan/parse/progress.js";

/** Items that somebody means, by their positions in {@link Progress.items}, or what is wrong. */
export type FoundItems =
  | { readonly indexes: readonly number[] }
  | { readonly unknown: string; readonly matches: readonly number[] };

/** Labels and nothing else, parted by white space. */
const LABELS = /^\s*(?:[cqv]?\d[\d.]*(?:\s+|$))+$/i;

/** More items than one command names. */
const MAX_ITEMS = 100;

/**
 * Finds the items that somebody names, several parted by commas: by number, as the status comment
 * shows it (`3`, `Step 3`, `3.1`, `C2`); as `§3.2`, the second item below the third level-2 heading;
 * or by how their text begins, where only one begins so.
 *
 * @param said plain text
 * @returns for what is not found, the words, and the positions of the items that begin so
 */
export function findItems(
  said: string,
  progress: Pick<Progress, "items" | "sections">,
): FoundItems {
  const parts = said
    .split(",")
    .flatMap((part) => (LABELS.test(part) ? part.trim().split(/\s+/) : [part.trim()]))
    .filter((part) => part !== "")
    .slice(0, MAX_ITEMS);
  const found = parts.map((part) => ({ part, matches: matchesOf(part, progress) }));
  const wrong = found.find(({ matches }) => matches.length !== 1);
  if (wrong === undefined && found.length > 0) {
    return { indexes: [...new Set(found.flatMap(({ matches }) => matches))] };
  }
  // A text may have commas of its own.
  const whole = matchesOf(said.trim(), progress);
  if (whole.length === 1) return { indexes: whole };
  return { unknown: wrong?.part ?? "", matches: wrong?.matches ?? [] };
}

function matchesOf(
  part: string,
  { items, sections }: Pick<Progress, "items" | "sections">,
): readonly number[] {
  const label = readLabel(part);
  if (label !== undefined) return positions(items, (item) => item.label === label);
  const [, section, nth] = /^§\s?(\d{1,6})\.(\d{1,6})$/.exec(part) ?? [];
  if (section !== undefined) {
    const at = itemInSection({ items, sections }, Number(section), Number(nth));
    return at === undefined ? [] : [at];
  }
  const words = part.replace(/^["“„'‘](.*)["”“'’]$/s, "$1");
  const found = beginningsOf(words, items);
  const { number, text } = splitNumber(words);
  if (found.length > 0 || number === undefined) return found;
  // As the plan has it, number and words: both have to be right.
  return beginningsOf(text, items).filter((at) => items[at]?.label === String(number));
}

function beginningsOf(words: string, items: readonly PlanItem[]): readonly number[] {
  const wanted = normalizeText(words);
  if (wanted === "") return [];
  const whole = positions(items, ({ text }) => normalizeText(text) === wanted);
  if (whole.length === 1) return whole;
  return positions(items, ({ text }) => normalizeText(text).startsWith(wanted));
}

function positions(
  items: readonly PlanItem[],
  isWanted: (item: PlanItem) => boolean,
): readonly number[] {
  return items.flatMap((item, index) => (isWanted(item) ? index : []));
}

/** An item by what it says: the how-manieth of those that say the same. */
export interface NamedItem {
  readonly text: string;
  /** From 0. */
  readonly nth: number;
}

/** Names of items that hold in other versions of the file, too. */
export function namesOf(
  indexes: readonly number[],
  { items }: Pick<Progress, "items">,
): readonly NamedItem[] {
  return indexes.flatMap((index) => {
    const text = items[index]?.text;
    if (text === undefined) return [];
    const nth = items.slice(0, index).filter((item) => item.text === text).length;
    return [{ text, nth }];
  });
}

/**
 * The items in a version of the file, by {@link PlanItem.index}; those that it lacks are left out.
 */
export function indexesOf(
  names: readonly NamedItem[],
  { items }: Pick<Progress, "items">,
): readonly number[] {
  return names.flatMap(
    ({ text, nth }) => items.filter((item) => item.text === text)[nth]?.index ?? [],
  );
}
