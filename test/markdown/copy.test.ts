import { describe, expect, test } from "#jest";
import { copyMarkdown, copyBelowHeading, copyDefinitions } from "../../src/markdown/copy.js";
import type { Block } from "../../src/markdown/inline.js";
import { readSource } from "../../src/markdown/normalize.js";

function markdownOf(block: Block | undefined): string {
  return (block?.parts ?? [])
    .map((part) => (part.type === "markdown" ? part.source : `[heading ${part.depth}]`))
    .join("\n\n");
}

function carried(markdown: string): string {
  const source = readSource(markdown);
  return markdownOf(copyMarkdown(source, source.root.children));
}

describe("carry", () => {
  test("keeps the author's way of writing", () => {
    const text =
      "* star_case __bold__\n* b\n\n> quote\n\n1) one\n\n| a |\n|---|\n| b |\n\n    code\n\n***";
    expect(carried(text)).toBe(text);
  });

  test("takes headings out of the text, whatever their form", () => {
    expect(carried("# A #\n\ntext\n\nB\nb\n---\n\n###### C")).toBe(
      "[heading 1]\n\ntext\n\n[heading 2]\n\n[heading 6]",
    );
  });

  test("lowers headings in containers as far as they go", () => {
    expect(carried("> # A\n\n- ## B")).toBe("> ###### A\n\n- ###### B");
  });

  test("draws boxes, however deep and whatever their list", () => {
    expect(carried("- [ ] a\n  1. [x] b\n* [X]\tc [ ] d\n\n> - [ ] e")).toBe(
      "- ☐ a\n  1. ☑ b\n\n* ☑\tc [ ] d\n\n> - ☐ e",
    );
  });

  test("keeps line ends that an issue shows, and those only", () => {
    expect(carried("one\n*two\nthree*\\\nfour  \nfive\n\n- six\n  seven\n\n```\na\nb\n```")).toBe(
      "one  \n*two  \nthree*\\\nfour  \nfive\n\n- six  \n  seven\n\n```\na\nb\n```",
    );
  });

  test.each([
    ["an unclosed fence", "```js\ncode", "```js\ncode\n```"],
    ["an unclosed fence of tildes", "~~~~\n~~~", "~~~~\n~~~\n~~~~"],
    ["an empty unclosed fence", "```", "```\n```"],
    ["a closed fence", "```\na\n`````", "```\na\n`````"],
    ["an unclosed comment", "a\n\n<!-- b\n\nc", "a\n\n\\<!-- b\n\nc"],
    ["an unclosed element", "<details>\n\na", "<details>\n\na\n\n</details>"],
    [
      "elements in each other",
      "<details><div>\n\na",
      "<details><div>\n\na\n\n</div>\n\n</details>",
    ],
    ["a script", "<script>\n\na", "<script>\n\na</script>"],
    ["an element in running text", "a <b>c", "a <b>c\n\n</b>"],
    [
      "crossing elements",
      "<b><details></b>\n\nx\n\n</details>",
      "<b><details></b>\n\nx\n\n&lt;/details>\n\n</details>",
    ],
    ["an end tag too many", "a\n\n</div>", "a\n\n&lt;/div>"],
    ["half a tag", '<div class="a\n\nb', '&lt;div class="a\n\nb'],
    ["a processing instruction", "<?php\n\na", "<?php\n\na ?>"],
    ["character data", "<![CDATA[\n\na", "<![CDATA[\n\na ]]>"],
    ["an image", '<img src="a.png">\n\n<br>', '<img src="a.png">\n\n<br>'],
    ["HTML over lines of a quote", "> <div\n> a>", "> &lt;div\n> a>"],
  ])("closes %s", (_, text, expected) => {
    expect(carried(text)).toBe(expected);
  });

  test("leaves comments out, and shows none of them", () => {
    expect(carried("<!-- a -->\n\nb <!-- plansmith:plan --> c\n\n<div><!-- d --></div>")).toBe(
      "b <!-- --> c\n\n<div><!-- --></div>",
    );
  });

  test("fences in what would turn into something else", () => {
    // Half a tag, shown as text, would let the lines behind it be Markdown.
    expect(carried('<div class="\n# a')).toBe('```text\n<div class="\n# a\n```');
    expect(carried('<div class="\n````\n# a')).toBe('`````text\n<div class="\n````\n# a\n`````');
  });

  test("leaves definitions for the end of the plan", () => {
    const source = readSource(
      "[a]\n\n[a]: https://example.org\n\n[^b]: - [ ] note\n    ```\n    code",
    );
    expect(markdownOf(copyMarkdown(source, source.root.children))).toBe("[a]");
    expect(copyDefinitions(source, source.root.children.slice(1))).toBe(
      "[a]: https://example.org\n\n[^b]: - ☐ note\n    ```\n    code\n    ```",
    );
  });
});

describe("carryBelow", () => {
  function below(markdown: string, boxes: "drawn" | "kept" = "drawn"): string {
    const source = readSource(markdown);
    const [list] = source.root.children;
    const item = list?.type === "list" ? list.children[0] : undefined;
    if (item === undefined) throw new Error("no list");
    return markdownOf(copyBelowHeading(source, item, boxes));
  }

  test("takes what stands below the first paragraph, at the start of the line", () => {
    expect(below("- [ ] a\n  - [x] b\n\n    c\n\n  ```\n  d\n    e\n  ```")).toBe(
      "- ☑ b\n\n  c\n\n```\nd\n  e\n```",
    );
    expect(below("10. a\n\n    b\n    - c")).toBe("b\n\n- c");
    expect(below("-\ta\n\n\t- b\n\n\t\tc")).toBe("- b\n\n    c");
  });

  test("keeps boxes where they are asked for", () => {
    expect(below("- [ ] a\n  - [x] b", "kept")).toBe("- [x] b");
  });

  test("takes all of an entry that starts with something else", () => {
    expect(below("- > a\n  > b")).toBe("> a  \n> b");
  });

  test("is nothing where there is nothing", () => {
    expect(below("- a")).toBe("");
  });
});
