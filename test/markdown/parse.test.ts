import { describe, expect, test } from "#jest";
import * as fc from "fast-check";
import type { Nodes, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import type { Extension } from "micromark-util-types";
import { plainText, parseMarkdown, readDocument } from "../../src/markdown/parse.js";
import { parseInPieces } from "../../src/markdown/pieces.js";
import { runs } from "../support/runs.js";

/** The parser alone, without limits. */
function parse(text: string, extension: Extension = {}): Root {
  return fromMarkdown(text, {
    extensions: [gfm(), extension],
    mdastExtensions: [gfmFromMarkdown()],
  });
}

/**
 * A tree as nested lists of what matters in it. Where a block ends that is never closed, and whether
 * a list is loose, is left out: what follows shows it.
 */
function shape(node: Nodes): unknown {
  const value = "value" in node ? node.value : undefined;
  return {
    ...node,
    spread: undefined,
    position: node.position?.start,
    value: node.type === "code" || node.type === "html" ? value?.trimEnd() : value,
    children: "children" in node ? node.children.map((child) => shape(child)) : undefined,
  };
}

/** {@link shape} with whether each list is loose. */
function looseShape(node: Nodes): unknown {
  return [
    shape(node),
    "spread" in node && node.spread,
    "children" in node && node.children.map((child) => looseShape(child)),
  ];
}

/** Parses a short text in the smallest possible pieces. */
function inShortPieces(text: string): Root {
  return parseInPieces(text, 1, parse, { isShort: true });
}

/** Parses in the smallest possible pieces. */
function inPieces(text: string): Root {
  return parseInPieces(text, 1, parse);
}

const LINES =
  `- a|- [ ] b|* c|1. d|2. e|3) f|  - g|   h|> - i|>||\`\`\`|  \`\`\`|   ~~~|~~~~|\`\`\` x\`
## H|#|===|---|- - b|text|<!--|-->|<div>|<pre>|</pre>|<b>|<!-->|<?|?>|<!X|<x@y.z>
[a]: /u|[a]|[b]: <x|"t|[^f]: n|[^f]|- \`\`\`|> j|1. \`\`\``.split(/[|\n]/);

describe("parsing in pieces", () => {
  const texts: [name: string, text: string][] = [
    ["headings and lists", "# A\n\ntext\n## B\n- a\n  - b\n- c\n\n\n- d\n* e\n1. f\n2. g\n\n3. h"],
    [
      "labels that are defined later",
      "[a] [b][] ![c] [^n]\n\ntext\n\n[A]: /a\n[b]: /b\n\n[c]: /c\n\n[^n]: note",
    ],
    ["labels that are defined in a list or a quote", "[a] [b]\n\n- [a]: /a\n\n> [b]: /b\n\ntext"],
    ["a label over two lines", "[a\nb]\n\ntext\n\n[a b]: /u"],
    ["fenced code", "text\n\n```\n- a\n\n## b\n```\n\n- c"],
    ["fenced code in an item", "- a\n  ```\n- b\n\n## c\n  ```\n- d"],
    ["fenced code below an item", "- a\n\ntext\n ```\n- b\n ```\n- c"],
    ["fenced code in a lazy line's item", "1. a\nlazy\n   ```\n- b\n   ```\n- c"],
    ["fenced code behind an address", "<https://example.com>\n~~~\n\n- a\n~~~\n- b"],
    ["code that never closes", "- a\n\n````\n```\n\n## b"],
    ["comments", "<!-- a\n\n## b\n--> c\n\n- d <!--\n- e\n-->\n\n## f"],
    ["raw elements", "<pre>\n\n- a\n</pre>\n- b\n\n<script>\n\n## c"],
    ["blocks of HTML", "<div>\n## a\n- b\n\n- c\n</div>"],
    ["indented code", "text\n\n    - a\n\n    ## b\n\ntext"],
    ["a table under a row of dashes", "a | b\n- | -\nc | d\n\n- e"],
    ["rules and underlines", "a\n- - -\nb\n---\n* * *\n- c\n***"],
    ["line endings of all kinds", "- a\r\n- b\r## c\n\r\ntext\r\r- d"],
    ["a byte order mark in the middle", "a\n\n\uFEFF- b\n\n- c"],
    ["a line separator, which is none", "- a\n\u2028- b\n\n\u2028## c"],
  ];
  test.each(texts)("%s", (_name, text) => {
    expect(shape(inPieces(text))).toEqual(shape(parse(text)));
  });

  test("of a short text, tells loose lists from others as in the whole", () => {
    const headings = ["# A", "## B", "### [a]", "## C"];
    const line = fc.constantFrom(...LINES, ...headings);
    const lines = fc.array(line, { minLength: 4, maxLength: 16 });
    fc.assert(
      fc.property(lines, fc.constantFrom("\n", "\r\n"), (all, end) => {
        const text = all.join(end);
        expect(looseShape(inShortPieces(text))).toEqual(looseShape(parse(text)));
      }),
      { numRuns: runs(1000) },
    );
  });

  test("gives the same tree for any text", () => {
    const line = fc.constantFrom(...LINES);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.constantFrom("\n", "\r\n"), (all, end) => {
        const text = all.join(end);
        expect(shape(inPieces(text))).toEqual(shape(parse(text)));
      }),
      { numRuns: runs(300) },
    );
  });
});

