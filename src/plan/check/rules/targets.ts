import type { Nodes, Root } from "mdast";
import { toString } from "mdast-util-to-string";
import { rememberedByObject } from "../../../remembered.js";

/**
 * The path from the root that a link in the file at `from` means: from the file's folder, or from
 * the root where it starts with a slash. `undefined` where it leads out of the repository.
 */
export function resolvePath(from: string, link: string): string | undefined {
  const base = link.startsWith("/") ? [] : from.split("/").slice(0, -1);
  const path: string[] = [];
  for (const part of [...base, ...link.split("/")]) {
    if (part === "" || part === ".") continue;
    if (part !== "..") path.push(part);
    else if (path.pop() === undefined) return undefined;
  }
  return path.join("/");
}

const PAGES =
  "actions|activity|blame|blob|branches|commits?|compare|deployments|discussions|edit|forks|graphs|" +
  "issues|labels|milestones?|network|new|packages|projects|pulls?|pulse|raw|releases|search|" +
  "security|settings|stargazers|tags|tree|watchers|wiki";
const PAGE = new RegExp(String.raw`^(?:\.\./){2,}(?:${PAGES})(?:/|$)`);

/**
 * Whether a link leads to a page of the repository on GitHub, such as `../../issues/42`, out of the
 * `blob/<branch>` that the file is shown under. How many levels that takes depends on the branch,
 * whose name may hold slashes, so they are not counted.
 */
export function isPage(link: string): boolean {
  return PAGE.test(link);
}

/** What GitHub or the browser finds in any file: lines, footnotes, the top. */
const ALWAYS = /^(?:|top|l\d+(?:c\d+)?(?:-l?\d+(?:c\d+)?)?|fn(?:ref)?-.*)$/;

/**
 * Whether a document has the place that `anchor` names, as the part of an address behind its `#`:
 * a heading (GitHub Docs, "Basic writing and formatting syntax", "Section links"), wherever it
 * stands, or an anchor that its HTML sets. Case does not count.
 */
export function hasAnchor(tree: Root, anchor: string): boolean {
  const wanted = anchor.toLowerCase().replace(/^user-content-/, "");
  return ALWAYS.test(wanted) || anchorsOf(tree).has(wanted);
}

const anchorsOf = rememberedByObject(readAnchors);

function readAnchors(tree: Root): ReadonlySet<string> {
  const anchors = new Set<string>();
  const counts = new Map<string, number>();
  const addHeading = (text: string) => {
    const slug = slugOf(text);
    const count = counts.get(slug) ?? 0;
    counts.set(slug, count + 1);
    // Repeated ones are numbered.
    anchors.add(count === 0 ? slug : `${slug}-${count}`);
  };
  const waiting: Nodes[] = [tree];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === "heading") addHeading(toString(node, OUTER_TEXT));
    if (node.type === "html") {
      for (const [, text = ""] of node.value.matchAll(HTML_HEADING)) {
        addHeading(text.replaceAll(/<[^<>]*>/g, ""));
      }
      for (const [, name = ""] of node.value.matchAll(HTML_ANCHOR)) anchors.add(name.toLowerCase());
    }
    if ("children" in node) waiting.push(...node.children.toReversed());
  }
  return anchors;
}

const OUTER_TEXT = { includeHtml: false, includeImageAlt: false };
const HTML_HEADING = /<h[1-6](?:\s[^<>]*)?>([^]*?)<\/h[1-6]>/gi;
const HTML_ANCHOR = /<[^<>]*\s(?:id|name)\s*=\s*["']?([^"'\s<>]+)/gi;

/** A heading's anchor: small letters, without punctuation and symbols, a dash for each space. */
function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
}
