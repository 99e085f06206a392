import { readFileSync } from "node:fs";
import { toString } from "mdast-util-to-string";
import { parseMarkdown } from "../../../src/markdown/parse.js";

/** The page that says what the App asks of GitHub. */
export const CONTRACT_PAGE = "docs/github-contract.md";

/** The rows of the table under a heading of the page, cell by cell. */
export function contractTable(heading: string): readonly (readonly string[])[] {
  const { children } = parseMarkdown(readFileSync(CONTRACT_PAGE, "utf8"));
  const start = children.findIndex((node) => node.type === "heading" && toString(node) === heading);
  const found = children.slice(start).find((node) => node.type === "table");
  const rows = found?.type === "table" ? found.children.slice(1) : [];
  return rows.map((row) => row.children.map((cell) => toString(cell)));
}
