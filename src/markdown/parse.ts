import type { Nodes, Root } from "mdast";
import { fromMarkdown, type Extension as TreeExtension } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { toString } from "mdast-util-to-string";
import { gfm } from "micromark-extension-gfm";
import type { ConstructRecord, Extension } from "micromark-util-types";
import { memoizeByText } from "../model/memoize.js";
import { limited } from "./limits.js";
import { parseInPieces } from "./pieces.js";

/** A text of at most so many characters is parsed at once. */
const TINY = 2048;
/** One of at most so many is cut at headings alone, and read to its end, whatever it holds. */
const SHORT = 12_288;
/** How long pieces are, about. */
const PIECE = 1024;

const TREE_EXTENSIONS = gfmFromMarkdown().map(whereAddressed);

/**
 * The syntax tree of `text` as GitHub reads it: CommonMark with the GFM extensions. Never throws; any
 * text is Markdown. Positions are those in `text`. Takes time in proportion to the length of the
 * text, whatever it holds: see {@link limited} and {@link parseInPieces}.
 */
export function parseMarkdown(text: string): Root {
  if (text.length <= TINY) return parsePiece(text);
  return parseInPieces(text, PIECE, parsePiece, { isShort: text.length <= SHORT });
}

function parsePiece(text: string, extension: Extension = {}): Root {
  return fromMarkdown(text, {
    extensions: [extensionFor(text), extension],
    mdastExtensions: [TREE_EXTENSIONS],
  });
}

/** A Markdown file: its tree, and where that tree lies in the file's own text. */
export interface Document {
  /** Lines are those of the file; an offset in the file is `position offset + shift`. */
  readonly tree: Root;
  /** 1 where the file starts with a byte order mark, which no position counts; else 0. */
  readonly shift: 0 | 1;
  /** The YAML between the two `---` lines at the very start; `undefined` where there is none. */
  readonly frontMatter: string | undefined;
}

/** Characters of files that are remembered; their trees take some thirty bytes for each. */
const MAX_CHARACTERS = 256 * 1024;

/** The line that opens front matter, which is the file's first, and one that closes it. */
const OPENING = /^---[ \t]*[\r\n]/;
const CLOSING = /(?<=[\r\n])---[ \t]*(?=[\r\n]|$)/g;

const readKnown: (text: string) => Document = memoizeByText({
  maxCharacters: MAX_CHARACTERS,
  keyOf: (text: string) => text,
  find: readNew,
});

/** The last file that is longer than that: to read one takes seconds. */
let long: { readonly text: string; readonly document: Document } | undefined;

/**
 * Reads a Markdown file. YAML front matter is no Markdown (GitHub shows it as a table), so it is
 * blanked out, character by character, which leaves every position where it is in the file.
 *
 * Several read the same file, one after the other, so what was read last is remembered: nobody may
 * change the tree.
 */
export function readDocument(text: string): Document {
  if (text.length <= MAX_CHARACTERS) return readKnown(text);
  if (long?.text !== text) long = { text, document: readNew(text) };
  return long.document;
}

function readNew(text: string): Document {
  const shift = text.startsWith("\uFEFF") ? 1 : 0;
  const body = text.slice(shift);
  const matter = frontMatterOf(body);
  if (matter === undefined) return { tree: parseMarkdown(body), shift, frontMatter: undefined };
  const blank = body.slice(0, matter.end).replaceAll(/[^\r\n]/g, " ");
  return { tree: parseMarkdown(blank + body.slice(matter.end)), shift, frontMatter: matter.yaml };
}

/** The front matter at the start of `body`, and the offset behind its closing line's dashes. */
function frontMatterOf(body: string): { yaml: string; end: number } | undefined {
  const opening = OPENING.exec(body);
  if (opening === null) return undefined;
  CLOSING.lastIndex = opening[0].length;
  const closing = CLOSING.exec(body);
  if (closing === null) return undefined;
  return {
    yaml: body.slice(opening[0].length, closing.index),
    end: closing.index + closing[0].length,
  };
}

/** What a node says, as plain text on one line: no markup, no comments, single spaces. */
export function plainText(node: Nodes): string {
  return textOf(node).replaceAll(/\s+/g, " ").trim();
}

/** A hard break parts words like any other line end, which `mdast-util-to-string` does not say. */
function textOf(node: Nodes): string {
  if (node.type === "break") return " ";
  if (!("children" in node)) return toString(node, { includeHtml: false });
  let text = "";
  for (const child of node.children) text += textOf(child);
  return text;
}

/** The 1-based line a node starts at, in the file's bytes as they are. */
export function lineOf(node: Nodes): number {
  return node.position?.start.line ?? 1;
}

/** What a bare address has: GFM 6.9, "Autolinks (extension)". */
const MAIL = /[\w+.-]@/;
const ADDRESS = /https?:\/\/|www\./i;

/**
 * What a text has that one of these constructs reads, by the name of the construct. Letters and digits
 * start addresses, and any line could be the head of a table: to try each takes a quarter of the time
 * of a parse.
 */
const SIGNS: readonly (readonly [constructs: readonly string[], sign: RegExp])[] = [
  [["emailAutolink"], MAIL],
  [["protocolAutolink", "wwwAutolink"], ADDRESS],
  // Its second row is of dashes, and has a stroke or a colon.
  [["table"], /[|:][ \t]*-|-[ \t]*[|:]/],
];

const extensions = new Map<string, Extension>();

/** GFM, but for constructs that nothing in `text` can be: the same tree in less time. */
function extensionFor(text: string): Extension {
  const unneeded = SIGNS.flatMap(([constructs, sign]) => (sign.test(text) ? [] : constructs));
  const key = unneeded.join(" ");
  const extension = extensions.get(key) ?? limited(without(gfm(), unneeded));
  extensions.set(key, extension);
  return extension;
}

/** `extension` without some of its constructs. */
function without(extension: Extension, names: readonly string[]): Extension {
  const rest = (constructs: ConstructRecord = {}): ConstructRecord => {
    const kept = Object.entries(constructs).map(([code, construct]) => {
      const others = [construct ?? []].flat().filter(({ name = "" }) => !names.includes(name));
      return [code, others] as const;
    });
    return Object.fromEntries(kept.filter(([, others]) => others.length > 0));
  };
  return { ...extension, flow: rest(extension.flow), text: rest(extension.text) };
}

/** `extension`, whose transforms, which look for bare addresses, run only where there may be one. */
function whereAddressed(extension: TreeExtension): TreeExtension {
  const { transforms, ...others } = extension;
  const guarded = (transforms ?? []).map((transform) => (tree: Root) => {
    if (mayHoldAddress(tree)) return transform(tree);
    return undefined;
  });
  return { ...others, transforms: guarded };
}

/** Whether there is what a bare address has in any text outside of links, where none are looked for. */
function mayHoldAddress(node: Nodes): boolean {
  if (node.type === "text") return MAIL.test(node.value) || ADDRESS.test(node.value);
  if (node.type === "link" || node.type === "linkReference") return false;
  return "children" in node && node.children.some(mayHoldAddress);
}
