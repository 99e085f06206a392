import type { Definition, Html, Image, Link } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { posix } from "node:path";
import { visitParents } from "unist-util-visit-parents";
import { applyEdits, endOf, startOf } from "./source.js";
import { readDocument } from "./parse.js";

/** A file that moves inside its repository: paths from the root. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/**
 * The Markdown file at `path` with the links that led to the moved file leading to where it is now.
 * Nothing but their destinations is another. Never throws.
 */
export function updateLinksTo(text: string, path: string, move: Move, site: Site): string {
  return rewriteLinks(text, { from: path, to: path }, move, site);
}

/**
 * The moved Markdown file itself, with its links leading where they did: relative ones start from
 * another folder now. Never throws.
 */
export function updateLinksIn(text: string, move: Move, site: Site): string {
  return rewriteLinks(text, move, move, site);
}

function rewriteLinks(text: string, file: Move, { from, to }: Move, site: Site): string {
  /** The link as it has to be now, where it has to be another one. */
  const newUrlOf = (url: string): string | undefined => {
    const target = targetOf(url, file.from, site);
    if (target === undefined) return undefined;
    const now: Target = { ...target, path: target.path === from ? to : target.path };
    const stays = now.path === target.path && (file.from === file.to || now.start !== undefined);
    // The same folder in other words, or a link that is written otherwise than this module would.
    if (stays || linkTo(target, file.from) === linkTo(now, file.to)) return undefined;
    return linkTo(now, file.to);
  };
  const places = destinationsIn(text, (url) => newUrlOf(url) !== undefined);
  const edits = places.map(({ start, end, url }) => ({ start, end, text: newUrlOf(url) ?? "" }));
  return applyEdits(text, { start: 0, end: text.length }, edits);
}

/** Where the destination of a link, an image or a definition stands in a Markdown file. */
export interface Destination {
  readonly start: number;
  readonly end: number;
  /** As Markdown reads it. */
  readonly url: string;
}

/** A link of more characters than this is not looked into. */
const LONGEST = 4096;

/** A comment, or an attribute that holds an address (group 1: up to its value, 2 and 3: the value). */
const ATTRIBUTE = /<!--[^]*?(?:-->|$)|(\s(?:href|src)=)(?:"([^"<>&]*)"|'([^'<>&]*)')/gi;

/**
 * The destinations in a Markdown file for which `isWanted`, in no order; HTML's `href` and `src`
 * are some. Nothing in code or comments is.
 */
export function destinationsIn(
  text: string,
  isWanted: (url: string) => boolean,
): readonly Destination[] {
  const { tree, shift } = readDocument(text);
  const found: Destination[] = [];
  visitParents(tree, (node) => {
    if (node.type === "html") {
      found.push(...attributesOf(node, text, shift).filter(({ url }) => isWanted(url)));
    }
    if (node.type !== "link" && node.type !== "image" && node.type !== "definition") return;
    if (!isWanted(node.url) || node.position === undefined) return;
    const place = placeOf(node, text, shift);
    if (place !== undefined) found.push({ ...place, url: node.url });
  });
  return found;
}

function placeOf(
  node: Link | Image | Definition,
  text: string,
  shift: number,
): { readonly start: number; readonly end: number } | undefined {
  const [start, end] = [startOf(node) + shift, endOf(node) + shift];
  if (node.type === "link" && text[start] !== "[") {
    const bare = text[start] === "<" ? { start: start + 1, end: end - 1 } : { start, end };
    return text.slice(bare.start, bare.end) === node.url ? bare : undefined;
  }
  // What a link shows may be wrapped inside a quote: only what follows it is read again.
  const last = node.type === "link" ? node.children.at(-1) : undefined;
  const from = last?.position === undefined ? start : endOf(last) + shift;
  if (end - from > LONGEST) return undefined;
  const label = from === start ? "" : "[x";
  const place = lastDestination(label + text.slice(from, end), node.url);
  const by = from - label.length;
  return place && { start: place.start + by, end: place.end + by };
}

