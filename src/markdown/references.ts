import type { Nodes, Definition, PhrasingContent, Root } from "mdast";
import { createHash } from "node:crypto";
import { memoizeByText } from "../model/memoize.js";
import { blocksWith } from "./source.js";
import { parseMarkdown } from "./parse.js";

/** An issue or a pull request that a text refers to. */
export interface Reference {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  /** Whether a closing keyword stands right before it. */
  readonly closes: boolean;
}

/** Where a text stands, which says what `#1` means in it. */
export interface ReferenceContext {
  readonly owner: string;
  readonly repo: string;
  /** The host whose addresses count, as in an URL; `github.com` by default. */
  readonly host?: string;
}

/** A {@link Reference} as it is written: `#1` names no repository. */
export interface WrittenReference {
  readonly owner: string | undefined;
  readonly repo: string | undefined;
  readonly number: number;
  readonly closes: boolean;
}

const DEFAULT_HOST = "github.com";

/**
 * A reference, with the closing keyword before it if there is one (GitHub Docs, "Autolinked
 * references and URLs" and "Linking a pull request to an issue"). Groups: keyword, link token,
 * owner, repository, number behind `#`, number behind `GH-`.
 */
const REFERENCE = new RegExp(
  [
    String.raw`(?:(?<![\p{L}\p{N}_])(close[sd]?|fix(?:e[sd])?|resolve[sd]?)(?::\s*|\s+))?`,
    String.raw`(?:\0(\d+)\0`,
    String.raw`|(?<![\p{L}\p{N}_#&/])(?:([a-z\d][a-z\d_-]{0,38})/([\w.-]{1,100}))?#([1-9]\d{0,9})(?![\p{L}\p{N}_])`,
    String.raw`|(?<![\p{L}\p{N}_/-])GH-([1-9]\d{0,9})(?![\p{L}\p{N}_]))`,
  ].join(""),
  "giu",
);

/** Path of the page of an issue or a pull request. */
const PAGE = /^\/([\w-]+)\/([\w.-]+)\/(?:issues|pull)\/([1-9]\d{0,9})(?:\/|$)/;

/** What every reference has in it, whatever stands around it. */
const SIGN = /#[1-9]|\bGH-[1-9]|\/(?:issues|pull)\/[1-9]/i;

/** Characters of one text that are parsed: hostile Markdown takes some ten milliseconds a KiB. */
const MAX_PARSED = 4096;

/** Characters of references and digests that are remembered; a text has about a hundred. */
const MAX_CHARACTERS = 512 * 1024;

/**
 * What the Markdown `text` (the body of an issue, a pull request or a comment) refers to, in
 * document order, repeats included: `#1`, `GH-1`, `owner/repo#1` and addresses, as they are or
 * behind a link's text. Nothing inside code or a comment counts, nor does `#1` as a link's text.
 *
 * Of a long text only the blocks with something like a reference are parsed. What is beyond 4 KiB of
 * these is read as plain text with HTML: what stands in code of Markdown counts there, too.
 */
export function readReferences(text: string, context: ReferenceContext): readonly Reference[] {
  if (!SIGN.test(text)) return [];
  return readOnce(text, context.host ?? DEFAULT_HOST).map((found) => resolve(found, context));
}

/** What says that a pull request is part of the work on an issue. */
const PART_OF = /\bpart[ \t]+of\b/gi;

/**
 * {@link readReferences}, of which those after `Part of` close what they refer to, too: what a pull
 * request says that it works on, and not just mentions.
 */
export function readWorkReferences(text: string, context: ReferenceContext): readonly Reference[] {
  return readReferences(text.replaceAll(PART_OF, "closes"), context);
}

/** Each look asks for the same bodies. */
const readOnce = memoizeByText({
  maxCharacters: MAX_CHARACTERS,
  keyOf: (text: string, host: string) =>
    createHash("sha256").update(`${host}\n${text}`).digest("base64"),
  // A part of a text holds all of it in memory; a clone does not.
  find: (text: string, host: string) => structuredClone(readWritten(text, host)),
  sizeOf: (found, key) => key.length + 60 * found.length,
});

