import { describe, expect, test } from "#jest";
import * as fc from "fast-check";
import { parseCommands } from "../../src/commands/parse.js";
import { runs } from "../support/runs.js";

function read(body: string): readonly string[] {
  return parseCommands(body).map(({ name, word, said }) => `${name ?? `?${word}`}|${said}`);
}

describe("a command", () => {
  test.each([
    ["/plan", ["open|"]],
    ["/PLAN Done 3, 4", ["done|3, 4"]],
    ["  /plan\tlog  Moved to `x` ", ["log|Moved to `x`"]],
    ["Thanks!\n\n/plan close-out\n\nBye", ["close-out|"]],
    ["/plan closeout", ["close-out|"]],
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
          for (const { word, said } of parseCommands(body)) {
            expect(body.toLowerCase()).toContain(word);
            expect(body).toContain(said);
          }
        },
      ),
      { numRuns: runs(300) },
    );
  });
});
