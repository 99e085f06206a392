import { describe, expect, test } from "#jest";
import * as fc from "fast-check";
import { parseCommands } from "../../../src/features/commands/parse.js";
import { parseMarkdown } from "../../../src/markdown/parse.js";
import { runs } from "../../support/runs.js";

function read(body: string): readonly string[] {
  return parseCommands(body).map(
    ({ name, word, argument: said }) => `${name ?? `?${word}`}|${said}`,
  );
}

/** The same of a comment that is parsed as a whole: lines of text in its own paragraphs. */
function readWhole(body: string): readonly string[] {
  return parseMarkdown(body).children.flatMap((node) => {
    if (node.type !== "paragraph") return [];
    const { start, end } = node.position ?? { start: {}, end: {} };
    const lines = body.slice(start.offset, end.offset).split(/(?<=\r\n|\n|\r(?!\n))/);
    const isCommand = (line: string, index: number): boolean => {
      const before = lines.slice(0, index).join("").length + line.search(/\S/);
      const at = (start.offset ?? 0) + before;
      const inside = node.children.find(
        ({ position }) => (position?.start.offset ?? 0) <= at && at < (position?.end.offset ?? 0),
      );
      return /^\s*\/plan(?:\s|$)/i.test(line) && inside?.type === "text";
    };
    const wrong = lines.findIndex((line, index) => !isCommand(line, index));
    const commands = wrong === -1 ? lines : lines.slice(0, wrong);
    return commands.flatMap((line) => read(line.trim()));
  });
}

describe("a command", () => {
  test.each([
    ["/plan", ["open|"]],
    ["/PLAN Done 3, 4", ["done|3, 4"]],
    ["  /plan\tlog  Moved to `x` ", ["log|Moved to `x`"]],
    ["Thanks!\n\n/plan archive\n\nBye", ["archive|"]],
    ["/plan close-out\n/plan closeout", ["archive|", "archive|"]],
    [
      "/plan done 1\n/plan undo 2\r\n/plan help\nand more\n/plan log no",
      ["done|1", "undo|2", "help|"],
    ],
    ["/plan decide Use CSV — it is read\nby everybody", ["decide|Use CSV — it is read"]],
    ["/plan dnoe 3", ["?dnoe|3"]],
    ["<details>\n\n/plan help\n\n</details>", ["help|"]],
  ])("%j", (body, commands) => {
    expect(read(body)).toEqual(commands);
  });

  test.each([
    "Please /plan it",
    "text\n/plan done 1",
    "> /plan done 1",
    "- /plan done 1",
    "1. /plan done 1",
    "    /plan done 1",
    "```\n/plan done 1\n```",
    "`\n/plan done 1`",
    "<!--\n/plan done 1\n-->",
    "<pre>\n/plan done 1\n</pre>",
    "# /plan done 1",
    "/plan done 1\n===",
    "/plan done 1\r\n===",
    "/plan done 1\r\nwords\r\n===",
    "**/plan** done 1",
    "[/plan](https://example.org)",
    "| /plan |\n|---|",
    "/planning",
    "/plan-b",
    "\\/plan",
    "[^1]\n\n[^1]: /plan done 1",
    "/plans\n/plan done 1",
    "",
  ])("is not in %j", (body) => {
    expect(read(body)).toEqual([]);
  });

  test("is followed so many times in one comment", () => {
    expect(read("/plan help\n\n".repeat(50))).toHaveLength(20);
  });

  const LIST = " - a\n".repeat(13_000);
  const LOG = `\`\`\`\n${"/plan done 1\n".repeat(3)}${"a line of a log\n\n".repeat(3000)}\`\`\`\n`;
  test.each<[string, string, readonly string[]]>([
    ["a long list", `${LIST}\n/plan done 1\n`, ["done|1"]],
    ["a long list, and after it", `/plan done 1\n${LIST}`, ["done|1"]],
    ["a log", `${LOG}\n/plan done 2\n`, ["done|2"]],
    [
      "a long text",
      `${"Some words.\n".repeat(5000)}\n/plan done 3\n\n${"More.\n".repeat(9)}`,
      ["done|3"],
    ],
    ["a long command", `/plan log ${"x".repeat(7000)}`, [`log|${"x".repeat(7000)}`]],
    ["the end of a long list", `${LIST}/plan done 1\n`, []],
    ["a long log", LOG, []],
    ["a long quote", `${"> a\n".repeat(9000)}/plan done 1\n`, []],
    ["a table", `/plan a | b\n- | -\n${"1 | 2\n".repeat(9000)}`, []],
  ])("is found behind %s", (_, body, commands) => {
    expect(read(body)).toEqual(commands);
  });

  test("is one within the limits, and beyond them none", () => {
    const log = (length: number): string => `/plan log ${"x".repeat(length)}`;
    expect(read(log(8000))).toHaveLength(1);
    expect(read(log(9000))).toEqual([]);
    expect(read([log(4000), log(3000), log(3000), "/plan help"].join("\n\n"))).toHaveLength(3);
    const text = (length: number): string => `/plan help\n${"words ".repeat(length / 6)}`;
    expect(read(text(1800))).toEqual(["help|"]);
    expect(read(text(3000))).toEqual([]);
    const quoted = "> x\n/plan help\n\n";
    expect(read(`${quoted.repeat(60)}/plan done 1`)).toEqual(["done|1"]);
    expect(read(`${quoted.repeat(70)}/plan done 1`)).toEqual([]);
  });

  test("is not looked for twice in the same comment", () => {
    const body = `${LIST}\n/plan done 1\n`;
    expect(parseCommands(body)).toBe(parseCommands(Buffer.from(body).toString()));
  });

  test("is the same whether the comment is parsed in part or in whole", () => {
    const line = fc.constantFrom(
      ..."/plan help|/plan done 1|  /plan|/planx|/plan `|/plan a|a|> a|> /plan|- a|- /plan|  b|    c|1. d|2) e|```|~~~|`|# h|===|---|- | -|a | b|<!--|-->|<div>|</div>|<pre>|<b>|***||[^1]: y|   - q".split(
        "|",
      ),
    );
    const end = fc.constantFrom("\n", "\r\n", "\r");
    fc.assert(
      fc.property(fc.array(line, { maxLength: 14 }), end, (all, lineEnd) => {
        const body = all.join(lineEnd);
        expect(read(body)).toEqual(readWhole(body));
      }),
      { numRuns: runs(1000) },
    );
  });

  test("any comment is read without an error, and what is found stands in it", () => {
    const piece = fc.constantFrom(
      ..."/plan |/PLAN\t|done 1, 2|decide a — b|\n|\r\n|\r|> |- |```|`|<!--|-->|    |**|[|](x)|\u0000|§3.2|é".split(
        "|",
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((all) => all.join("")),
        ),
        (body) => {
          for (const { word, argument: said } of parseCommands(body)) {
            expect(body.toLowerCase()).toContain(word);
            expect(body).toContain(said);
          }
        },
      ),
      { numRuns: runs(300) },
    );
  });
});