function readWritten(text: string, host: string): readonly WrittenReference[] {
  if (text.length <= MAX_PARSED) return referencesIn(parseMarkdown(text), host);
  let left = MAX_PARSED;
  return blocksWith(text, SIGN).flatMap((block) => {
    // The links to what is defined here are elsewhere.
    if (block.length > left || block.includes("]:")) return plainReferences(block, host);
    left -= block.length;
    return referencesIn(parseMarkdown(block), host);
  });
}

/** What a plain-text title refers to. A title closes nothing. */
export function readTitleReferences(
  title: string,
  context: ReferenceContext,
): readonly Reference[] {
  return referencesOf(plainStretch(title), context.host).map(({ owner, repo, number }) =>
    resolve({ owner, repo, number, closes: false }, context),
  );
}

function plainReferences(text: string, host: string): readonly WrittenReference[] {
  const shown = text.replaceAll(LINKED, " $1 ");
  return referencesOf(plainStretch(htmlReader().read(shown)), host);
}

/** An address in the brackets of Markdown or HTML. */
const LINKED = /[(<]([a-z]+:\/\/[^\s<>()]+)[)>]/gi;

/** Plain text, in which addresses are links. */
function plainStretch(plain: string): Stretch {
  const links: string[] = [];
  const text = plain
    .replaceAll("\u0000", " ")
    .replaceAll(/\bhttps?:\/\/[^\s<>]*[^\s<>.,:;!?)\]}'"]/gi, (url) =>
      linkToken(links.push(url) - 1),
    );
  return { text, links };
}

/** {@link readReferences} of a node that is parsed already, without a place to read `#1` from. */
export function referencesIn(node: Nodes, host = DEFAULT_HOST): readonly WrittenReference[] {
  return flatten(node).flatMap((stretch) => referencesOf(stretch, host));
}

/** A reference with what a reader sees around it, in the same line of text. */
export interface PlacedReference extends WrittenReference {
  /** Links and addresses stand in it as they are counted; markup and code as a replacement character. */
  readonly before: string;
  readonly written: string;
  readonly after: string;
}

/** {@link referencesIn}, each with its surroundings. */
export function placedReferences(node: Nodes, host = DEFAULT_HOST): readonly PlacedReference[] {
  return flatten(node).flatMap((stretch) =>
    matchesIn(stretch).flatMap((match) => {
      const [found] = referenceOf(match, stretch, host);
      if (found === undefined) return [];
      const before = stretch.text.slice(0, match.index);
      const [written] = match;
      const after = stretch.text.slice(match.index + written.length);
      return [{ ...found, before, written, after }];
    }),
  );
}

function resolve(found: WrittenReference, { owner, repo }: ReferenceContext): Reference {
  return { ...found, owner: found.owner ?? owner, repo: found.repo ?? repo };
}

function referencesOf(stretch: Stretch, host = DEFAULT_HOST): readonly WrittenReference[] {
  return matchesIn(stretch).flatMap((match) => referenceOf(match, stretch, host));
}

/** What a match of {@link REFERENCE} has in it, which most texts have not: a tenth of the time. */
const CANDIDATE = /[#\0]|GH-/i;

function matchesIn({ text }: Stretch): readonly RegExpExecArray[] {
  return CANDIDATE.test(text) ? [...text.matchAll(REFERENCE)] : [];
}

function referenceOf(
  match: RegExpMatchArray,
  { links }: Stretch,
  host: string,
): readonly WrittenReference[] {
  const [, keyword, link, owner, repo, number, ghNumber] = match;
  const closes = keyword !== undefined;
  if (link !== undefined) {
    const page = pageOf(links[Number(link)] ?? "", host);
    return page === undefined ? [] : [{ ...page, closes }];
  }
  return [{ owner, repo, number: Number(number ?? ghNumber), closes }];
}

/** The issue or pull request whose page on `host` is at `url`. */
function pageOf(url: string, host: string): Omit<Reference, "closes"> | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host: urlHost, pathname } = new URL(url);
  if (!/^https?:$/.test(protocol) || urlHost.toLowerCase() !== host.toLowerCase()) return undefined;
  const [, owner, repo, number] = PAGE.exec(pathname) ?? [];
  if (owner === undefined || repo === undefined) return undefined;
  return { owner, repo, number: Number(number) };
}

