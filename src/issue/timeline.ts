import type { RootContent, Table } from "mdast";
import { plainText } from "../plan/markdown.js";
import { readHours } from "./estimate.js";

/** What a section about the estimate says. */
export interface StatedEstimate {
  /** Hours by phase, where it lists them. */
  readonly phases: readonly (readonly [phase: string, hours: number])[];
  /** Hours in all, where it says nothing but that. */
  readonly total: number | undefined;
  /** It says nothing else. */
  readonly complete: boolean;
}

/** Reads lines such as `Testing: 2h`, table rows of phase and time, or a single `3 days`. */
export function readEstimate(nodes: readonly RootContent[]): StatedEstimate {
  const lines = nodes.flatMap(linesOf);
  const phases = lines.flatMap((line) => readLine(line) ?? []);
  const [only, ...more] = lines;
  const total = more.length === 0 && only !== undefined ? readHours(only) : undefined;
  const understood = total === undefined ? phases.length : 1;
  return {
    phases: phases.map(({ entry }) => entry).filter(isNoTotal),
    total,
    complete: understood === lines.length,
  };
}

interface Read {
  readonly entry: readonly [phase: string, hours: number];
}

function readLine(line: string): Read | undefined {
  const match = /^(.{1,80}?)\s*(?::|\||–|—|\s-\s)\s*([^:|–—]+)$/.exec(line);
  const hours = match?.[2] === undefined ? undefined : readHours(match[2]);
  return match?.[1] === undefined || hours === undefined ? undefined : { entry: [match[1], hours] };
}

/** The plan adds up by itself. */
function isNoTotal([phase]: readonly [string, number]): boolean {
  return !/^\W*total\W*$/i.test(phase);
}

function linesOf(node: RootContent): readonly string[] {
  if (node.type === "list") return node.children.map((item) => plainText(item));
  if (node.type === "table") return rowsOf(node);
  if (node.type !== "paragraph") return [plainText(node)];
  const text = node.children.map((child) =>
    child.type === "text" ? child.value : child.type === "break" ? "\n" : plainText(child),
  );
  return text
    .join("")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function rowsOf(table: Table): readonly string[] {
  return table.children.slice(1).map(({ children: cells }) =>
    cells
      .map((cell) => plainText(cell))
      .filter((text) => text !== "")
      .join("|"),
  );
}
