import { describe, expect, test } from "#jest";
import { mergePlan } from "../../../src/plan/merge/merge.js";

const BASE = `# Execution Plan: Exports

**Status:** Planning

## Goal

Exports finish.

## Steps

### Phase 1: Server
- [ ] Stream rows
- [ ] Move to the worker
- [ ] Tell people

## Risks

| Risk | Impact |
|------|--------|
| Slow | High |

## Notes

\\[Decisions]

<!-- plansmith:plan format=execution-plan issue=12 -->
`;

/** The plan with pieces replaced: pairs of what was and what is. */
function but(...changes: readonly (readonly [was: string, is: string])[]): string {
  return changes.reduce((text, [was, is]) => {
    expect(text).toContain(was);
    return text.replace(was, () => is);
  }, BASE);
}

/** A section's text with its heading, as far as the next one. */
function cut(text: string, heading: string): string {
  const from = text.indexOf(`${heading}\n`);
  return text.slice(from, text.indexOf("\n#", from + 1) + 1);
}

function merge(ours: string, theirs: string) {
  return mergePlan({ base: BASE, ours, theirs });
}

describe("text", () => {
  test("of people's stays, beside what the rendering changed", () => {
    const ours = but(["Exports finish.", "Exports finish in 5 minutes."]);
    const theirs = but(["# Execution Plan: Exports", "# Execution Plan: Big exports"]);
    expect(merge(ours, theirs)).toEqual({
      text: but(
        ["Exports finish.", "Exports finish in 5 minutes."],
        ["# Execution Plan: Exports", "# Execution Plan: Big exports"],
      ),
      conflicts: [],
    });
  });

  test("that both changed stays people's, and what the rendering says is told", () => {
    const ours = but(["Exports finish.", "Exports finish in 5 minutes."]);
    expect(merge(ours, but(["Exports finish.", "Exports are fast."]))).toEqual({
      text: ours,
      conflicts: [
        {
          line: 7,
          lines: 1,
          from: 7,
          ours: "Exports finish in 5 minutes.",
          theirs: "Exports are fast.",
          section: "Goal",
        },
      ],
    });
  });

  test("that people deleted stays away, and what the rendering says is told", () => {
    const ours = but(["Exports finish.\n\n", ""]);
    const { text, conflicts } = merge(ours, but(["Exports finish.", "Exports are fast."]));
    expect(text).toBe(ours);
    expect(conflicts).toMatchObject([{ line: 7, lines: 0, ours: "", section: "Goal" }]);
    expect(conflicts[0]?.theirs).toContain("Exports are fast.");
  });

  test("that both changed alike is no conflict", () => {
    const changed = but(["Exports finish.", "Exports are fast."]);
    const ours = changed.replace("Slow", "Too slow");
    expect(merge(ours, changed)).toEqual({ text: ours, conflicts: [] });
  });

  test("keeps the line ends, the byte order mark and the missing last line end of people's", () => {
    const body = but(["Slow", "Too slow"]);
    const ours = `\uFEFF${body.trimEnd().replaceAll("\n", "\r\n")}`;
    const theirs = but(["Tell people", "Tell people by e-mail"]);
    const text = body.replace("Tell people", "Tell people by e-mail");
    expect(merge(ours, theirs).text).toBe(`\uFEFF${text.trimEnd().replaceAll("\n", "\r\n")}`);
  });
});

