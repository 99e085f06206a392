import { lineOf } from "../../markdown.js";
import { nodesOf } from "../../parse/outline.js";
import type { Checked, Found, Rule } from "../finding.js";
import { hasAnchor, isPage, resolvePath } from "./targets.js";

/** A link or a dependency leads nowhere. */
export const linkDangling: Rule = {
  id: "link-dangling",
  severity: "error",
  about: "a link or a dependency points at nothing in the repository",
  help: "A relative link, or a file that an entry of the section about dependencies starts with, points at nothing in the repository; or a link names a heading (`#…`) that its file does not have. Links are read from the file's folder, dependencies from the repository's root. Links to GitHub's own pages, such as `../../issues/42`, are left alone, and so are links to files where the plan is in no Git repository.",
  find(checked) {
    return [...links(checked), ...dependencies(checked)];
  },
};

function links(checked: Checked): readonly Found[] {
  const { sections, guidance } = checked;
  const targets = [
    ...nodesOf(sections, "link"),
    ...nodesOf(sections, "image"),
    ...nodesOf(sections, "definition"),
  ];
  return targets.flatMap((node): readonly Found[] => {
    const { url } = node;
    const elsewhere = /^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(url) || isPage(url);
    if (elsewhere || url === "" || guidance.in(url) !== undefined) return [];
    const problem = problemOf(url, checked);
    return problem === undefined ? [] : [foundAt(lineOf(node), url, problem)];
  });
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
  const other = headings(target);
  return other === undefined || hasAnchor(other, wanted) ? undefined : NO_HEADING;
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
  readonly mend: string;
}

const NO_OWN: Problem = {
  why: "this file has no such heading",
  mend: "Name a heading of this file, in small letters and with a dash for each space.",
};
const NO_HEADING: Problem = {
  why: "that file has no such heading",
  mend: "Name a heading of that file, in small letters and with a dash for each space.",
};
const NO_FILE: Problem = {
  why: "the repository has no such file",
  mend: "Correct the path; it is read from this file's folder.",
};
const NO_PATH: Problem = {
  why: "the repository has no such file",
  mend: "Correct the path; it is read from the root. Say “(new)” where the plan makes it.",
};

function foundAt(line: number, target: string, { why, mend }: Problem): Found {
  return { line, message: `“${target}” leads nowhere: ${why}.`, mend };
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
