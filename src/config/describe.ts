import { isMapping } from "../model/collections.js";
import { schemaAddress } from "../model/package.js";
import { stringify } from "yaml";
import { allowedText, CONFIG_SCHEMA, type SchemaNode } from "./node.js";
import { FORMER_ARCHIVE, type Resolved } from "./read-config.js";

/** Width of comment lines in the example, in characters. */
const WIDTH = 90;

/** The table of all keys, in Markdown. */
export function describeKeys(): string {
  const head = [
    ["Key", "Meaning", "Allowed values", "Default", "Examples"],
    ["---", "---", "---", "---", "---"],
  ];
  const rows = entriesOf(CONFIG_SCHEMA, "").map(({ name, node }) => {
    const about = node.description ?? "";
    if (node.properties !== undefined) return [`\`${name}\``, about, "a section", "", ""];
    const examples = (node.examples ?? []).map((example) => code(example)).join(", ");
    const usual = node.default === undefined ? "" : code(node.default);
    return [`\`${name}\``, about, allowedText(node), usual, examples];
  });
  return [...head, ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
}

/** A file that says every default, each key with its sentence. Said or not, it is the same. */
export function describeExample(): string {
  return [SCHEMA_LINE, ...sectionLines(CONFIG_SCHEMA, "")].join("\n");
}

/** The JSON Schema of the file, as text. */
export function describeSchema(): string {
  const archive = CONFIG_SCHEMA.properties?.["archive"];
  const former = { ...archive, description: "The former name of `archive`.", deprecated: true };
  const check = CONFIG_SCHEMA.properties?.["check"];
  const mode = check?.properties?.["mode"];
  const dashboard = CONFIG_SCHEMA.properties?.["dashboard"];
  const enabled = dashboard?.properties?.["enabled"];
  const properties = {
    ...CONFIG_SCHEMA.properties,
    // `check: require` is short for its mode, `dashboard: true` for whether there is one.
    check: { description: check?.description, anyOf: [mode, check] },
    dashboard: { description: dashboard?.description, anyOf: [enabled, dashboard] },
    [FORMER_ARCHIVE]: former,
  };
  return `${JSON.stringify({ ...CONFIG_SCHEMA, properties }, undefined, 2)}\n`;
}

/** Editors that know this line complete and check as one types. */
const SCHEMA_LINE = `# yaml-language-server: $schema=${schemaAddress()}`;

interface Entry {
  readonly name: string;
  readonly node: SchemaNode;
}

function entriesOf(node: SchemaNode, before: string): readonly Entry[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const name = `${before}${key}`;
    const inner = child.items?.properties === undefined ? child : child.items;
    const mark = inner === child ? "." : "[].";
    return [{ name, node: child }, ...entriesOf(inner, `${name}${mark}`)];
  });
}

function sectionLines(node: SchemaNode, indent: string): readonly string[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const about = wrapped(child.description ?? "", `${indent}# `);
    const gap = indent === "" ? [""] : [];
    if (child.properties !== undefined) {
      return [...gap, ...about, `${indent}${key}:`, ...sectionLines(child, `${indent}  `)];
    }
    const example = `${key}: ${flow((child.examples ?? []).at(-1))}`;
    if (child.default === undefined) return [...gap, ...about, `${indent}# ${example}`];
    const line = `${indent}${key}: ${flow(child.default)}`;
    const tip = isEmpty(child.default) ? [`${indent}# ${example}`] : [];
    return [...gap, ...about, ...tip, line];
  });
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function code(value: unknown): string {
  return `\`${flow(value)}\``;
}

function wrapped(text: string, start: string): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && start.length + line.length + word.length + 1 > WIDTH) {
      lines.push(start + line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, start + line];
}

/**
 * The effective configuration as YAML, a value a line.
 *
 * @param explain with a comment that says where each value comes from
 */
export function effectiveYaml({ config, originOf }: Resolved, explain: boolean): string {
  const lines = valueLines(CONFIG_SCHEMA, config, []);
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

function valueLines(node: SchemaNode, value: unknown, above: readonly string[]): readonly Line[] {
  const indent = "  ".repeat(above.length);
  return Object.entries(node.properties ?? {}).flatMap(([key, child]): readonly Line[] => {
    const path = [...above, key];
    const inner = isMapping(value) ? value[key] : undefined;
    if (inner === undefined) return [];
    if (child.properties === undefined) return [{ path, text: `${indent}${key}: ${flow(inner)}` }];
    return [{ text: `${indent}${key}:` }, ...valueLines(child, inner, path)];
  });
}

/** A value as YAML on one line. */
function flow(value: unknown): string {
  return stringify(value, {
    collectionStyle: "flow",
    lineWidth: 0,
    flowCollectionPadding: true,
  }).trim();
}
