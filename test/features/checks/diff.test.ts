import { expect, test } from "#jest";
import fc from "fast-check";
import { diffLines } from "../../../src/features/checks/text.js";

test("what changes is marked, with a little around it", () => {
  const before = "a\nb\nc\nd\ne\nf\ng";
  expect(diffLines(before, "a\nb\nc\nd\nE\nf\ng", 20)).toBe("⋮\n  c\n  d\n- e\n+ E\n  f\n  g");
  expect(diffLines(before, before, 20)).toBe("");
});

test("it is bounded", () => {
  const lines = Array.from({ length: 500 }, (_, index) => `line ${index}`).join("\n");
  expect(diffLines("", lines, 10).split("\n")).toHaveLength(11);
  expect(diffLines("", "x\n".repeat(3000), 10)).toBe("(too long to compare)");
});

test("taken out and put in, the one text becomes the other", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", "c"), { maxLength: 4 })
    .map((it) => it.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffLines(before, after, 100).split("\n");
      const side = (mark: string): string =>
        lines
          .filter((line) => line.startsWith("  ") || line.startsWith(mark))
          .map((line) => line.slice(2))
          .join("\n");
      const whole = lines[0] !== "" && !lines.includes("⋮");
      expect(!whole || (side("- ") === before && side("+ ") === after)).toBe(true);
    }),
  );
});
