import { describe, expect, test } from "#jest";
import { rewriteLists } from "../../src/issue/loose-lists.js";
import { read } from "./what-counts.js";

describe("lines that are meant as a list are one", () => {
  test.each([
    ["dashes without a space", "-paint it\n- dry it", "- paint it\n- dry it"],
    ["bullets from elsewhere", "• paint it\n• dry it", "- paint it\n- dry it"],
    ["Japanese bullets", "・塗る\n・乾かす", "- 塗る\n- 乾かす"],
    ["Chinese numbers", "1、涂\n\n2、干", "1. 涂\n\n2. 干"],
    ["numbers without a space", "1.paint it\n2.dry it", "1. paint it\n2. dry it"],
    ["numbers in brackets", "(1) paint it\n（2）dry it", "1. paint it\n2. dry it"],
    ["circled numbers", "①塗る\n②乾かす", "1. 塗る\n2. 乾かす"],
    ["with lines between that are indented", "1、涂\n   - 两次\n2、干", "1. 涂\n   - 两次\n2. 干"],
    ["symbols of boxes", "☐ paint it\n☑ dry it", "- [ ] paint it\n- [x] dry it"],
  ])("%s", (_, loose, list) => {
    expect(rewriteLists(loose)).toBe(list);
    expect(read(`Tasks:\n${loose}`).steps).toHaveLength(2);
  });

  test.each([
    "-paint it, or not",
    "1.5 is the version\n2.0 is the next",
    "3.paint it\n5.dry it",
    "-v more output\n-q none",
    "-Xmx2g\n-Xms1g",
    "-Dname=value\n-Dother=value",
    "```\n-paint it\n-dry it\n```",
    "—paint it\nand dry it",
    "- - -\n---",
    "*paint it*\n*dry it*",
  ])("but not %j", (markdown) => {
    expect(rewriteLists(markdown)).toBe(markdown);
  });
});
