import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { findCollectionKey, findYamlExcess, type YamlExcess } from "../yaml-limits.js";
import { COLLECTION_KEY, EXCESS, longKey, unknownKey, wrongValue } from "./front-matter-problem.js";
import type { PlanState } from "./state.js";
import type { TemplateProblem } from "./template-error.js";

/** Words of a status line, and the state that each means. */
export type StatusWords = readonly { readonly word: string; readonly state: PlanState }[];

/** A template's front matter; every key may be left out. */
export type FrontMatter = z.infer<typeof schema>;

/** A template's source, taken apart. */
export interface SplitTemplate {
  /** The YAML between the `---` lines; empty where there is none. */
  readonly yaml: string;
  readonly body: string;
  /** 1-based line at which the body starts. */
  readonly bodyLine: number;
}

const STATES = ["proposed", "approved", "in progress", "blocked", "rejected", "completed"] as const;

const name = z.string().trim().min(1).max(200);
const headings = z.array(name).max(100);

const schema = z.strictObject({
  name: name.optional(),
  title: name.optional(),
  description: z.string().trim().max(1000).optional(),
  labels: z.array(name).max(100).default([]),
  status: z.record(name, z.enum(STATES)).optional(),
  sections: z
    .strictObject({
      required: headings.default([]),
      progress: headings.default([]),
      other: headings.default([]),
    })
    .prefault({}),
});

/**
 * Takes front matter and body apart. Front matter starts with `---` as the very first line and ends
 * with the next `---` line. `source` has LF line ends and no byte order mark.
 */
export function splitFrontMatter(source: string): SplitTemplate {
  const none = { yaml: "", body: source, bodyLine: 1 };
  const lines = source.split("\n");
  if (lines[0]?.trimEnd() !== "---") return none;
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === "---");
  if (end === -1) return none;
  return {
    yaml: lines.slice(1, end).join("\n"),
    body: lines.slice(end + 1).join("\n"),
    bodyLine: end + 2,
  };
}

/** Reads the YAML of a front matter, whose first line is line 2 of the file. */
export function readFrontMatter(yaml: string): FrontMatter | TemplateProblem {
  const excess = findYamlExcess(yaml);
  if (excess !== undefined) return { line: lineIn(yaml, excess), ...EXCESS[excess.kind] };
  const lineCounter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter, uniqueKeys: true });
  const lineAt = (offset: number) => lineCounter.linePos(offset).line + 1;
  const [error] = document.errors;
  if (error !== undefined) {
    const [reason] = error.message.split(/ at line |\n/);
    return {
      line: lineAt(error.pos[0]),
      reason: `the front matter is no YAML: ${reason}`,
      mend: "Mend the lines between the two --- lines.",
    };
  }
  const odd = findCollectionKey(document);
  if (odd !== undefined) return { line: lineAt(odd), ...COLLECTION_KEY };
  const plain = values(document);
  if (plain === undefined) {
    return {
      line: 2,
      reason: "the front matter repeats parts of itself (`*name`) too often",
      mend: "Write the parts out.",
    };
  }
  const data = schema.safeParse(plain.value ?? {});
  if (data.success) return data.data;
  const [issue] = data.error.issues;
  const path = issue?.path ?? [];
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const at = unknown === undefined ? path : [...path, unknown];
  return { line: lineAt(offsetOf(document, at)), ...wordingOf(issue, plain.value) };
}

/** The line of the file in which the YAML, whose first line is line 2, is too much. */
function lineIn(yaml: string, { offset }: YamlExcess): number {
  return yaml.slice(0, offset).split("\n").length + 1;
}

/** What the schema found, in words that tell what to write. */
function wordingOf(issue: z.core.$ZodIssue | undefined, value: unknown) {
  const path = issue?.path ?? [];
  if (issue?.code === "unrecognized_keys") return unknownKey(path, issue.keys[0] ?? "");
  return issue?.code === "invalid_key" ? longKey(path) : wrongValue(path, valueAt(value, path));
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null) return undefined;
    found = Object.getOwnPropertyDescriptor(found, key)?.value;
  }
  return found;
}

type YamlDocument = ReturnType<typeof parseDocument>;

/** The document as plain values; `undefined` where aliases would blow it up. */
function values(document: YamlDocument): { readonly value: unknown } | undefined {
  try {
    return { value: document.toJS({ maxAliasCount: 20 }) };
  } catch {
    return undefined;
  }
}

/** Where the node at `path` starts, or the nearest one above it that is there. */
function offsetOf(document: YamlDocument, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isRanged(node)) return node.range[0];
  }
  return 0;
}

function isRanged(node: unknown): node is { range: [number, number, number] } {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}
