import { endOf, startOf } from "../../markdown/source.js";
import { parseMarkdown, plainText, readDocument } from "../../markdown/parse.js";
import { mergePlan, type MergeInput } from "./merge.js";

/** A section of a plan that a new rendering would fill otherwise. */
export interface Drift {
  /** Its heading as plain text; `undefined` for what stands before the first. */
  readonly section: string | undefined;
  /** A line that is new, as plain text; or, where none is, one that would go. */
  readonly text: string;
  readonly kind: "new" | "gone";
  /** People have changed that text by hand: a merge leaves it to them. */
  readonly byHand: boolean;
}

/**
 * What a new rendering has that the plan does not reflect, section by section (those of level-1 and
 * level-2 headings), in the order of the plan. What people have taken over by hand is none, nor is
 * what they took away. Never throws.
 *
 * @param counts whether a line that is new or gone counts; all do if left out
 */
export function driftOf(
  input: MergeInput,
  counts: (line: string) => boolean = () => true,
): readonly Drift[] {
  const { text, conflicts } = mergePlan(input);
  const before = sectionsOf(input.ours);
  const after = sectionsOf(text);
  const titles = [...new Set([...after.keys(), ...before.keys()])];
  const merged = titles.flatMap((title) => {
    const [old, now] = [before.get(title) ?? [], after.get(title) ?? []];
    const found = difference(old, now, counts);
    return found === undefined ? [] : [{ section: nameOf(title), ...found, byHand: false }];
  });
  const left = conflicts.flatMap(({ section, ours, theirs }) => {
    const found = difference(ours.split("\n"), theirs.split("\n"), counts);
    return found === undefined ? [] : [{ section, ...found, byHand: true }];
  });
  return [...merged, ...left];
}

/** Lines by section. Sections of one name are told apart by their number behind a line break. */
function sectionsOf(text: string): ReadonlyMap<string, readonly string[]> {
  const { tree, shift } = readDocument(text);
  const heads = tree.children.filter((node) => node.type === "heading" && node.depth <= 2);
  const sections = new Map<string, readonly string[]>();
  const counts = new Map<string, number>();
  const add = (name: string, from: number, to: number | undefined): void => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    // No heading has a line break.
    const title = count === 1 ? name : `${name}\n${count}`;
    sections.set(title, text.slice(from, to).split(/\r\n|\r|\n/));
  };
  const [first] = heads;
  add("", 0, first && startOf(first) + shift);
  for (const [index, head] of heads.entries()) {
    const next = heads[index + 1];
    // A new title is news of the section: it is told by what it says, not by its name.
    const isTitle = head.type === "heading" && head.depth === 1;
    const from = isTitle ? startOf(head) : endOf(head);
    add(isTitle ? "" : plainText(head), from + shift, next && startOf(next) + shift);
  }
  return sections;
}

function nameOf(title: string): string | undefined {
  const [name = ""] = title.split("\n");
  return name === "" ? undefined : name;
}

/** The first line that is new, or else the first that is gone; `undefined` where none says anything. */
function difference(
  old: readonly string[],
  now: readonly string[],
  counts: (line: string) => boolean,
): Pick<Drift, "text" | "kind"> | undefined {
  const fresh = wordsIn(now, old, counts);
  if (fresh !== undefined) return { text: fresh, kind: "new" };
  const gone = wordsIn(old, now, counts);
  return gone === undefined ? undefined : { text: gone, kind: "gone" };
}

/** What the first of `lines` says that `others` do not have. */
function wordsIn(
  lines: readonly string[],
  others: readonly string[],
  counts: (line: string) => boolean,
): string | undefined {
  const known = new Set(others.map((line) => line.trim()));
  const fresh = lines.filter((line) => !known.has(line.trim()) && counts(line));
  return fresh.map((line) => plainText(parseMarkdown(line.trim()))).find((words) => words !== "");
}