/** A stretch of text in which references are looked for. */
export interface Stretch {
  /** What a reader sees; a link is {@link linkToken}, code and markup are {@link OPAQUE}. */
  readonly text: string;
  /** The addresses of its links. */
  readonly links: readonly string[];
}

/** How link number `index` stands in the text of a {@link Stretch}; no Markdown text holds a NUL. */
export function linkToken(index: number): string {
  return `\u0000${index}\u0000`;
}

/** Every paragraph, heading, table cell and block of HTML below `node`, without code and comments. */
export function flatten(node: Nodes): readonly Stretch[] {
  const definitions = node.type === "root" ? definitionsOf(node) : new Map<string, string>();
  const stretches: Stretch[] = [];
  const waiting: Nodes[] = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.type === "html") {
      stretches.push({ text: htmlReader().read(next.value), links: [] });
    } else if (next.type === "paragraph" || next.type === "heading" || next.type === "tableCell") {
      stretches.push(stretchOf(next.children, definitions));
    } else if ("children" in next) {
      waiting.push(...next.children.toReversed());
    }
  }
  return stretches;
}

/** Link reference definitions by identifier; the first of a name holds (CommonMark 4.7). */
function definitionsOf(root: Root): Map<string, string> {
  const found = new Map<string, string>();
  const waiting: Nodes[] = [root];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.type === "definition") define(found, next);
    else if ("children" in next) waiting.push(...next.children.toReversed());
  }
  return found;
}

function define(found: Map<string, string>, { identifier, url }: Definition): void {
  if (!found.has(identifier)) found.set(identifier, url);
}

function stretchOf(
  nodes: readonly PhrasingContent[],
  definitions: ReadonlyMap<string, string>,
): Stretch {
  const html = htmlReader();
  const links: string[] = [];
  function textOf(node: PhrasingContent): string {
    if (node.type === "html") return html.read(node.value);
    if (html.inCode()) return OPAQUE;
    if (node.type === "text") return node.value;
    if (node.type === "break") return "\n";
    const url =
      node.type === "link"
        ? node.url
        : node.type === "linkReference"
          ? definitions.get(node.identifier)
          : undefined;
    if (url !== undefined) return linkToken(links.push(url) - 1);
    return "children" in node ? node.children.map((child) => textOf(child)).join("") : OPAQUE;
  }
  const text = nodes.map((node) => textOf(node)).join("");
  return { text, links };
}

/** Stands for what is no text, so that what is left and right of it does not run together. */
export const OPAQUE = "\uFFFC";

/** Elements whose content is shown as it is: nothing in them is a reference. */
const VERBATIM = new Set(["code", "pre", "script", "style", "textarea", "tt"]);

/** A comment (to its end, or to the end of the text), or a tag: group 1 is `/`, group 2 its name. */
const MARKUP = /<!--[^]*?(?:-->|$)|<(\/?)([a-z][a-z\d-]*)(?=[\s/>])[^<>]*>/gi;

/** Turns HTML into the text that a reader sees outside of code; remembers open code between calls. */
interface HtmlReader {
  /** The text of a piece of HTML, every tag and comment replaced by {@link OPAQUE}. */
  readonly read: (html: string) => string;
  /** Whether the last piece ended inside code. */
  readonly inCode: () => boolean;
}

/** A reader for the pieces of HTML of one paragraph, or for one block of HTML. */
function htmlReader(): HtmlReader {
  let depth = 0;
  function read(html: string): string {
    let text = "";
    let end = 0;
    for (const match of html.matchAll(MARKUP)) {
      text += (depth === 0 ? html.slice(end, match.index) : "") + OPAQUE;
      end = match.index + match[0].length;
      if (!VERBATIM.has(match[2]?.toLowerCase() ?? "")) continue;
      depth = match[1] === "/" ? Math.max(0, depth - 1) : depth + 1;
    }
    return depth === 0 ? text + html.slice(end) : text;
  }
  return { read, inCode: () => depth > 0 };
}
