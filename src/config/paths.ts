import { slug } from "../plan/identity.js";
import { patternParts, type PatternPart } from "./patterns.js";

/** What a pattern is filled with. */
export interface PathValues {
  readonly number: number;
  readonly title: string;
  /** ISO 8601; its day is used. */
  readonly date: string;
  /** Name of the template. */
  readonly format: string;
}

/** The path of a new plan. `pattern` is one that `pathProblem` finds nothing wrong with. */
export function pathOf(pattern: string, { number, title, date, format }: PathValues): string {
  const values: Readonly<Record<string, string>> = {
    number: String(number),
    slug: slug(title),
    date: date.slice(0, 10),
    format,
  };
  return patternParts(pattern)
    .map((part) => ("text" in part ? part.text : (values[part.name] ?? "")))
    .join("");
}

/** The branch of an issue's plan. */
export function branchOf(pattern: string, number: number): string {
  return pattern.replaceAll("{number}", String(number));
}

/** What each placeholder can stand for in a file that people may have renamed. */
const MATCHES: Readonly<Record<string, string>> = {
  number: String.raw`([1-9]\d{0,9})`,
  slug: "[^/]*",
  date: String.raw`\d{4}-\d{2}-\d{2}`,
  format: "[a-z0-9-]+",
};

/** The issue whose plan a path of this pattern holds; `undefined` for a path that holds none. */
export function issueOfPath(pattern: string, path: string): number | undefined {
  const number = matcherOf(patternParts(pattern)).exec(path)?.[1];
  return number === undefined ? undefined : Number(number);
}

function matcherOf(parts: readonly PatternPart[]): RegExp {
  const source = parts.map((part) =>
    "text" in part
      ? part.text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
      : MATCHES[part.name],
  );
  return new RegExp(`^${source.join("")}$`, "u");
}

/**
 * The folder that holds an issue's plan, where the pattern shows it; `undefined` where its name
 * depends on more than the number.
 */
export function folderOf(pattern: string, number: number): string | undefined {
  const folder = branchOf(pattern.slice(0, pattern.lastIndexOf("/")), number);
  return folder.includes("{") ? undefined : folder;
}

/** The folders that lead to an issue's plan, from the outermost on, as far as the pattern shows them. */
export function plainFolders(pattern: string, number: number): readonly string[] {
  const names = branchOf(pattern, number).split("/").slice(0, -1);
  const open = names.findIndex((name) => name.includes("{"));
  const plain = open < 0 ? names : names.slice(0, open);
  return plain.map((_, index) => plain.slice(0, index + 1).join("/"));
}