describe("ticks", () => {
  const ours = but(["- [ ] Move", "- [x] Move"]);

  test("stay where the rendering changes the items around", () => {
    const theirs = but(["Stream rows", "Stream all rows"], ["Tell people", "Tell everybody"]);
    const { text, conflicts } = merge(ours, theirs);
    expect(text).toBe(theirs.replace("- [ ] Move", "- [x] Move"));
    expect(conflicts).toEqual([]);
  });

  test("go with an item that the rendering moved, also to another section", () => {
    const moved = but(
      ["- [ ] Move to the worker\n", ""],
      [
        "- [ ] Tell people\n",
        "- [ ] Tell people\n\n### Phase 2: Worker\n- [ ] Move to the worker\n",
      ],
    );
    const { text, conflicts } = merge(ours, moved);
    expect(text).toBe(moved.replace("- [ ] Move", "- [x] Move"));
    expect(conflicts).toEqual([]);
  });

  test("keep an item that the rendering rewords or no longer has", () => {
    const reworded = merge(ours, but(["Move to the worker", "Move it"]));
    expect(reworded.text).toBe(ours);
    expect(reworded.conflicts).toMatchObject([
      { ours: "- [x] Move to the worker", theirs: "- [ ] Move it", section: "Phase 1: Server" },
    ]);
    expect(merge(ours, but(["- [ ] Move to the worker\n", ""])).text).toBe(ours);
  });

  test("of the issue's come with the rendering, and people's clearing of a box stays", () => {
    const theirs = but(["- [ ] Tell", "- [x] Tell"]);
    expect(merge(ours, theirs).text).toBe(
      but(["- [ ] Move", "- [x] Move"], ["- [ ] Tell", "- [x] Tell"]),
    );
    const cleared = mergePlan({ base: theirs, ours: BASE, theirs: `${theirs}more\n` });
    expect(cleared.text).toContain("- [ ] Tell people");
  });
});

describe("a tick that the rendering takes back", () => {
  test("stays: somebody may have ticked the plan too", () => {
    const base = but(["- [ ] Move", "- [x] Move"]);
    const { text, conflicts } = mergePlan({ base, ours: base, theirs: BASE });
    expect({ text, conflicts }).toEqual({ text: base, conflicts: [] });
    const without = but(["- [ ] Move to the worker\n", ""]);
    expect(mergePlan({ base, ours: base, theirs: without }).text).toBe(base);
  });
});

describe("items", () => {
  test("that both added are all there", () => {
    const ours = but(["- [ ] Tell people\n", "- [ ] Tell people\n- [x] Mine\n"]);
    const theirs = but(["- [ ] Tell people\n", "- [ ] Tell people\n- [ ] New in the issue\n"]);
    const { text, conflicts } = merge(ours, theirs);
    expect(cut(text, "### Phase 1: Server")).toBe(
      "### Phase 1: Server\n- [ ] Stream rows\n- [ ] Move to the worker\n- [ ] Tell people\n" +
        "- [x] Mine\n- [ ] New in the issue\n\n",
    );
    expect(conflicts).toEqual([]);
  });

  test("that people added already are not added again", () => {
    const ours = but(["- [ ] Stream", "- [x] New in the issue\n- [ ] Stream"]);
    const theirs = but(["- [ ] Tell people\n", "- [ ] Tell people\n- [ ] New in the issue\n"]);
    expect(merge(ours, theirs)).toEqual({ text: ours, conflicts: [] });
  });

  test("that people deleted do not come back when the rendering moves them", () => {
    const ours = but(["- [ ] Stream rows\n", ""]);
    const theirs = but(
      ["- [ ] Stream rows\n", ""],
      ["- [ ] Tell people\n", "- [ ] Tell people\n- [ ] Stream rows\n"],
    );
    expect(merge(ours, theirs).text).toBe(ours);
  });

  test("of tables too", () => {
    const ours = but(["| Slow | High |\n", "| Slow | High |\n| Mine | Low |\n"]);
    const theirs = but(["| Slow | High |\n", "| Slow | Med |\n| New | Low |\n"]);
    expect(cut(merge(ours, theirs).text, "## Risks")).toContain(
      "| Slow | Med |\n| New | Low |\n| Mine | Low |\n",
    );
  });
});

