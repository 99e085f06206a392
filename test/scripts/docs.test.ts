import { expect, test } from "#jest";
import { basename } from "node:path";
import { generatedPages, replaceRegions } from "../../scripts/docs.js";

const pages = (await generatedPages()).map((page) => [basename(page.path), page] as const);

test.each(pages)("docs/%s is what `npm run docs` writes", (_, { is, shouldBe }) => {
  expect(is).toBe(shouldBe);
});

test("what is between the markers is replaced, and nothing else", () => {
  const page = "a\n\n<!-- x -->\n\nold\n\n<!-- /x -->\n\nb\n";
  expect(replaceRegions(page, { x: "new $1" })).toBe(
    "a\n\n<!-- x -->\n\nnew $1\n\n<!-- /x -->\n\nb\n",
  );
  expect(() => replaceRegions(page, { y: "new" })).toThrow("no <!-- y --> … <!-- /y -->");
});
