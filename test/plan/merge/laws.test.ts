import { expect, test } from "#jest";
import * as fc from "fast-check";
import { mergePlan } from "../../../src/plan/merge/merge.js";
import { readProgress } from "../../../src/plan/parse/progress.js";
import { edited, edits, made, written } from "./merge-inputs.js";
import { runs } from "../../support/runs.js";

/** A plan, what people made of it, and what is rendered now. */
const three = fc.tuple(made, edits, edits).map(([plan, mine, other]) => ({
  base: written(plan),
  ours: written(edited(plan, mine)),
  theirs: written(edited(plan, other)),
}));

function counts(text: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const line of text.split(/\r\n|\r|\n/)) found.set(line, (found.get(line) ?? 0) + 1);
  return found;
}

/** Lines of `ours` that `base` does not have as often. */
function added(base: string, ours: string): readonly string[] {
  const before = counts(base);
  return [...counts(ours)]
    .filter(([line, count]) => count > (before.get(line) ?? 0))
    .map(([it]) => it);
}

/** The lines at which ticked items start. */
function tickedLines(text: string): readonly string[] {
  const lines = text.split("\n");
  return readProgress(text).items.flatMap(({ done, line }) =>
    done ? (lines[line - 1] ?? "") : [],
  );
}

test("where nobody edited anything, the file is the rendering", () => {
  fc.assert(
    fc.property(three, ({ base: any, theirs }) => {
      // A ticked item stays, whoever ticked it.
      const base = any.replaceAll("[x]", "[ ]");
      const { text, conflicts } = mergePlan({ base, ours: base, theirs });
      expect(text).toBe(theirs);
      expect(conflicts).toEqual([]);
      const windows = mergePlan({ base, ours: base.replaceAll("\n", "\r\n"), theirs });
      expect(windows.text).toBe(theirs.replaceAll("\n", "\r\n"));
      expect(windows.conflicts).toEqual([]);
    }),
  );
});

test("where the rendering is as before, or says what people say, the file stays as it is", () => {
  fc.assert(
    fc.property(three, ({ base, ours }) => {
      expect(mergePlan({ base, ours, theirs: base })).toEqual({ text: ours, conflicts: [] });
      expect(mergePlan({ base, ours, theirs: ours })).toEqual({ text: ours, conflicts: [] });
      const windows = ours.replaceAll("\n", "\r\n");
      expect(mergePlan({ base, ours: windows, theirs: base }).text).toBe(windows);
      expect(mergePlan({ base, ours: windows, theirs: ours }).text).toBe(windows);
    }),
  );
});

test("no line that people added or changed is lost", () => {
  fc.assert(
    fc.property(three, ({ base, ours, theirs }) => {
      const merged = counts(mergePlan({ base, ours, theirs }).text);
      for (const line of added(base, ours)) expect([line, merged.has(line)]).toEqual([line, true]);
    }),
    { numRuns: runs(200) },
  );
});

test("no tick of people's is lost", () => {
  fc.assert(
    fc.property(three, ({ base, ours, theirs }) => {
      const merged = new Set(tickedLines(mergePlan({ base, ours, theirs }).text));
      const before = new Set(tickedLines(base));
      const lost = tickedLines(ours).filter((it) => !before.has(it) && !merged.has(it));
      expect(lost).toEqual([]);
    }),
    { numRuns: runs(200) },
  );
});

test("merging the merged file again changes nothing", () => {
  fc.assert(
    fc.property(three, ({ base, ours, theirs }) => {
      const { text } = mergePlan({ base, ours, theirs });
      expect(mergePlan({ base: theirs, ours: text, theirs })).toEqual({ text, conflicts: [] });
    }),
    { numRuns: runs(200) },
  );
});

test("a conflict says where people's lines stand", () => {
  fc.assert(
    fc.property(three, ({ base, ours, theirs }) => {
      const { text, conflicts } = mergePlan({ base, ours, theirs });
      const lines = text.split("\n");
      for (const conflict of conflicts) {
        const from = conflict.line - 1;
        expect(lines.slice(from, from + conflict.lines).join("\n")).toBe(conflict.ours);
        expect(conflict.ours).not.toBe(conflict.theirs);
        const start = Math.max(conflict.from - 1, 0);
        const mine = ours.split("\n").slice(start, start + conflict.lines);
        expect(mine.join("\n")).toBe(conflict.ours);
      }
    }),
  );
});

test("whatever the files hold, merging ends and loses nothing of people's", () => {
  const text = fc.string({
    unit: fc.constantFrom(
      "#",
      "- ",
      "[ ] ",
      "[x] ",
      "|",
      "`",
      "\n",
      "\r\n",
      "\uFEFF",
      "a",
      "<!--",
      "-->",
    ),
    maxLength: 60,
  });
  fc.assert(
    fc.property(text, text, text, (base, ours, theirs) => {
      fc.pre(base !== ours);
      const [before = "", now = "", merged = ""] = [
        base,
        ours,
        mergePlan({ base, ours, theirs }).text,
      ].map((it) => it.replace(/^\uFEFF/, ""));
      const all = counts(merged);
      expect(added(before, now).filter((line) => line !== "" && !all.has(line))).toEqual([]);
    }),
    { numRuns: runs(300) },
  );
});