function countNodes(nodes: readonly Nodes[]): number {
  return nodes.reduce(
    (sum, node) => sum + 1 + ("children" in node ? countNodes(node.children) : 0),
    0,
  );
}

describe("limits", () => {
  const hostile = [
    "[",
    "![",
    "]",
    "[a](",
    "*a_ ",
    "**a",
    "*_",
    "`",
    "<",
    "|",
    "- ",
    "> ",
    "1. ",
    "> - ",
    "a\n=\n",
    "a\n-\n",
    "[<!--~~",
    "* a\n",
    "|-|\n",
    "[a]: b\n",
    "a@b.c ",
  ];
  // How long these take is a row of the bench.
  test.each(hostile)("keep the tree of runs of %j small", (run) => {
    const text = run.repeat(0x80_00 / run.length);
    const { children } = parseMarkdown(text);
    expect(children.at(-1)?.position?.end.offset).toBeGreaterThanOrEqual(text.trimEnd().length);
    expect(countNodes(children)).toBeLessThan(text.length / 1.5);
  });

  test("leave the structure as it is", () => {
    const text = `${"**a ".repeat(2000)}\n\n- [ ] ${"[".repeat(2000)}\n- [x] b\n`;
    const { children } = parseMarkdown(text);
    expect(children.map(({ type }) => type)).toEqual(["paragraph", "list"]);
  });

  test("leave long blocks that people write as they are", () => {
    const texts = [
      `| a | b |\n| - | - |\n${"| some words | and some more of them |\n".repeat(500)}\n- [ ] a\n`,
      `\`\`\`\n${"| - | - |\n- [ ] a\n\n".repeat(2000)}\`\`\`\n\n- [ ] a\n`,
      "- [ ] some words\n  and a line\n\n  | a |\n  | - |\n  | b |\n".repeat(300),
      `${"1. some words\n   ~~~\n   - a\n   ~~~\n\n2. more\n".repeat(300)}\n## a\n`,
      `${"A sentence of some words, [a] link.\n".repeat(300)}\n[a]: /b\n`,
      `<details>\n${"<b>a</b>\n- [ ] b\n".repeat(600)}</details>\n\n- [ ] a\n`,
    ];
    for (const text of texts) expect(shape(parseMarkdown(text))).toEqual(shape(parse(text)));
  });

  test("leave any text that is below them as it is", () => {
    const line = fc.constantFrom(
      ...LINES,
      ...LINES.map((words) => `${words} ${"words ".repeat(20)}`),
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 100, maxLength: 150 }), (all) => {
        const text = all.join("\n\n");
        expect(shape(parseInPieces(text, 1024, parse))).toEqual(shape(parse(text)));
      }),
      { numRuns: runs(20) },
    );
  });

  test("leave bare addresses, and what looks like them, as they are", () => {
    const pieces =
      "a@b.c|@|&#64;|&commat;|me@|mailto:|xmpp:|HTTP://|http://|https:&#47;/|Www.|www.|www|.|a.b|x|_|-|+|/|(|)|[|]|](|<|>|*|~|`|:| |\n".split(
        "|",
      );
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((all) => all.join(""));
    fc.assert(
      fc.property(text, (any) => {
        expect(shape(parseMarkdown(any))).toEqual(shape(parse(any)));
      }),
      { numRuns: runs(2000) },
    );
  });

  test("leave tables, and what looks like them, as they are", () => {
    const pieces = ["a", "|", "-", ":", "---", ":-", "\\", "`", "#", "> ", "- ", "  ", "\t", "\n"];
    const text = fc.array(fc.constantFrom(...pieces, "\n"), { maxLength: 16 });
    fc.assert(
      fc.property(text, (any) => {
        expect(shape(parseMarkdown(any.join("")))).toEqual(shape(parse(any.join(""))));
      }),
      { numRuns: runs(2000) },
    );
  });

  test("take what follows too many blocks for text", () => {
    const { children } = parseMarkdown("* a\n".repeat(0x40_00) + "\n## b\n");
    expect(children.at(0)?.type).toBe("list");
    expect(children.at(-1)?.type).toBe("paragraph");
    expect(children.at(-1)?.position?.end.offset).toBe(0x1_00_06);
    expect(children.at(-1)?.data).toEqual({ unread: true });
  });

  test("leave every box of a long list", () => {
    const { children } = parseMarkdown("- [ ] a\n  - [x] b\n".repeat(3640) + "\n## b\n");
    expect(children.map(({ type }) => type)).toEqual(["list", "heading"]);
  });

  test("lists within lists end at a depth that nobody writes, and what follows is read", () => {
    const levels = Array.from({ length: 600 }, (_, level) => `${"  ".repeat(level)}- [ ] x\n`);
    // Without an end to it, half a minute.
    const { children } = parseMarkdown(`${levels.join("")}\n## b\n\n- [ ] c\n`);
    expect(children.map(({ type }) => type)).toEqual(["list", "heading", "list"]);
    const written = parseMarkdown(levels.slice(0, 100).join(""));
    let depth = 0;
    for (let node: Nodes | undefined = written; node !== undefined;) {
      const at: readonly Nodes[] = "children" in node ? node.children : [];
      node = at.find(({ type }) => type === "list" || type === "listItem");
      if (node?.type === "list") depth += 1;
    }
    expect(depth).toBe(100);
  });

  test("a list does not go on behind more blank lines than anybody writes", () => {
    const listAnd = (blanks: number): readonly string[] =>
      parseMarkdown(`${"words ".repeat(3000)}\n\n- a\n${"\n".repeat(blanks)}  b\n`).children.map(
        ({ type }) => type,
      );
    expect(listAnd(15)).toEqual(["paragraph", "list"]);
    // For each of these, the parser asks each list around it.
    expect(listAnd(2000)).toEqual(["paragraph", "list", "paragraph"]);
  });

  test("end with the line", () => {
    const { children } = parseMarkdown(`${"> ".repeat(300)}a\n\n> b\n\n- c`);
    expect(children.map(({ type }) => type)).toEqual(["blockquote", "blockquote", "list"]);
  });
});

describe("reading a file", () => {
  test("finds its front matter and keeps every position", () => {
    const { tree, shift, frontMatter } = readDocument("\uFEFF---\r\na: 1\r\n---\r\n# T\r\n");
    expect(frontMatter?.trim()).toBe("a: 1");
    expect(tree.children[0]).toMatchObject({
      type: "heading",
      position: { start: { line: 4, offset: 16 } },
    });
    expect(shift).toBe(1);
  });

  test("reads each file once, however long it is, for all that look at it", () => {
    for (const count of [1, 30]) {
      const text = `${"words ".repeat(2000)}\n\n`.repeat(count);
      const other = `${text}- [ ] b\n`;
      const document = readDocument(text);
      // To print trees that differ would take minutes.
      expect(readDocument(text) === document).toBe(true);
      expect(readDocument(other) === document).toBe(false);
      expect(readDocument(other).tree.children.at(-1)?.type).toBe("list");
    }
  });

  test("gives plain text without markup and comments", () => {
    expect(plainText(parse("a  *b*\n`c` <!-- d --> [e](f)"))).toBe("a b c e");
  });
});
