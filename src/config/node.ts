import * as z from "zod";
import { configSchema } from "./schema.js";

/** The part of a JSON Schema that describes one value. */
export interface SchemaNode {
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly SchemaNode[];
  readonly items?: SchemaNode;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
}

/** The JSON Schema of the configuration, as an editor takes it: nothing has to be there. */
export const CONFIG_SCHEMA: SchemaNode = asNode(z.toJSONSchema(configSchema, { io: "input" }));

function asNode(schema: unknown): SchemaNode {
  if (!isNode(schema)) throw new TypeError("the configuration has no JSON Schema");
  return schema;
}

function isNode(schema: unknown): schema is SchemaNode {
  return typeof schema === "object" && schema !== null;
}

/** The description of the value at `path`; `undefined` where the configuration has none. */
export function nodeAt(path: readonly PropertyKey[]): SchemaNode | undefined {
  let node: SchemaNode | undefined = CONFIG_SCHEMA;
  for (const step of path) {
    node = childOf(node, step);
    if (node === undefined) return undefined;
  }
  return node;
}

function childOf(node: SchemaNode, step: PropertyKey): SchemaNode | undefined {
  if (typeof step === "number") {
    return node.items ?? node.anyOf?.find(({ items }) => items !== undefined)?.items;
  }
  const { properties, additionalProperties } = node;
  const key = String(step);
  if (properties !== undefined && Object.hasOwn(properties, key)) return properties[key];
  return typeof additionalProperties === "object" ? additionalProperties : undefined;
}

/** The keys that a mapping can have. */
export function keysOf(node: SchemaNode | undefined): readonly string[] {
  return Object.keys(node?.properties ?? {});
}

/** Dotted names of all keys below the mapping, sections left out. */
export function leafNames(node: SchemaNode = CONFIG_SCHEMA, before = ""): readonly string[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) =>
    child.properties === undefined ? [`${before}${key}`] : leafNames(child, `${before}${key}.`),
  );
}

/** What may stand at a value's place, as words that follow “must be”. */
export function allowedText(node: SchemaNode): string {
  if (node.anyOf !== undefined)
    return node.anyOf.map((option) => allowedText(option)).join(", or ");
  if (node.enum !== undefined) {
    const words = node.enum.map((value) => `“${String(value)}”`);
    return words.length === 1
      ? (words[0] ?? "")
      : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
  }
  if (node.const !== undefined) {
    return typeof node.const === "string" ? `“${node.const}”` : JSON.stringify(node.const);
  }
  if (node.type === "boolean") return "true or false";
  if (node.type === "array") return `a list, each entry ${allowedText(node.items ?? {})}`;
  if (node.type === "object") return mappingText(node);
  return node.title ?? "a text";
}

function mappingText(node: SchemaNode): string {
  const keys = keysOf(node);
  return keys.length === 0 ? "a mapping" : `a mapping with the keys ${keys.join(", ")}`;
}
