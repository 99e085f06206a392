import { lineOf } from "../../markdown.js";
import { nodesOf, type Section } from "../../parse/outline.js";
import type { Checked, Found, Rule } from "../finding.js";
import { resolvePath, slugsOf } from "./targets.js";

/** A link or a dependency leads nowhere. */
export const linkDangling: Rule = {
  id: "link-dangling",
  severity: "error",
  about: "a link or a dependency points at nothing in the repository",
  find(checked) {
    return [...links(checked), ...dependencies(checked)];
  },
};

function links({ sections, tree, path, exists, guidance }: Checked): readonly Found[] {
  const targets = [
    ...nodesOf(sections, "link"),
    ...nodesOf(sections, "image"),
    ...nodesOf(sections, "definition"),
  ];
  const slugs = slugsOf(tree);
  const anchored = hasOwnAnchors(sections);
  return targets.flatMap((node): readonly Found[] => {
    const { url } = node;
    if (/^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(url) || url === "" || guidance.in(url) !== undefined)
      return [];
    if (url.startsWith("#")) {
      if (anchored || slugs.has(decoded(url.slice(1)).toLowerCase())) return [];
      return [foundAt(lineOf(node), url, "has no heading for it", "Name a heading of this file.")];
    }
    if (path === undefined || exists === undefined) return [];
    const target = resolvePath(path, decoded(url.replace(/[?#].*$/s, "")));
    if (target !== undefined && exists(target)) return [];
    return [
      foundAt(
        lineOf(node),
        url,
        "has no such file",
        "Correct the path; it is read from this file's folder.",
      ),
    ];
  });
}

/** Paths in code in the section about dependencies: what the work builds on has to be there. */
function dependencies({ plan, exists }: Checked): readonly Found[] {
  if (exists === undefined) return [];
  return plan.dependencies.flatMap(({ paths, line }) =>
    paths
      .filter((target) => !exists(target))
      .map((target) =>
        foundAt(line, target, "has no such file", "Correct the path; it is read from the root."),
      ),
  );
}

function foundAt(line: number, target: string, why: string, mend: string): Found {
  return { line, message: `“${target}” leads nowhere: the repository ${why}.`, mend };
}

/** Anchors that HTML sets can be called anything. */
function hasOwnAnchors(sections: readonly Section[]): boolean {
  return nodesOf(sections, "html").some(({ value }) => /<[^<>]*\s(?:id|name)\s*=/i.test(value));
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
