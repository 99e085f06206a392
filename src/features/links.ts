import type { Issue } from "../issue/issue.js";

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
