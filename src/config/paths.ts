import { slug, SLUG_BYTES } from "../plan/identity.js";

/** Where plans are stored by default. */
export const DEFAULT_PATH = "plans/{number}-{slug}.md";

/** The branch that holds a plan until it is merged, by default. */
export const DEFAULT_BRANCH = "plan/issue-{number}";

/** Longest pattern, in characters: with its placeholders filled, paths stay within every limit. */
const MAX_CHARACTERS = 120;

/** Longest name of a file or folder, in bytes of UTF-8, on most systems; and longest name of a ref. */
const MAX_BYTES = 255;

/** The most that a placeholder can stand for, in bytes. */
const LONGEST: Readonly<Record<string, number>> = {
  number: 10,
  slug: SLUG_BYTES,
  date: 10,
  format: 64,
};

/** `refs/heads/` before a branch's name, and the digits of a long number. */
const LONGEST_REST = 20;

const PATH_NAMES = ["number", "slug", "date", "format"] as const;

/** A part of a pattern: text that stands as it is, or a placeholder's name. */
type PatternPart = { readonly text: string } | { readonly name: string };

/** Takes a pattern apart at its `{placeholders}`. */
function patternParts(pattern: string): readonly PatternPart[] {
  return pattern
    .split(/(\{[^{}]*\})/)
    .filter((part) => part !== "")
    .map((part) =>
      part.startsWith("{") && part.endsWith("}") ? { name: part.slice(1, -1) } : { text: part },
    );
}

/** What is wrong with a path pattern, as a sentence; `undefined` for one that can be used. */
export function pathProblem(pattern: string): string | undefined {
  const parts = patternParts(pattern);
  return (
    lengthProblem(pattern) ??
    placeholderProblem(parts, PATH_NAMES) ??
    pathTextProblem(pattern) ??
    bytesProblem(pattern) ??
    numberProblem(parts) ??
    oneSidedProblem(pattern)
  );
}

/**
 * What is wrong with a branch pattern; `undefined` for one that can be used. It holds the number and
 * nothing else that changes: the branch has to be found again when the issue has another title.
 *
 * @see https://git-scm.com/docs/git-check-ref-format
 */
export function branchProblem(pattern: string): string | undefined {
  const parts = patternParts(pattern);
  return (
    lengthProblem(pattern) ??
    placeholderProblem(parts, ["number"]) ??
    refProblem(pattern.replaceAll("{number}", "1")) ??
    numberProblem(parts)
  );
}

function lengthProblem(pattern: string): string | undefined {
  if (pattern.length <= MAX_CHARACTERS) return undefined;
  return `It is longer than ${MAX_CHARACTERS} characters.`;
}

function bytesProblem(pattern: string): string | undefined {
  const longest = pattern.split("/").map((segment) =>
    patternParts(segment)
      .map((part) => ("text" in part ? Buffer.byteLength(part.text) : (LONGEST[part.name] ?? 0)))
      .reduce((sum, bytes) => sum + bytes, 0),
  );
  if (Math.max(...longest) <= MAX_BYTES) return undefined;
  return `A file or folder name in it can become longer than ${MAX_BYTES} bytes, more than most systems allow.`;
}

function placeholderProblem(
  parts: readonly PatternPart[],
  names: readonly string[],
): string | undefined {
  const known = names.map((name) => `{${name}}`).join(", ");
  const used = parts.flatMap((part) => ("name" in part ? [part.name] : []));
  const unknown = used.find((name) => !names.includes(name));
  if (unknown !== undefined) return `Unknown placeholder {${unknown}}; use ${known}.`;
  if (parts.some((part) => "text" in part && /[{}]/.test(part.text))) {
    return `A brace has no partner; placeholders are written ${known}.`;
  }
  const twice = used.find((name, index) => used.indexOf(name) !== index);
  return twice === undefined ? undefined : `{${twice}} appears twice.`;
}

function pathTextProblem(pattern: string): string | undefined {
  const segments = pattern.split("/");
  if (pattern.startsWith("/") || segments.some((segment) => segment === "." || segment === "..")) {
    return "It leads out of the repository. Paths start at the repository's root, without “/”, “.” and “..”.";
  }
  if (segments.some((segment) => segment === "")) return "It has an empty folder name (“//”).";
  if (/[\p{Cc}\p{Cf}\\:*?"<>|]/u.test(pattern)) {
    return 'It has a character that some systems do not allow in file names: invisible ones and \\ : * ? " < > |.';
  }
  if (!isWellFormed(pattern)) return "It has an incomplete character (a lone surrogate).";
  if (segments.some((segment) => /^\s|[\s.]$/.test(segment))) {
    return "A folder or file name starts with a space, or ends with a space or a dot.";
  }
  if (segments.some((segment) => /^(?:\.git(?:hub)?|git~\d+)$/i.test(segment.normalize("NFKC")))) {
    return "It is in .github/ or .git/: plans cannot be stored there.";
  }
  if (!pattern.endsWith(".md")) return "It is not a Markdown file: it must end with .md.";
  if (segments.length < 2 || segments[0]?.includes("{")) {
    return "It must start with a fixed folder, such as plans/.";
  }
  return undefined;
}

/** The number can be read back: nothing next to it could be part of it. */
function numberProblem(parts: readonly PatternPart[]): string | undefined {
  const at = parts.findIndex((part) => "name" in part && part.name === "number");
  if (at < 0) return "{number} is missing: a plan is found by its issue's number.";
  const [before, after] = [parts[at - 1], parts[at + 1]];
  const free =
    (before === undefined || ("text" in before && /[^\p{L}\p{N}]$/u.test(before.text))) &&
    (after === undefined || ("text" in after && /^[^\p{L}\p{N}]/u.test(after.text)));
  if (free) return undefined;
  return "{number} must be separated from the text next to it: put “-”, “_”, “.” or “/” between them.";
}

/** A title or a name can hold numbers too: with one on each side, nobody would know which it is. */
function oneSidedProblem(pattern: string): string | undefined {
  const segment = pattern.split("/").find((name) => name.includes("{number}")) ?? "";
  const [before = "", after = ""] = segment.split("{number}");
  const varies = /\{(?:slug|format)\}/;
  if (!varies.test(before) || !varies.test(after)) return undefined;
  return "{slug} and {format} must be on the same side of {number}.";
}

function refProblem(branch: string): string | undefined {
  const segments = branch.split("/");
  const bad =
    Buffer.byteLength(branch) > MAX_BYTES - LONGEST_REST ||
    /[\p{Cc}\p{Cf}\s~^:?*[\\]|\.\.|@\{|\.$/u.test(branch) ||
    segments.some((name) => name === "" || name.startsWith(".") || name.endsWith(".lock")) ||
    branch.startsWith("-") ||
    branch.startsWith("refs/") ||
    !isWellFormed(branch);
  if (!bad) return undefined;
  return "Git does not allow a branch of that name (git check-ref-format).";
}

function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

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
