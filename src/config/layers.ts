import { isMapping } from "../model/mapping.js";
import type { ValuePath } from "./yaml.js";

/** A mapping of any content, as YAML gives it. */
export type RawMapping = Readonly<Record<string, unknown>>;

/**
 * Puts `upper` over `lower`, deeply: mappings are merged key by key, everything else — lists, too —
 * takes the lower one's place. A key without a value (`labels:`) says nothing.
 */
export function mergeDeep(lower: RawMapping, upper: RawMapping): RawMapping {
  const merged = new Map<string, unknown>(Object.entries(withoutNulls(lower)));
  for (const [key, value] of Object.entries(upper)) {
    if (value === null || value === undefined) continue;
    const below = merged.get(key);
    merged.set(key, isMapping(value) ? mergeDeep(isMapping(below) ? below : {}, value) : value);
  }
  // `fromEntries` defines keys: one called `__proto__` is a key like any other.
  return Object.fromEntries(merged);
}

function withoutNulls(mapping: RawMapping): RawMapping {
  return Object.fromEntries(
    Object.entries(mapping).filter(([, value]) => value !== null && value !== undefined),
  );
}

/** What a mapping says at `path`; `undefined` where it says nothing. */
export function valueAt(mapping: RawMapping, path: ValuePath): unknown {
  let value: unknown = mapping;
  for (const step of path) {
    const key = String(step);
    if (Array.isArray(value)) value = value[Number(key)];
    else if (isMapping(value) && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value ?? undefined;
}

/** A mapping without what it says at `path`. */
export function without(mapping: RawMapping, path: ValuePath): RawMapping {
  const [step, ...rest] = path;
  if (step === undefined) return {};
  const key = String(step);
  const entries = Object.entries(mapping).flatMap(([name, value]): [string, unknown][] => {
    if (name !== key) return [[name, value]];
    // A list with a bad entry is left out whole: half a list would say something else.
    return rest.length > 0 && isMapping(value) ? [[name, without(value, rest)]] : [];
  });
  return Object.fromEntries(entries);
}
