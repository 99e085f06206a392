import { flow } from "./flow.js";
import { isMapping } from "./merge.js";
import { CONFIG_SCHEMA, type SchemaNode } from "./node.js";
import type { Resolved } from "./read-config.js";

/**
 * The effective configuration as YAML, a value a line.
 *
 * @param explain with a comment that tells where each value comes from
 */
export function effectiveYaml({ config, originOf }: Resolved, explain: boolean): string {
  const lines = linesOf(CONFIG_SCHEMA, config, []);
  return lines
    .map(({ path, text }) => {
      if (!explain || path === undefined) return `${text}\n`;
      const origin = originOf(path);
      const from = origin === undefined ? "default" : `${origin.source}:${origin.line}`;
      return `${text} # ${from}\n`;
    })
    .join("");
}

interface Line {
  /** The value's; none for a section. */
  readonly path?: readonly string[];
  readonly text: string;
}

function linesOf(node: SchemaNode, value: unknown, above: readonly string[]): readonly Line[] {
  const indent = "  ".repeat(above.length);
  return Object.entries(node.properties ?? {}).flatMap(([key, child]): readonly Line[] => {
    const path = [...above, key];
    const inner = isMapping(value) ? value[key] : undefined;
    if (inner === undefined) return [];
    if (child.properties === undefined) return [{ path, text: `${indent}${key}: ${flow(inner)}` }];
    return [{ text: `${indent}${key}:` }, ...linesOf(child, inner, path)];
  });
}
