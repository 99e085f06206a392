import { visit, type Alias, type Document, type YAMLError } from "yaml";
import { MAX_YAML_TOKENS, type YamlExcess } from "../yaml-limits.js";

/** More aliases than a configuration needs; each can repeat what it names. */
export const MOST_ALIASES = 20;

/** What is said of a file that nobody could have meant. */
export const TOO_DEEP = [
  "It is nested too deeply.",
  "No key lies deeper than four levels.",
] as const;

/** What is said of a file that is not parsed at all. */
export const EXCESS: Readonly<Record<YamlExcess["kind"], readonly [what: string, mend: string]>> = {
  depth: TOO_DEEP,
  tokens: [
    "The file has too many keys and values.",
    `At most ${MAX_YAML_TOKENS} pieces of YAML are read, with every mark and line break as one: shorten its lists.`,
  ],
};

/** What is said of a key that is no plain text. */
export const COLLECTION_KEY = [
  "A key is a list, a mapping or an alias.",
  "Write the key as a plain text.",
] as const;

/** What the parser says, in words for those who wrote the file. */
export function said(
  error: YAMLError,
  text: string,
): { readonly what: string; readonly mend: string } {
  if (error.code === "DUPLICATE_KEY") {
    const key = /^[^\s:]*/.exec(text.slice(error.pos[0]))?.[0] ?? "";
    return { what: `The key “${key}” is there twice.`, mend: "Leave one of them." };
  }
  if (error.code === "MULTIPLE_DOCS") {
    return { what: "The file has several YAML documents.", mend: "Leave the first." };
  }
  if (error.code === "TAB_AS_INDENT") {
    return { what: "A tab stands where YAML wants spaces.", mend: "Indent with spaces." };
  }
  const reason = oneLine(error).replace(/\.$/, "");
  const mend = "Mend it there; a text with a colon, “#” or quotes in it goes in quotes.";
  return { what: `The YAML cannot be read: ${reason}.`, mend };
}

interface AliasProblem {
  readonly offset: number;
  readonly said: { readonly what: string; readonly mend: string };
}

/** Too many aliases, or one that names nothing. */
export function aliasProblem(document: Document): AliasProblem | undefined {
  const aliases: Alias[] = [];
  visit(document, {
    Alias(_, node) {
      aliases.push(node);
    },
  });
  const extra = aliases[MOST_ALIASES];
  if (extra !== undefined) {
    const what = `The file has more than ${MOST_ALIASES} aliases (“*name”).`;
    const mend = "Write out what they stand for.";
    return { offset: extra.range?.[0] ?? 0, said: { what, mend } };
  }
  const lost = aliases.find((alias) => alias.resolve(document) === undefined);
  if (lost === undefined) return undefined;
  const what = `The alias “*${lost.source.slice(0, 60)}” names nothing that comes before it.`;
  return {
    offset: lost.range?.[0] ?? 0,
    said: { what, mend: "Put quotes around it if it is a text." },
  };
}

/** What an error says, without the lines that follow. */
export function oneLine(error: unknown): string {
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return line;
}