/** The outermost destination in the source of one link, image or definition. */
function lastDestination(
  source: string,
  url: string,
): { readonly start: number; readonly end: number } | undefined {
  const places: { readonly start: number; readonly end: number }[] = [];
  const tree = fromMarkdown(source, {
    mdastExtensions: [
      {
        enter: {
          resourceDestinationString(token) {
            places.push({ start: token.start.offset, end: token.end.offset });
            this.buffer();
          },
          definitionDestinationString(token) {
            places.push({ start: token.start.offset, end: token.end.offset });
            this.buffer();
          },
        },
      },
    ],
  });
  const [block] = tree.children;
  const node = block?.type === "paragraph" ? block.children[0] : block;
  return node !== undefined && "url" in node && node.url === url ? places.at(-1) : undefined;
}

function attributesOf(node: Html, text: string, shift: number): readonly Destination[] {
  const from = startOf(node) + shift;
  const source = text.slice(from, endOf(node) + shift);
  return [...source.matchAll(ATTRIBUTE)].flatMap((match) => {
    const [, before, double, single] = match;
    const url = double ?? single;
    if (before === undefined || url === undefined) return [];
    const start = from + match.index + before.length + 1;
    return [{ start, end: start + url.length, url }];
  });
}

/** Where a repository is on the web, and the branch whose files its addresses show. */
export interface Site {
  /** Address of its page, without a slash at the end. */
  readonly url: string;
  readonly defaultBranch: string;
}

/** A place in the repository that a link leads to. */
export interface Target {
  /** From the repository's root, decoded; starts with `..` where the link leaves the repository. */
  readonly path: string;
  /** Query and fragment, as in the link. */
  readonly tail: string;
  /** What stands before the path: `undefined` for a relative link, `/` or an address. */
  readonly start: string | undefined;
  /** A relative link starts with `./`. */
  readonly dotted: boolean;
}

/** Pages of a file that follow its branch. */
const PAGES = ["blob", "raw", "tree", "edit", "blame"];

/**
 * Where a link in the file at `from` leads: relative links, those from the repository's root, and
 * addresses of the default branch's files. `undefined` for any other, such as `#heading`.
 *
 * @see https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-readmes#relative-links-and-image-paths-in-markdown-files
 */
export function targetOf(url: string, from: string, site: Site): Target | undefined {
  const start = siteStart(url, site);
  if (start === undefined && /^(?:[a-z][a-z\d+.-]*:|\/\/|[?#]|$)/i.test(url)) return undefined;
  const rest = url.slice(start?.length ?? 0);
  const at = rest.search(/[?#]/);
  const path = decoded(at < 0 ? rest : rest.slice(0, at));
  if (path === undefined || path === "") return undefined;
  const folder = start === undefined ? posix.dirname(from) : "";
  return {
    path: posix.join(folder, path),
    tail: at < 0 ? "" : rest.slice(at),
    start,
    dotted: path.startsWith("./"),
  };
}

function siteStart(url: string, site: Site): string | undefined {
  if (/^\/(?!\/)/.test(url)) return "/";
  for (const page of PAGES) {
    for (const branch of ["HEAD", site.defaultBranch]) {
      const start = `${site.url}/${page}/${branch}/`;
      if (url.slice(0, start.length).toLowerCase() === start.toLowerCase()) {
        return url.slice(0, start.length);
      }
    }
  }
  return undefined;
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** The link that leads from the file at `from` to `target`, in a form that ends no link. */
function linkTo({ path, tail, start, dotted }: Target, from: string): string {
  const to = start === undefined ? relativePath(from, path) : path;
  const dots = dotted && !to.startsWith("../") ? "./" : "";
  const end = tail
    .replaceAll(/[\s<>()\\`|"'\p{Cc}]/gu, percent)
    .replaceAll(/&(?=#?\w+;)/g, "&amp;");
  return (start ?? dots) + to.replaceAll(/[\s%?#<>()\\&`|:"'\p{Cc}]/gu, percent) + end;
}

/** How the file at `from` names the one at `path`: like `posix.relative`, without a working directory. */
export function relativePath(from: string, path: string): string {
  const source = from.split("/").slice(0, -1);
  const target = path.split("/");
  let same = 0;
  while (same < target.length - 1 && same < source.length && source[same] === target[same])
    same += 1;
  return [...source.slice(same).map(() => ".."), ...target.slice(same)].join("/");
}

/** UTF-8, so that two bytes of one character stay together. */
function percent(character: string): string {
  const encoded = encodeURIComponent(character);
  if (encoded !== character) return encoded;
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
