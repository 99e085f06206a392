import { describe, expect, test } from "#jest";
import { wholeAddress } from "../../src/markdown/normalize-links.js";
import { readSource } from "../../src/markdown/normalize.js";

const page = "https://github.com/acme/reports/issues/12";

function mended(markdown: string): string {
  return readSource(markdown, page).text;
}

describe("addresses", () => {
  test.each([
    ["docs/a.md", "https://github.com/acme/reports/blob/HEAD/docs/a.md"],
    ["./docs/a.md#top", "https://github.com/acme/reports/blob/HEAD/docs/a.md#top"],
    ["/docs/a b.md", "https://github.com/acme/reports/blob/HEAD/docs/a%20b.md"],
    ["/acme/reports/wiki", "https://github.com/acme/reports/wiki"],
    ["../blob/main/a.md", "https://github.com/acme/reports/blob/main/a.md"],
    ["../wiki/Home", "https://github.com/acme/reports/wiki/Home"],
    ["../a.md", "https://github.com/acme/reports/blob/HEAD/a.md"],
    ["../../pulls", "https://github.com/acme/pulls"],
    ["#issuecomment-1", "https://github.com/acme/reports/issues/12#issuecomment-1"],
    ["a(1).md", "https://github.com/acme/reports/blob/HEAD/a%281%29.md"],
  ])("%s leads to %s", (url, whole) => {
    expect(wholeAddress(url, page, false)).toBe(whole);
  });

  test("an image is the file itself", () => {
    expect(wholeAddress("a.png", page, true)).toBe(
      "https://github.com/acme/reports/raw/HEAD/a.png",
    );
  });

  test.each(["https://example.org", "mailto:a@b.c", "//example.org/a", ""])("%j stays", (url) => {
    expect(wholeAddress(url, page, false)).toBeUndefined();
  });

  test("are put in where they stand, and nowhere else", () => {
    const whole = "https://github.com/acme/reports/blob/HEAD/a.md";
    expect(mended('[a.md](a.md "a.md") `[x](a.md)`\n\n[r]: <a.md> "T"')).toBe(
      `[a.md](${whole} "a.md") \`[x](a.md)\`\n\n[r]: ${whole} "T"`,
    );
    expect(mended("[![b](b.png)](a.md)")).toBe(
      `[![b](https://github.com/acme/reports/raw/HEAD/b.png)](${whole})`,
    );
    expect(readSource("[a](a.md)").text).toBe("[a](a.md)");
  });
});

describe("headings in HTML", () => {
  test.each([
    ["<h2>Tasks</h2>\n\n- a", "## Tasks\n\n- a"],
    ['a\n\n<h3 align="center">\n  <b>The</b> goal\n</h3>\n\nb', "a\n\n### The goal\n\nb"],
    ["<H1>R &amp; D in *C #*</H1>", "# R &amp; D in \\*C #\\*"],
    ["<h2>Work in C #</h2>", "## Work in C \\#"],
    ["<h2>See [a](b.md)</h2>", "## See \\[a]\\(b.md)"],
  ])("%j is %j", (html, markdown) => {
    expect(mended(html)).toBe(markdown);
  });

  test.each([
    "<h2></h2>",
    "<h2>a</h3>",
    "<h2>a</h2>\n- b",
    '<h2><img src="https://example.org/a.png"> a</h2>',
    "<h2>a</h2> <h2>b</h2>",
    "<h7>a</h7>",
    '<h2><a href="https://example.org">a</a></h2>',
    "<h2><code>a</code></h2>",
    "- <h2>a</h2>",
  ])("%j is none", (html) => {
    expect(mended(html)).toBe(html);
  });
});

test.each([
  ["- [-] a", "- [ ] a (in progress)"],
  ["- [~] a\n  b", "- [ ] a (partly done)\n  b"],
  ["* [x]a", "* [x] a"],
  ["1. [ ]a", "1. [ ] a"],
  ["- [] a", "- [ ] a"],
  ["- [✓] a", "- [x] a"],
  ["- [ ]* a", "- [ ] a (optional)"],
  ["- [!] a  \n  b", "- [ ] a (marked !)  \n  b"],
  ["- [ ]\n- [ ] a", "- \n- [ ] a"],
  ["[ ] a\n[x] b", "☐ a\n☑ b"],
  ["• [ ] a", "• ☐ a"],
  ["| [x] | [ ] a |\n|---|---|", "| ☑ | ☐ a |\n|---|---|"],
  ["`- [-] a`\n\n    - [-] b", "`- [-] a`\n\n    - [-] b"],
  ["- [-](a) b", "- [-](https://github.com/acme/reports/blob/HEAD/a) b"],
  ["- [1] a", "- [1] a"],
])("boxes of %j become %j", (text, expected) => {
  expect(mended(text)).toBe(expected);
});

test("rows get the width of their table, and lose nothing", () => {
  expect(mended("| a | b |\n|---|---|\n| 1 |\n| 2\n1|2|3\n| 4 | 5 | 6 |")).toBe(
    "| a | b |\n|---|---|\n| 1 | |\n| 2 | |\n1|2\\|3\n| 4 | 5 \\| 6 |",
  );
});

test.each([
  ["> ```\n> a", "> ```\n> a\n> ```"],
  ["- ~~~\n  a\n\nb", "- ~~~\n  a\n  ~~~\n\nb"],
  ["```\na\n```", "```\na\n```"],
])("code that never ends, ends: %j", (text, expected) => {
  expect(mended(text)).toBe(expected);
});

test("a total that is none is a stated one", () => {
  const table = (total: string) => `| Phase | Time |\n|---|---|\n| a | 1h |\n| ${total} |`;
  expect(mended(table("**Total** | 2h"))).toBe(table("**Stated Total** | 2h"));
  expect(mended(table("Total | 1h"))).toBe(table("Total | 1h"));
});

test.each([
  ["## Decisions\n\n- Decision: use X", "## Decisions\n\n-  use X"],
  ["## Decisions\n\n- **Decision:** use X\n- **Decision**: Y", "## Decisions\n\n-  use X\n-  Y"],
  ["## Other\n\n- Decision: use X", "## Other\n\n- Decision: use X"],
])("labels of decisions: %j", (text, expected) => {
  expect(mended(text)).toBe(expected);
});

test("what follows a comment's start that nothing ends is read", () => {
  expect(readSource("<!-- hint\n\n### Summary\n\ntext").root.children).toHaveLength(3);
  expect(mended("<!-- hint -->\n\na")).toBe("<!-- hint -->\n\na");
});

test("lost characters are question marks", () => {
  expect(mended("a\u0000b\uFFFDc\uD800")).toBe("a?b?c?");
});
