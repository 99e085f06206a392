import type { Root } from "mdast";
import { plainText } from "../../markdown.js";

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

/** The anchors of a document's headings, as GitHub makes them: repeated ones are numbered. */
export function slugsOf(tree: Root): ReadonlySet<string> {
  const counts = new Map<string, number>();
  const slugs = new Set<string>();
  for (const node of tree.children) {
    if (node.type !== "heading") continue;
    const slug = plainText(node)
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
      .replaceAll(" ", "-");
    const count = counts.get(slug) ?? 0;
    counts.set(slug, count + 1);
    slugs.add(count === 0 ? slug : `${slug}-${count}`);
  }
  return slugs;
}
