import { piecesOf, type Chunk, type Pieces } from "./merge/chunks.js";
import { commonEnd, type Line } from "./merge/lines.js";
import { mergeUnit } from "./merge/merge-unit.js";
import { settledLines, withoutSettled } from "./merge/moves.js";
import { depthOf, orderUnits } from "./merge/order.js";
import { carryTicks } from "./merge/ticks.js";
import { unitsOf, type Unit, type Units } from "./merge/units.js";

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
 * added, changed, moved, ticked or deleted stays so, and so does every ticked item, whosever the tick
 * is; everything else follows the rendering. The
 * file keeps the line ends, byte order mark and missing last line end that people gave it. Never
 * throws.
 */
export function mergePlan({ base, ours, theirs }: MergeInput): Merged {
  if (base === theirs || ours === theirs) return { text: ours, conflicts: [] };
  const [before, mine, now] = [piecesOf(base), piecesOf(ours), piecesOf(theirs)];
  const carried = carryTicks(before, mine, now);
  const isTheirs = carried.ticked.length === 0 && !carried.kept;
  if (base === ours && isTheirs) return { text: theirs, conflicts: [] };
  const merged = write(carried.base, mine, carried.theirs);
  const said = new Set(merged.lines.map(({ text }) => text));
  // An item may have moved to where people's own text stays: then its tick is text like any other.
  const isWhole = carried.ticked.every((text) => said.has(text));
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
          from: placeOf(stretch.ours[0]) ?? placeOf(lines.findLast((it) => places.has(it))) ?? 0,
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
  const parent = theirs.slice(0, Math.max(at, 0)).findLast((it) => depthOf(it) < depthOf(unit));
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
