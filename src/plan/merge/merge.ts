import { parseMarkdown, plainText, readDocument } from "../../markdown/parse.js";
import { endOf, startOf } from "../../markdown/source.js";
import { digestOf, textLines } from "../../model/text.js";
import { commonEnd, type Line, mergeLines, type Stretch } from "./lines.js";
import {
  settledLines,
  withoutSettled,
  carryTicks,
  piecesOf,
  type Chunk,
  type Pieces,
  unitsOf,
  type Unit,
  type Units,
} from "./units.js";

/** Three versions of a plan file. */
export interface MergeInput {
  /** What was rendered last. */
  readonly base: string;
  /** The file as people have edited it. */
  readonly ours: string;
  /** What is rendered now. */
  readonly theirs: string;
}

/** Lines that people and the rendering both changed: people's stand in the file. */
export interface MergeConflict {
  /** 1-based line of the merged file where people's lines start, or would if they had not gone. */
  readonly line: number;
  /** How many lines of the merged file are people's; 0 where they deleted what stood there. */
  readonly lines: number;
  /**
   * 1-based line of people's own file where their lines start; where they deleted them, the line
   * behind which these would stand, 0 for the file's start.
   */
  readonly from: number;
  /** People's text, LF line ends, none at its end. */
  readonly ours: string;
  /** What the rendering says instead, likewise; empty where it has nothing there any more. */
  readonly theirs: string;
  /** The heading it stands under, as plain text; `undefined` before the first heading. */
  readonly section: string | undefined;
}

/** A merged plan file. */
export interface Merged {
  readonly text: string;
  /** In the order of the file. */
  readonly conflicts: readonly MergeConflict[];
}

/**
 * Brings a new rendering into a plan that people have edited, by sections and lines. What people
 * added, changed, moved or deleted stays so. Every ticked item stays ticked. Everything else follows
 * the rendering. The file keeps its line ends, its byte order mark and a missing last line end. Never
 * throws.
 */
export function mergePlan({ base, ours, theirs }: MergeInput): Merged {
  if (base === theirs || ours === theirs) return { text: ours, conflicts: [] };
  const [before, mine, now] = [piecesOf(base), piecesOf(ours), piecesOf(theirs)];
  const carried = carryTicks(before, mine, now);
  const isTheirs = carried.ticked.length === 0 && !carried.kept;
  if (base === ours && isTheirs) return { text: theirs, conflicts: [] };
  const merged = write(carried.base, mine, carried.theirs);
  const written = new Set(merged.lines.map(({ text }) => text));
  // An item may have moved to where people's own text stays: then its tick is text like any other.
  const isWhole = carried.ticked.every((text) => written.has(text));
  const { lines, conflicts } = isWhole ? merged : write(before, mine, now);
  const tail = textOf(mine.tail) === textOf(before.tail) ? now.tail : mine.tail;
  return { text: mine.mark + join([...lines, ...tail], mine), conflicts };
}

function write(base: Pieces, ours: Pieces, theirs: Pieces) {
  const units = unitsOf(base.chunks, ours.chunks, theirs.chunks);
  const isSettled = settledLines(units, base, theirs);
  const lines: Line[] = [];
  const conflicts: MergeConflict[] = [];
  const places = new Map(
    ours.chunks.flatMap((chunk) => chunk.lines).map((line, index) => [line, index + 1]),
  );
  const placeOf = (line: Line | undefined) => line && places.get(line);
  let isNew = false;
  for (const unit of orderUnits(units)) {
    const stretches = mergeUnit(unit, isOrphan(unit, units));
    if (stretches.length === 0) continue;
    const wasNew = isNew;
    isNew = unit.base === undefined && unit.ours === undefined;
    if (isNew || wasNew) partFrom(lines, unit);
    for (const stretch of stretches) {
      if (stretch.kind === "both") {
        conflicts.push({
          line: lines.length + 1,
          lines: stretch.ours.length,
          from:
            placeOf(stretch.ours[0]) ?? placeOf(lines.findLast((line) => places.has(line))) ?? 0,
          ours: textOf(stretch.ours),
          theirs: textOf(stretch.theirs),
          section: titleOf(unit),
        });
        lines.push(...stretch.ours);
      } else if (stretch.kind === "ours") lines.push(...stretch.lines);
      else lines.push(...withoutSettled(stretch.lines, isSettled));
    }
  }
  return { lines, conflicts };
}

/** A blank line between a section that is new and what stands before it. */
function partFrom(lines: Line[], unit: Unit): void {
  const last = lines.at(-1);
  const heading = (unit.ours ?? unit.theirs)?.depth ?? 0;
  if (last === undefined || last.text.trim() === "" || heading === 0) return;
  lines.push({ text: "", end: "", key: "", box: false, entry: false });
}

/** Whether a new section belongs below one that people deleted. */
function isOrphan(unit: Unit, { theirs }: Units): boolean {
  const at = theirs.indexOf(unit);
  const parent = theirs
    .slice(0, Math.max(at, 0))
    .findLast((above) => depthOf(above) < depthOf(unit));
  return parent?.base !== undefined && parent.ours === undefined;
}

function titleOf({ ours, theirs }: Unit): string | undefined {
  const chunk: Chunk | undefined = ours ?? theirs;
  return chunk === undefined || chunk.depth === 0 ? undefined : chunk.title;
}

function textOf(lines: readonly Line[]): string {
  return lines.map(({ text }) => text).join("\n");
}

