import { describe, expect, test } from "#jest";
import type { Root } from "mdast";
import { readFileSync, writeFileSync } from "node:fs";
import { parseMarkdown, plainText } from "../../../src/markdown/parse.js";
import {
  describeHeadings,
  describeSizes,
  describeVariables,
} from "../../../src/plan/template/describe.js";

const page = new URL("../../../docs/templates.md", import.meta.url);

/** The cells of the tables, whatever their columns are padded to. */
function cells(root: Root): readonly (readonly string[])[] {
  return root.children.flatMap((node) =>
    node.type === "table"
      ? node.children.map((row) => row.children.map((cell) => plainText(cell)))
      : [],
  );
}

/** Run with UPDATE_FIXTURES=1 to write the tables anew. */
describe("docs/templates.md", () => {
  test.each([
    ["variables", describeVariables],
    ["headings", describeHeadings],
    ["sizes", describeSizes],
  ])("has the table of %s that the code gives", (name, describeTable) => {
    const region = new RegExp(`(<!-- ${name} -->\n)([^]*?)(<!-- /${name} -->)`);
    const text = readFileSync(page, "utf8");
    if (process.env["UPDATE_FIXTURES"] !== undefined) {
      writeFileSync(
        page,
        text.replace(region, (_, start, __, end) => `${start}\n${describeTable()}\n${end}`),
      );
    }
    const written = region.exec(readFileSync(page, "utf8"))?.[2] ?? "";
    expect(cells(parseMarkdown(written))).toEqual(cells(parseMarkdown(describeTable())));
  });
});
