import { words } from "../parse/format.js";
import type { Chunk } from "./chunks.js";

/** What makes two sections the same, from the surest to the least sure. */
const LIKENESSES: readonly ((chunk: Chunk) => string | undefined)[] = [
  ({ depth }) => (depth === 0 ? "start" : undefined),
  ({ path, depth }) => `${depth} ${path}`,
  ({ title, depth }) => `${depth} ${words(title)}`,
  ({ title }) => words(title),
  // “Step 2: Title” is “Step 3: Title” once there is a step before it.
  ({ title, depth }) => `${depth} ${words(title).replaceAll(/\d+/g, "")}`,
];

/** The least share of lines that a section keeps under another name. */
const LEAST_ALIKE = 0.5;

/** A renamed section is looked for among so many. */
const FARTHEST = 50;

/**
 * Which section of `other` each section of `one` is, by index: by its heading, and a renamed one by
 * its place and what stands in it. Sections of equal names are told apart by their order.
 */
export function pairChunks(
  one: readonly Chunk[],
  other: readonly Chunk[],
): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>();
  const taken = new Set<number>();
  const pair = (left: number, right: number) => {
    pairs.set(left, right);
    taken.add(right);
  };
  for (const [level, likeness] of LIKENESSES.entries()) {
    const left = namesOf(one, likeness, (index) => pairs.has(index));
    const right = namesOf(other, likeness, (index) => taken.has(index));
    for (const [name, lefts] of left) {
      const rights = right.get(name) ?? [];
      // Only whole paths may come several times: “Notes” twice elsewhere could be either.
      if (level > 1 && (lefts.length !== 1 || rights.length !== 1)) continue;
      for (const [nth, index] of lefts.entries()) {
        const match = rights[nth];
        if (match !== undefined) pair(index, match);
      }
    }
  }
  for (const [index, chunk] of one.entries()) {
    if (pairs.has(index)) continue;
    const renamed = renamedIn(index, chunk, other, pairs, taken);
    if (renamed !== undefined) pair(index, renamed);
  }
  return pairs;
}

function namesOf(
  chunks: readonly Chunk[],
  likeness: (chunk: Chunk) => string | undefined,
  isPaired: (index: number) => boolean,
): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const [index, chunk] of chunks.entries()) {
    const name = likeness(chunk);
    if (name === undefined || isPaired(index)) continue;
    found.set(name, [...(found.get(name) ?? []), index]);
  }
  return found;
}

/** The section between the same neighbours that says most of the same. */
function renamedIn(
  index: number,
  chunk: Chunk,
  other: readonly Chunk[],
  pairs: ReadonlyMap<number, number>,
  taken: ReadonlySet<number>,
): number | undefined {
  let before = index - 1;
  while (before >= 0 && !pairs.has(before)) before -= 1;
  let best: number | undefined;
  let bestShare = 0;
  const from = (pairs.get(before) ?? -1) + 1;
  for (let at = from; at < from + FARTHEST && at < other.length && !taken.has(at); at += 1) {
    const candidate = other[at];
    if (candidate === undefined || candidate.depth !== chunk.depth) continue;
    const share = chunk.depth === 1 ? 1 : alike(chunk, candidate);
    if (share < LEAST_ALIKE || share <= bestShare) continue;
    best = at;
    bestShare = share;
  }
  return best;
}

/** The share of lines below the headings that both have; blank ones do not count. */
function alike(one: Chunk, other: Chunk): number {
  const left = keysBelow(one);
  const right = keysBelow(other);
  if (left.size === 0 && right.size === 0) return LEAST_ALIKE;
  const common = [...left].filter((key) => right.has(key)).length;
  return common / Math.max(left.size, right.size, 1);
}

function keysBelow({ lines }: Chunk): ReadonlySet<string> {
  const keys = lines.slice(1).map(({ key }) => key.trim());
  return new Set(keys.filter((key) => key !== "" && key !== "---"));
}
