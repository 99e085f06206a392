import { LRUCache } from "lru-cache";

/**
 * `find`, which several ask of the same object one after the other: what it gave is remembered for as
 * long as the object is there. Nobody may change either of them.
 *
 * @throws what `find` throws, which is not remembered
 */
export function memoizeByObject<Of extends object, Found extends object>(
  find: (of: Of) => Found,
): (of: Of) => Found {
  const known = new WeakMap<Of, Found>();
  return (of) => {
    const before = known.get(of);
    if (before !== undefined) return before;
    const found = find(of);
    known.set(of, found);
    return found;
  };
}

/** What to find, and how much of it to remember. */
interface Memory<Asked extends readonly unknown[], Found extends object | string> {
  /** Characters of keys (and of what else `sizeOf` counts) that are remembered in all. */
  readonly maxCharacters: number;
  /** All that the answer depends on, as a text. */
  readonly keyOf: (...asked: Asked) => string;
  readonly find: (...asked: Asked) => Found;
  /** In characters; the length of the key by default. */
  readonly sizeOf?: (found: Found, key: string) => number;
}

/**
 * `find`, of which the answers that were asked for last are remembered, but for one that is bigger
 * than all that may be. Nobody may change an answer.
 *
 * @throws what `find` throws, which is not remembered
 */
export function memoizeByText<Asked extends readonly unknown[], Found extends object | string>({
  maxCharacters,
  keyOf,
  find,
  sizeOf = (_, key) => key.length,
}: Memory<Asked, Found>): (...asked: Asked) => Found {
  const known = new LRUCache<string, Found>({
    maxSize: maxCharacters,
    // The cache takes no size of nothing, and an empty text is one.
    sizeCalculation: (found, key) => Math.max(1, sizeOf(found, key)),
  });
  return (...asked) => {
    const key = keyOf(...asked);
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = find(...asked);
    known.set(key, found);
    return found;
  };
}
