import type { Pieces } from "./chunks.js";
import type { Line } from "./lines.js";

/** The base and the rendering, with the boxes that people ticked or cleared. */
interface Carried {
  readonly base: Pieces;
  readonly theirs: Pieces;
  /** The lines that got another box. */
  readonly ticked: readonly string[];
}

/**
 * Carries ticks over, so that they are no change of the text: an item that each file has once has
 * the box that people gave it, wherever the rendering moved it. A tick stays even where the rendering
 * takes its own back: whether somebody ticked the plan too, nobody can tell.
 */
export function carryTicks(base: Pieces, ours: Pieces, theirs: Pieces): Carried {
  const before = boxesIn(base);
  const after = boxesIn(theirs);
  const changed = new Map<string, string>();
  for (const [key, text] of boxesIn(ours)) {
    const old = before.get(key);
    const now = after.get(key);
    if (text === undefined || old === undefined || now === undefined) continue;
    if (old !== text || isOpen(now, key)) changed.set(key, text);
  }
  if (changed.size === 0) return { base, theirs, ticked: [] };
  const carry = (pieces: Pieces): Pieces => ({
    ...pieces,
    chunks: pieces.chunks.map((chunk) => ({
      ...chunk,
      lines: chunk.lines.map((line) => ticked(line, changed)),
    })),
  });
  return { base: carry(base), theirs: carry(theirs), ticked: [...changed.values()] };
}

/** Whether a line's box is open: its key is the line with its box so. */
function isOpen(text: string, key: string): boolean {
  return text === key;
}

function ticked(line: Line, changed: ReadonlyMap<string, string>): Line {
  return line.box ? { ...line, text: changed.get(line.key) ?? line.text } : line;
}

/** The lines with boxes by their keys; `undefined` for a key that comes several times. */
function boxesIn({ chunks }: Pieces): ReadonlyMap<string, string | undefined> {
  const found = new Map<string, string | undefined>();
  for (const { box, key, text } of chunks.flatMap(({ lines }) => lines)) {
    if (box) found.set(key, found.has(key) ? undefined : text);
  }
  return found;
}
