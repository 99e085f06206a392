/** Whether a value is a mapping: no list, no text, not null. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * `map` of all items, in their order, for `size` of them at the same time.
 *
 * @throws what the first failing `map` throws; later batches are not begun
 */
export async function mapInBatches<Item, Result>(
  items: readonly Item[],
  size: number,
  map: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += size) {
    results.push(...(await Promise.all(items.slice(at, at + size).map((item) => map(item)))));
  }
  return results;
}
