import { describe, expect, test } from "#jest";
import fc from "fast-check";
import { ticksOfHistory } from "../../../src/features/checkboxes/rules.js";
import {
  boxMarker,
  boxOf,
  findItem,
  readItemBox,
  tickedBoxes,
} from "../../../src/features/checkboxes/boxes.js";
import { readProgress } from "../../../src/plan/parse/progress.js";
import { anyText } from "../../support/any-text.js";
import { runs } from "../../support/runs.js";

const TEXTS = ["Count", "Refuse", "Tell <!-- plansmith:box 9-00000000 -->", "Count"];
const items = TEXTS.map((text, index) => ({ label: String(index + 1), text }));

/** A comment with a box for each item, some of them ticked. */
function comment(ticked: readonly number[] = []): string {
  const rows = items.map((item, index) => {
    return `- [${ticked.includes(index) ? "x" : " "}] ${item.label}. [a](b) ${boxMarker(boxOf(item))}`;
  });
  return [
    "### 🟢 Plan approved",
    "",
    ...rows.slice(0, 2),
    "",
    "<details>",
    "",
    ...rows.slice(2),
    "",
    "</details>",
  ].join("\n");
}

describe("the boxes of the status comment", () => {
  test("exactly the ticked ones are read, wherever they stand", () => {
    fc.assert(
      fc.property(fc.subarray([0, 1, 2, 3]), (ticked) => {
        const boxes = ticked.flatMap((index) => items[index] ?? []).map(boxOf);
        expect([...tickedBoxes(comment(ticked))].toSorted()).toEqual(boxes.toSorted());
      }),
    );
  });

  test("any edit of the text gives a set, in which no box is that was not ticked", () => {
    const part = fc.constantFrom(
      "- [",
      "] ",
      "\n",
      "<!--",
      "-->",
      "`",
      "> ",
      "    ",
      "</details>",
      "[ ]",
      "*",
      "é",
    );
    const edit = fc.record({
      line: fc.nat(9),
      at: fc.nat(60),
      cut: fc.nat(40),
      put: fc.oneof(part, fc.string()),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 8 }), fc.subarray([0, 1, 2, 3]), (edits, ticked) => {
        const lines = comment(ticked).split("\n");
        for (const { line, at, cut, put } of edits) {
          const before = lines[line] ?? "";
          lines[line] = before.slice(0, at) + put.replaceAll(/x/gi, "") + before.slice(at + cut);
        }
        const open = items.filter((_, index) => !ticked.includes(index)).map(boxOf);
        const read = tickedBoxes(lines.join("\n"));
        expect(open.filter((box) => read.has(box))).toEqual([]);
      }),
      { numRuns: runs(100) },
    );
    fc.assert(fc.property(anyText(), (text) => void tickedBoxes(text)));
  });

  test("lines that were run together tick nothing", () => {
    const [one, two] = ["1-0123abcd", "2-0123abcd"].map((box) => boxMarker(box));
    expect([...tickedBoxes(`- [x] 1. a ${one} b ${two}`)]).toEqual([]);
  });

  test("in code, and in a text that only looks alike, there are none", () => {
    const line = `- [x] ${boxMarker("1-0123abcd")}`;
    expect([...tickedBoxes(line)]).toEqual(["1-0123abcd"]);
    for (const text of [
      `    ${line}`,
      `\`\`\`\n${line}\n\`\`\``,
      line.replace("- ", ""),
      `[x] ${boxMarker("A B")}`,
    ]) {
      expect([...tickedBoxes(text)]).toEqual([]);
    }
  });
});

describe("the item of a box", () => {
  const find = (text: string, box: string): number | undefined => {
    const read = readItemBox(box);
    return read && findItem(readProgress(text).items, read)?.index;
  };
  const plan = "- [ ] Count\n- [ ] Refuse\n- [ ] Count\n";

  test("is the one at its number, else the only one with its text", () => {
    expect(find(plan, boxOf({ label: "3", text: "Count" }))).toBe(2);
    expect(find(`- [ ] First\n${plan}`, boxOf({ label: "2", text: "Refuse" }))).toBe(2);
  });

  test("is none where it changed, went, or could be another", () => {
    expect(find(plan, boxOf({ label: "2", text: "Refuse all" }))).toBeUndefined();
    expect(find(`- [ ] First\n${plan}`, boxOf({ label: "3", text: "Count" }))).toBeUndefined();
    expect(find("", boxOf({ label: "1", text: "Count" }))).toBeUndefined();
    for (const box of ["", "close-out", "0-01234567", "1-0123456", "1-0123456g"]) {
      expect(readItemBox(box)).toBeUndefined();
    }
  });
});

describe("who ticked a box, by the history of the comment", () => {
  const [first, second] = items.map(boxOf);
  const version = (by: string, minute: number, ticked: readonly number[]) => {
    return { by, at: `2026-11-21T10:0${minute}:00.000Z`, text: comment(ticked) };
  };
  const said = (versions: Parameters<typeof ticksOfHistory>[0]["versions"]) =>
    ticksOfHistory({ versions }, [first ?? "", second ?? ""]).map(({ box, by, at }) => [
      box === first ? "first" : "second",
      by,
      at,
    ]);

  test("it is whoever wrote the version in which it became ticked", () => {
    const versions = [
      version("plansmith[bot]", 0, []),
      version("ada", 1, [0]),
      version("grace", 2, [0, 1]),
    ];
    expect(said(versions)).toEqual([
      ["second", "grace", "2026-11-21T10:02:00Z"],
      ["first", "ada", "2026-11-21T10:01:00Z"],
    ]);
  });

  test("a box that was cleared in between counts from when it was ticked last", () => {
    const versions = [
      version("plansmith[bot]", 0, []),
      version("ada", 1, [0]),
      version("grace", 2, []),
      version("eve", 3, [0]),
    ];
    expect(said(versions)).toEqual([["first", "eve", "2026-11-21T10:03:00Z"]]);
  });

  test("nothing is said where the version before is unknown, or was removed", () => {
    expect(said([version("ada", 1, [0])])).toEqual([]);
    const removed = { ...version("ada", 1, []), text: undefined };
    expect(said([version("plansmith[bot]", 0, []), removed, version("eve", 2, [0])])).toEqual([]);
    expect(said([])).toEqual([]);
  });
});
