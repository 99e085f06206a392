import type { Issue } from "../issue/issue.js";
import type { ItemKind } from "../plan/parse/items.js";
import type { SectionPart } from "../plan/parse/progress.js";

/** What items of each kind are called in texts for people. */
export const NOUNS: Readonly<Record<ItemKind, { readonly one: string; readonly many: string }>> = {
  step: { one: "step", many: "steps" },
  criterion: { one: "acceptance criterion", many: "acceptance criteria" },
  question: { one: "question", many: "questions" },
  check: { one: "check", many: "checks" },
};

/** What stands behind a section's heading in a row for a part of it: `: checks`, or nothing. */
export function partSuffix({ kind, isApart }: Pick<SectionPart, "kind" | "isApart">): string {
  return isApart ? `: ${NOUNS[kind].many}` : "";
}

/** Blocks of a bar; full only when everything is done, and not empty when something is. */
export function bar(done: number, total: number, blocks = 20): string {
  const filled = done === 0 ? 0 : Math.max(1, Math.floor((blocks * done) / total));
  return "█".repeat(filled) + "░".repeat(blocks - filled);
}

/** `3 steps`; nothing of none. */
export function countOf(kind: ItemKind, count: number): readonly string[] {
  if (count === 0) return [];
  return [`${count} ${count === 1 ? NOUNS[kind].one : NOUNS[kind].many}`];
}

/** `1 error`, `3 errors`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** `a, b and c`. */
export function listOf(words: readonly string[]): string {
  if (words.length <= 1) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** Address of the repository's page, from its issue's. */
export function repositoryUrl(issue: Issue): string {
  return issue.htmlUrl.replace(/\/issues\/\d+$/, "");
}

/** The host that the issue's page is on, with its port if it has one. */
export function hostOf(issue: Issue): string {
  return new URL(issue.htmlUrl).host;
}

/**
 * Address of people's issue or pull request, in a text that only lists it: such a link makes no "mentioned
 * this" entry there. Other sites than github.com have no host for that.
 *
 * @see https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls#avoiding-backlinks-to-linked-references
 */
export function unlistedUrl(address: string): string {
  return address.replace(/^https:\/\/github\.com\//, "https://redirect.github.com/");
}

/** Address of a file's page at a branch or commit. */
export function fileUrl(repository: string, ref: string, path: string): string {
  return `${repository}/blob/${encodePath(ref)}/${encodePath(path)}`;
}

/**
 * Address of one line of a Markdown file's source: rendered, GitHub has no line anchors.
 *
 * @param line 1-based
 */
export function lineUrl(repository: string, ref: string, path: string, line: number): string {
  return `${fileUrl(repository, ref, path)}?plain=1#L${line}`;
}

/** Encodes what would end a link in Markdown too. */
function encodePath(path: string): string {
  return path
    .split("/")
    .map((part) => encodeURIComponent(part).replaceAll(/[()']/g, percent))
    .join("/");
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
