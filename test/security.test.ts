import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "#jest";
import { toString } from "mdast-util-to-string";
import { parseMarkdown } from "../src/markdown/parse.js";

/** A file of tests. */
const TEST = /^test\/.*\.test\.ts$/;

test("every threat of SECURITY.md names what stops it, and a test that is there", () => {
  const { children } = parseMarkdown(readFileSync("SECURITY.md", "utf8"));
  const table = children.find((node) => node.type === "table");
  const rows = table?.type === "table" ? table.children.slice(1) : [];
  expect(rows.length).toBeGreaterThan(15);
  for (const row of rows) {
    const [who, what, stops, shown] = row.children.map((cell) => toString(cell));
    expect([who, what, stops]).not.toContain("");
    const files = (shown ?? "").split(", ");
    expect(files.filter((file) => !TEST.test(file) || !existsSync(file))).toEqual([]);
  }
});
