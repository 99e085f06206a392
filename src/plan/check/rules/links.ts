import type { Nodes, Root } from "mdast";
import { toString } from "mdast-util-to-string";
import { nodesOf } from "../../../markdown/outline.js";
import { lineOf } from "../../../markdown/parse.js";
import { memoizeByObject } from "../../../model/memoize.js";
import { linesText, type Checked, type Found, type Rule } from "../finding.js";

/** A link or a dependency leads nowhere. */
export const linkDangling: Rule = {
  id: "link-dangling",
  severity: "error",
  about: "a link or a dependency points at nothing in the repository",
  help: "A relative link, or a file that an entry of the section about dependencies starts with, points at nothing in the repository; or a link names a heading (`#…`) that its file does not have. Links are read from the file's folder, dependencies from the repository's root. Links to GitHub's own pages, such as `../../issues/42`, are left alone, and so are links to files where the plan is in no Git repository.",
  find(checked) {
    return [...links(checked), ...dependencies(checked)];
  },
  join(places) {
    const [first] = places;
    const others = [...new Set(places.map(({ line }) => line))].slice(1);
    const lines = `${others.length === 1 ? "line" : "lines"} ${linesText(others)}`;
    const [, base] = /^moved from (.*)$/s.exec(first?.cause ?? "") ?? [];
    if (base === undefined) {
      const message = first?.message.replace(/\.$/, "") ?? "";
      const also = others.length === 0 ? "" : `; the same in ${lines}`;
      return { message: `${message}${also}.`, fix: first?.fix ?? "" };
    }
    const from = base === "" ? "the repository's root" : `${base}/`;
    return {
      message: `${places.length} links lead nowhere${others.length === 0 ? "" : `, here and in ${lines}`}: they are right for a file in ${from}, so this one seems to have been moved.`,
      fix: "Correct the paths; they are relative to this file's folder.",
    };
  },
};

function links(checked: Checked): readonly Found[] {
  const { sections, guidance } = checked;
  const targets = [
    ...nodesOf(sections, "link"),
    ...nodesOf(sections, "image"),
    ...nodesOf(sections, "definition"),
  ];
  const dangling = targets.flatMap((node) => {
    const { url } = node;
    const elsewhere = /^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(url) || isPage(url);
    if (elsewhere || url === "" || guidance.in(url) !== undefined) return [];
    const problem = problemOf(url, checked);
    return problem === undefined ? [] : [{ url, line: lineOf(node), problem }];
  });
  const lost = dangling.flatMap(({ url, problem }) => (problem === NO_FILE ? [url] : []));
  const before = formerFolder(checked, lost);
  return dangling.map(({ url, line, problem }) => {
    const found = foundAt(line, url, problem);
    const isMoved =
      before !== undefined && problem === NO_FILE && resolvesFrom(checked, before, url);
    return isMoved ? { ...found, cause: `moved from ${before}` } : found;
  });
}

/** Names of folders that plans move between, beside each other. */
const SIBLINGS = ["active", "current", "in-progress", "wip", "completed", "done", "archive"];

/**
 * The folder that a plan was in when its links were written: one above it, or beside it, from which at
 * least two of `lost` and most of them lead to files. `undefined` where there is none such.
 */
export function formerFolder(
  checked: Pick<Checked, "path" | "exists">,
  lost: readonly string[],
): string | undefined {
  const files = new Set(lost.map((url) => url.replace(/[?#].*$/s, "")));
  if (checked.path === undefined || checked.exists === undefined || files.size < 2) {
    return undefined;
  }
  const folders = checked.path.split("/").slice(0, -1);
  const above = folders.map((_, at) => folders.slice(0, folders.length - at - 1).join("/"));
  const parent = folders.slice(0, -1);
  const candidates = [...above, ...SIBLINGS.map((name) => [...parent, name].join("/"))];
  const own = folders.join("/");
  return candidates
    .filter((folder) => folder !== own)
    .find((folder) => {
      const right = [...files].filter((file) => resolvesFrom(checked, folder, file)).length;
      return right >= 2 && right * 2 > files.size;
    });
}

/** Whether a link in a file of `folder` leads to something in the repository. */
export function resolvesFrom(
  { exists }: Pick<Checked, "exists">,
  folder: string,
  url: string,
): boolean {
  const [file = ""] = url.split(/[?#]/);
  if (file.startsWith("/")) return false;
  const target = resolvePath(folder === "" ? "x" : `${folder}/x`, decoded(file));
  return target !== undefined && target !== "" && exists?.(target) === true;
}

/** Why a relative link leads nowhere. */
function problemOf(url: string, { tree, path, exists, headings }: Checked): Problem | undefined {
  const [, file = "", anchor] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/s.exec(url) ?? [];
  const wanted = anchor === undefined ? undefined : decoded(anchor);
  if (file === "") return wanted === undefined || hasAnchor(tree, wanted) ? undefined : NO_OWN;
  if (path === undefined || exists === undefined) return undefined;
  const target = resolvePath(path, decoded(file));
  if (target === undefined || !exists(target)) return NO_FILE;
  if (wanted === undefined || !/\.(?:md|markdown)$/i.test(target)) return undefined;
  const targetTree = headings(target);
  return targetTree === undefined || hasAnchor(targetTree, wanted) ? undefined : NO_HEADING;
}

/** Files in the section about dependencies: what the work builds on has to be there. */
function dependencies({ plan, path: from, exists }: Checked): readonly Found[] {
  if (from === undefined || exists === undefined) return [];
  return plan.dependencies.flatMap(({ path, line }): readonly Found[] => {
    if (path === undefined || exists(path) || exists(resolvePath(from, path) ?? path)) return [];
    return [foundAt(line, path, NO_PATH)];
  });
}

interface Problem {
  readonly why: string;
  readonly fix: string;
}

const NO_OWN: Problem = {
  why: "this file has no such heading",
  fix: "Link to a heading of this file: small letters, and a dash for each space.",
};
const NO_HEADING: Problem = {
  why: "that file has no such heading",
  fix: "Link to a heading of that file: small letters, and a dash for each space.",
};
const NO_FILE: Problem = {
  why: "the repository has no such file",
  fix: "Correct the path; it is relative to this file's folder.",
};
const NO_PATH: Problem = {
  why: "the repository has no such file",
  fix: "Correct the path; it is relative to the repository's root. Add “(new)” if the plan creates it.",
};

function foundAt(line: number, target: string, { why, fix }: Problem): Found {
  const message = `“${target}” leads nowhere: ${why}.`;
  // Several links to one file that is gone have one cause.
  return {
    line,
    message,
    fix,
    cause: why === NO_FILE.why ? target.replace(/[?#].*$/s, "") : message,
  };
}

/** A part of an address without its percent signs; as it is where they mean nothing. */
export function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

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
function isPage(link: string): boolean {
  return PAGE.test(link);
}

/** What GitHub or the browser finds in any file: lines, footnotes, the top. */
const ALWAYS = /^(?:|top|l\d+(?:c\d+)?(?:-l?\d+(?:c\d+)?)?|fn(?:ref)?-.*)$/;

/**
 * Whether a document has the place that `anchor` names, as the part of an address behind its `#`:
 * a heading (GitHub Docs, "Basic writing and formatting syntax", "Section links"), wherever it
 * stands, or an anchor that its HTML sets. Case does not count.
 */
function hasAnchor(tree: Root, anchor: string): boolean {
  const wanted = anchor.toLowerCase().replace(/^user-content-/, "");
  return ALWAYS.test(wanted) || anchorsOf(tree).has(wanted);
}

const anchorsOf = memoizeByObject(readAnchors);

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
