import type { Definition, Image, Link, Text } from "mdast";
import { visitParents } from "unist-util-visit-parents";
import { endOf, startOf, type Edit, type Source } from "./source.js";

/**
 * Makes the addresses of links, images and definitions whole that are relative on the issue's
 * `page`; from the plan's file they would lead somewhere else. References to issues become links.
 */
export function linkEdits({ text, root }: Source, page: string): readonly Edit[] {
  const edits: Edit[] = [];
  visitParents(root, (node, ancestors) => {
    if (
      node.type === "text" &&
      !ancestors.some(({ type }) => /^(?:link|linkReference)$/.test(type))
    ) {
      edits.push(...referenceEdits(text, node, page));
    }
    if (node.type !== "link" && node.type !== "image" && node.type !== "definition") return;
    const whole = wholeAddress(node.url, page, node.type === "image");
    if (whole === undefined) return;
    const at = addressOf(text, node);
    if (at !== undefined) edits.push({ ...at, text: whole });
  });
  return edits;
}

/** `#7` and `owner/name#7`, where GitHub takes them for references. */
const REFERENCE =
  /(?<![\p{L}\p{N}_/#&\\[.-])(?:([a-z\d][a-z\d-]{0,38})\/([\w.-]{1,100}))?#([1-9]\d{0,8})(?![\p{L}\p{N}_;-])/giu;

/** A colour is no issue: `colour #336699`. */
const COLOUR = /colou?rs?\W{0,3}$/i;

/** Makes links of references: GitHub makes none of `#7` in a file of the repository. */
function referenceEdits(text: string, node: Text, page: string): readonly Edit[] {
  if (!URL.canParse(page)) return [];
  const { origin, pathname } = new URL(page);
  const [home = "", here = ""] = pathname.split("/").slice(1);
  if (here === "") return [];
  const start = startOf(node);
  const source = text.slice(start, endOf(node));
  return [...source.matchAll(REFERENCE)].flatMap((match): readonly Edit[] => {
    const [reference, owner = home, name = here, number = ""] = match;
    if (COLOUR.test(source.slice(0, match.index))) return [];
    const at = start + match.index;
    const url = `${origin}/${owner}/${name}/issues/${number}`;
    return [{ start: at, end: at + reference.length, text: `[${reference}](${url})` }];
  });
}

/** How a repository's pages start, below `/owner/name/`. */
const PAGES =
  /^(?:blob|tree|raw|blame|edit|wiki|issues|pull|pulls|commit|commits|compare|releases|actions|discussions|projects|milestones?|labels|security|assets)(?:\/|$)/;

/**
 * The address that a relative `url` in an issue means: `#x` is on the issue's own page, `../x` is
 * read from there as browsers do, and a path is that of a file on the default branch.
 * `undefined` for one that is whole already, and where `page` is no issue's.
 */
export function wholeAddress(url: string, page: string, image: boolean): string | undefined {
  if (url === "" || /^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(url) || !URL.canParse(page))
    return undefined;
  const { origin, pathname } = new URL(page);
  const [owner, name] = pathname.split("/").filter((part) => part !== "");
  if (owner === undefined || name === undefined) return undefined;
  if (url.startsWith("#") || url.startsWith("?")) return resolved(url, page);
  const repository = `${origin}/${owner}/${name}/`;
  const path = url.replace(/^(?:\.?\/)+/, "");
  const pages = url.startsWith("/") && path.startsWith(`${owner}/${name}/`);
  if (pages) return resolved(`/${path}`, page);
  if (url.startsWith("../")) {
    const found = resolved(url, page);
    const below =
      found?.startsWith(repository) === true ? found.slice(repository.length) : undefined;
    if (found === undefined || below === undefined || PAGES.test(below)) return found;
    return fileAt(repository, below, image);
  }
  return PAGES.test(path) && !/\.\w+$/.test(path)
    ? resolved(path, repository)
    : fileAt(repository, path, image);
}

/** `HEAD` stands for the default branch. */
function fileAt(repository: string, path: string, image: boolean): string | undefined {
  return resolved(path, `${repository}${image ? "raw" : "blob"}/HEAD/`);
}

/** Without what could end an address in Markdown. */
function resolved(url: string, base: string): string | undefined {
  if (!URL.canParse(url, base)) return undefined;
  return new URL(url, base).href.replaceAll(
    /[()<>[\]\\`|*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Where the address stands in the source of a node; `undefined` where it is not known. */
export function addressOf(
  text: string,
  node: Link | Image | Definition,
): { readonly start: number; readonly end: number } | undefined {
  const end = endOf(node);
  const last = node.type === "link" ? node.children.at(-1) : undefined;
  const from = last === undefined ? startOf(node) : endOf(last);
  const mark = node.type === "definition" ? "]:" : "](";
  const source = text.slice(from, end);
  for (
    let at = source.lastIndexOf(mark);
    at !== -1;
    at = at === 0 ? -1 : source.lastIndexOf(mark, at - 1)
  ) {
    const found = DESTINATION.exec(source.slice(at + mark.length));
    const raw = found?.[1] ?? "";
    if (raw === "" || !isSame(raw, node.url)) continue;
    const start = from + at + mark.length + (found?.[0].length ?? 0) - raw.length;
    return { start, end: start + raw.length };
  }
  return undefined;
}

/** White space, with at most one line end, and a destination (CommonMark 6.3). */
const DESTINATION =
  /^\s*(<(?:\\.|[^<>\n\\])*>|(?:\\.|[^\s()\\]|\((?:\\.|[^\s()\\]|\([^\s()]*\))*\))+)/;

function isSame(raw: string, url: string): boolean {
  const bare = raw.startsWith("<") ? raw.slice(1, -1) : raw;
  return (
    bare === url || bare.replaceAll(/\\([!-/:-@[-`{-~])/g, "$1") === url || /&\w+;|&#/.test(bare)
  );
}
