import type { Pieces } from "./chunks.js";
import type { Line } from "./lines.js";

/** The base and the rendering, with the boxes that people ticked or cleared. */
interface Carried {
  readonly base: Pieces;
  readonly theirs: Pieces;
  /** The lines that got another box. */
  readonly ticked: readonly string[];
  /** Whether there are ticked items that the rendering no longer has. */
  readonly kept: boolean;
}

/**
 * Carries ticks over, so that they are no change of the text: an item that each file has once has
 * the box that people gave it, wherever the rendering moved it. A tick stays even where the rendering
 * takes its own back, or the item out: whether somebody ticked the plan too, nobody can tell.
 */
export function carryTicks(base: Pieces, ours: Pieces, theirs: Pieces): Carried {
  const before = boxesIn(base);
  const after = boxesIn(theirs);
  const changed = new Map<string, string>();
  const gone = new Map<string, string>();
  for (const [key, text] of boxesIn(ours)) {
    const old = before.get(key);
    const now = after.get(key);
    if (text === undefined || old === undefined) continue;
    if (now === undefined) {
      // A ticked item is not taken out of the plan: to the merge, its tick is people's.
      if (old === text && !isOpen(text, key) && !after.has(key)) gone.set(key, key);
    } else if (old !== text || isOpen(now, key)) changed.set(key, text);
  }
  if (changed.size + gone.size === 0) return { base, theirs, ticked: [], kept: false };
  const carry = (pieces: Pieces, texts: ReadonlyMap<string, string>): Pieces => ({
    ...pieces,
    chunks: pieces.chunks.map((chunk) => ({
      ...chunk,
      lines: chunk.lines.map((line) => ticked(line, texts)),
    })),
  });
  return {
    base: carry(base, new Map([...changed, ...gone])),
    theirs: carry(theirs, changed),
    ticked: [...changed.values()],
    kept: gone.size > 0,
  };
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
