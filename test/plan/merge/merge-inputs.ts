import * as fc from "fast-check";

/** A section of a made-up plan. */
interface MadeSection {
  readonly title: string;
  readonly lines: readonly string[];
}

/** A made-up plan: lines under headings. */
type Made = readonly MadeSection[];

const WORDS = "alpha beta gamma delta epsilon zeta eta theta iota kappa".split(" ");

const word = fc.constantFrom(...WORDS);
const line = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(word, word).map(([a, b]) => `- [ ] ${a} ${b}`) },
  { weight: 1, arbitrary: word.map((a) => `- [x] ${a}`) },
  { weight: 2, arbitrary: fc.tuple(word, word, word).map((all) => all.join(" ")) },
  { weight: 1, arbitrary: fc.constant("") },
  { weight: 1, arbitrary: fc.tuple(word, word).map(([a, b]) => `| ${a} | ${b} |`) },
);
const section = fc.record({
  title: fc.tuple(fc.constantFrom("##", "##", "###"), word).map((all) => all.join(" ")),
  lines: fc.array(line, { maxLength: 8 }),
});

/** A made-up plan, with sections of the same name now and then. */
export const made: fc.Arbitrary<Made> = fc.array(section, { minLength: 1, maxLength: 6 });

const edit = fc.oneof(
  fc.record({ do: fc.constant("insert" as const), at: fc.nat(), line }),
  fc.record({ do: fc.constant("change" as const), at: fc.nat(), line }),
  fc.record({ do: fc.constant("remove" as const), at: fc.nat() }),
  fc.record({ do: fc.constant("tick" as const), at: fc.nat() }),
  fc.record({ do: fc.constant("move" as const), at: fc.nat(), to: fc.nat() }),
  fc.record({ do: fc.constant("drop section" as const), at: fc.nat() }),
  fc.record({ do: fc.constant("new section" as const), at: fc.nat(), section }),
);

/** What somebody does to a plan. */
export const edits = fc.array(edit, { maxLength: 6 });

type Edit = typeof edit extends fc.Arbitrary<infer Type> ? Type : never;

/** The plan after the edits. */
export function edited(plan: Made, changes: readonly Edit[]): Made {
  return changes.reduce((before, change) => apply(before, change), plan);
}

function apply(plan: Made, change: Edit): Made {
  const at = plan.length === 0 ? 0 : change.at % plan.length;
  switch (change.do) {
    case "new section":
      return plan.toSpliced(at, 0, change.section);
    case "drop section":
      return plan.toSpliced(at, 1);
    case "move": {
      const [moved] = plan.slice(at, at + 1);
      return moved === undefined
        ? plan
        : plan.toSpliced(at, 1).toSpliced(change.to % plan.length, 0, moved);
    }
    case "insert":
    case "change":
    case "remove":
    case "tick":
      return plan.map((it, index) =>
        index === at ? { ...it, lines: editLines(it.lines, change) } : it,
      );
  }
}

function editLines(lines: readonly string[], change: Edit): readonly string[] {
  const at = lines.length === 0 ? 0 : Math.floor(change.at / 7) % lines.length;
  if (change.do === "insert") return lines.toSpliced(at, 0, change.line);
  if (lines.length === 0) return lines;
  if (change.do === "change") return lines.with(at, change.line);
  if (change.do === "remove") return lines.toSpliced(at, 1);
  return lines.map((it, index) =>
    index >= at && index <= at + 1 ? it.replace("- [ ]", "- [x]") : it,
  );
}

/** The plan as a file. */
export function written(plan: Made): string {
  return [
    "# Plan: title",
    "",
    ...plan.flatMap(({ title, lines }) => [title, "", ...lines, ""]),
    "<!-- plansmith:plan format=exec-plan issue=12 -->",
    "",
  ].join("\n");
}