describe("sections", () => {
  const goal = "## Goal\n\nExports finish.\n\n";

  test("that people moved stay there, and follow the rendering", () => {
    const ours = but([goal, ""], ["## Notes\n", `${goal}## Notes\n`]);
    const { text, conflicts } = merge(ours, but(["Exports finish.", "Exports are fast."]));
    expect(text).toBe(ours.replace("Exports finish.", "Exports are fast."));
    expect(conflicts).toEqual([]);
  });

  test("that people deleted stay away, with what the rendering adds below them", () => {
    const ours = but([cut(BASE, "## Steps"), ""], [cut(BASE, "### Phase 1: Server"), ""]);
    const phase = "### Phase 2: Worker\n- [ ] Queue\n\n";
    const { text, conflicts } = merge(ours, but(["## Risks\n", `${phase}## Risks\n`]));
    expect(text).toBe(ours);
    expect(conflicts).toMatchObject([{ theirs: phase.slice(0, -1), section: "Phase 2: Worker" }]);
  });

  test("that the rendering no longer has go, but for those that people wrote in", () => {
    const theirs = but([goal, ""]);
    expect(merge(but(["Slow", "Too slow"]), theirs).text).toBe(
      but(["Slow", "Too slow"], [goal, ""]),
    );
    const ours = but(["Exports finish.", "Exports finish in 5 minutes."]);
    const { text, conflicts } = merge(ours, theirs);
    expect(text).toBe(ours);
    expect(conflicts).toMatchObject([{ line: 5, lines: 4, theirs: "" }]);
  });

  test("that are new are put where the format has them, not between people's", () => {
    const ours = but(["## Risks\n", "### Phase 9: Mine\nmine\n\n## Risks\n"]);
    const theirs = but(["## Risks\n", "## Testing\n\nall\n\n## Risks\n"]);
    const { text, conflicts } = merge(ours, theirs);
    expect(text).toBe(
      but(["## Risks\n", "### Phase 9: Mine\nmine\n\n## Testing\n\nall\n\n## Risks\n"]),
    );
    expect(conflicts).toEqual([]);
  });

  test("that the rendering renames or renumbers are still the same", () => {
    const ours = but(["Tell people", "Tell all people"]);
    const theirs = but([
      "### Phase 1: Server\n",
      "### Phase 1: Before\n- [ ] Think\n\n### Phase 2: Server\n",
    ]);
    expect(merge(ours, theirs)).toEqual({
      text: theirs.replace("Tell people", "Tell all people"),
      conflicts: [],
    });
    const renamed = but(["## Steps", "## Work"]);
    expect(merge(renamed, theirs).text).toBe(theirs.replace("## Steps", "## Work"));
  });

  test("follow the rendering's order where people moved none", () => {
    const theirs = but([goal, ""], ["## Notes\n", `${goal}## Notes\n`]);
    expect(merge(but(["Slow", "Too slow"]), theirs).text).toBe(theirs.replace("Slow", "Too slow"));
  });

  test("that come last stand before the marker, which follows the rendering", () => {
    const marker = (name: string) => `<!-- plansmith:plan format=${name} issue=12 -->`;
    const theirs = but([marker("execution-plan"), `## Links\n\n- #12\n\n${marker("other")}`]);
    const ours = but(["Exports finish.", "Exports finish in 5 minutes."]);
    expect(merge(ours, theirs).text).toBe(
      theirs.replace("Exports finish.", "Exports finish in 5 minutes."),
    );
  });
});

test("long files of equal lines are merged", () => {
  const text = (count: number) => `# Plan\n${"- [ ] a\n".repeat(count)}end\n`;
  const many = Array.from({ length: 600 }, (_, index) => `# ${index % 7}\n`).join("");
  const one = { base: text(600), ours: `x\n${text(600)}y\n`, theirs: `z\n${text(900)}` };
  expect(mergePlan(one).text.split("- [ ] a").length - 1).toBe(900);
  const other = { base: many, ours: `a\n${many}b\n`, theirs: `${many}c\n` };
  expect(mergePlan(other).text).toMatch(/^a\n[^]*b\n/);
});

describe("a step that is new to an issue plan is there with all of its lines", () => {
  const step = (number: number, title: string) =>
    `### Step ${number}: ${title}\n- [ ] Done\n\n**What**: It is ${title}\n\n`;
  const plan = (...steps: readonly string[]) =>
    `# P\n\n## 2. Breakdown\n\n${steps.join("")}---\n\n## 3. Risks\n\nNone\n`;
  const steps = [step(1, "measure"), step(2, "cut"), step(3, "glue")] as const;
  const base = plan(...steps);
  const [first, second] = steps;

  test.each([
    ["ticked a step", base.replace("[ ]", "[x]")],
    ["added a step", plan(...steps, step(9, "mine"))],
    ["removed a step", plan(first, second)],
  ])("where people %s", (_, ours) => {
    for (const theirs of [plan(...steps, step(4, "paint")), plan(first, step(4, "paint"))]) {
      const { text, conflicts } = mergePlan({ base, ours, theirs });
      // Where people put one of their own in its place, it is a suggestion.
      const all = [text, ...conflicts.map((conflict) => conflict.theirs)].join("\n");
      expect(all).toContain(step(4, "paint").trimEnd());
    }
  });
});