/** Lines in the form of the file that people have. */
function join(lines: readonly Line[], { chunks, tail }: Pieces): string {
  const mine = [...chunks.flatMap((chunk) => chunk.lines), ...tail];
  const end = commonEnd(mine);
  const own = new Set(mine);
  const last = lines.length - 1;
  const endsOpen = mine.length > 0 && mine.at(-1)?.end === "";
  return lines
    .map((line, index) => {
      if (index === last && endsOpen) return line.text;
      return line.text + (own.has(line) && line.end !== "" ? line.end : end);
    })
    .join("");
}

/**
 * What becomes of a section. One that people deleted stays deleted; one that the rendering no longer
 * has goes if nobody changed it, and stays whole if somebody did.
 */
function mergeUnit(unit: Unit, orphaned: boolean): readonly Stretch[] {
  const { base, ours, theirs } = unit;
  if (ours !== undefined && theirs !== undefined) {
    return mergeLines(base?.lines ?? [], ours.lines, theirs.lines);
  }
  if (ours !== undefined) {
    if (base === undefined) return [{ kind: "ours", lines: ours.lines }];
    if (isSame(base.lines, ours.lines)) return [];
    return [{ kind: "both", ours: ours.lines, theirs: [] }];
  }
  if (theirs === undefined || (base !== undefined && isSame(base.lines, theirs.lines))) return [];
  if (base === undefined && !orphaned) return [{ kind: "theirs", lines: theirs.lines }];
  return [{ kind: "both", ours: [], theirs: theirs.lines }];
}

/** Whether two sections have the same lines; line ends and blank lines at the end do not count. */
function isSame(a: readonly Line[], b: readonly Line[]): boolean {
  return textOf(a).trimEnd() === textOf(b).trimEnd();
}

/**
 * The sections in the order in which they are written: as people have them; as the rendering has
 * them where people moved none and it did. Others come behind the section that they follow in their
 * own file.
 */
function orderUnits({ base, ours, theirs }: Units): readonly Unit[] {
  const inOurs = new Set(ours);
  const inTheirs = new Set(theirs);
  const shared = base.filter((unit) => inOurs.has(unit) && inTheirs.has(unit));
  const keepsOrder = (units: readonly Unit[]) => {
    const order = new Set(shared);
    return units.filter((unit) => order.has(unit)).every((unit, index) => unit === shared[index]);
  };
  const follow = keepsOrder(ours) && !keepsOrder(theirs);
  const [leader, others] = follow ? [theirs, ours] : [ours, theirs];
  const leading = new Set(leader);
  const order = [...leader];
  for (const [index, unit] of others.entries()) {
    if (leading.has(unit)) continue;
    const before = others[index - 1];
    let place = before === undefined ? 0 : order.indexOf(before) + 1;
    // It does not come between a section and what only the other file has below that.
    while (isOwnBelow(order[place], unit, follow ? inOurs : inTheirs)) place += 1;
    order.splice(place, 0, unit);
  }
  return order;
}

function isOwnBelow(next: Unit | undefined, unit: Unit, known: ReadonlySet<Unit>): boolean {
  return next !== undefined && !known.has(next) && depthOf(next) > depthOf(unit);
}

/** The level of a section's heading, as people have it. */
function depthOf({ ours, theirs, base }: Unit): number {
  return (ours ?? theirs ?? base)?.depth ?? 0;
}

/** A run of lines, identified by how many they are and what they say. */
export interface LinesDigest {
  readonly count: number;
  /** Sixteen hexadecimal digits; empty for no lines. */
  readonly digest: string;
}

/** A conflict as it is remembered once it is reported. */
export interface ConflictKey {
  /** What people wrote. */
  readonly ours: LinesDigest;
  /** What the rendering said instead. */
  readonly theirs: LinesDigest;
}

/** How a conflict is remembered. */
export function conflictKey({ ours, theirs }: Pick<MergeConflict, "ours" | "theirs">): ConflictKey {
  return { ours: digestLines(linesOf(ours)), theirs: digestLines(linesOf(theirs)) };
}

/** Whether both are the same conflict. */
export function isSameConflict(a: ConflictKey, b: ConflictKey): boolean {
  return a.ours.digest === b.ours.digest && a.theirs.digest === b.theirs.digest;
}

/** Whether people have left a conflict as it was reported: their lines are there, or are gone as before. */
export function isStanding({ ours, theirs }: ConflictKey, plan: string): boolean {
  return ours.count > 0 ? hasLines(plan, ours) : !hasLines(plan, theirs);
}

/** Whether a text has those lines, one after the other. Each text has no lines at all. */
export function hasLines(text: string, { count, digest }: LinesDigest): boolean {
  if (count === 0) return true;
  const lines = textLines(text.replace(/^\uFEFF/, ""));
  return lines.some((_, at) => {
    return at + count <= lines.length && digestLines(lines.slice(at, at + count)).digest === digest;
  });
}

function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.split("\n");
}

function digestLines(lines: readonly string[]): LinesDigest {
  if (lines.length === 0) return { count: 0, digest: "" };
  return { count: lines.length, digest: digestOf(lines.join("\n"), 16) };
}

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

/** Lines by section. Sections of one name are distinguished by their number behind a line break. */
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
    sections.set(title, textLines(text.slice(from, to)));
  };
  const [first] = heads;
  add("", 0, first && startOf(first) + shift);
  for (const [index, head] of heads.entries()) {
    const next = heads[index + 1];
    // A new title is news of the section: it is identified by what it says, not by its name.
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
