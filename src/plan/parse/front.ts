import { parseDocument } from "yaml";

/** Front matter longer than this, in characters, is not read. */
const LIMIT = 65_536;

/**
 * The plain values (texts, numbers, dates as written, truths) of a plan's front matter, by key in
 * small letters. Empty where it is no mapping, or no YAML.
 */
export function readFront(yaml: string | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (yaml === undefined || yaml.length > LIMIT) return found;
  const values: unknown = valuesOf(yaml);
  if (typeof values !== "object" || values === null || Array.isArray(values)) return found;
  for (const [key, value] of Object.entries(values)) {
    const plain = typeof value === "string" || typeof value === "number";
    if (plain || typeof value === "boolean") found.set(key.toLowerCase(), String(value).trim());
  }
  return found;
}

function valuesOf(yaml: string): unknown {
  try {
    return parseDocument(yaml, { uniqueKeys: false, logLevel: "silent" }).toJS({
      maxAliasCount: 0,
    });
  } catch {
    // Aliases, or errors that leave no values: the plan itself can be read all the same.
    return undefined;
  }
}
