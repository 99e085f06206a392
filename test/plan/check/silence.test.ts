import { describe, expect, test } from "#jest";
import { checkPlan, type CheckOptions } from "../../../src/plan/check/check.js";
import { builtinTemplates } from "../../../src/plan/template/template.js";

const options: CheckOptions = {
  templates: [...builtinTemplates().values()],
  now: new Date("2026-06-01T12:00:00Z"),
};

/** What is found, as `rule:line`. */
function found(text: string, more: Partial<CheckOptions> = {}): string[] {
  return checkPlan(text, { ...options, ...more }).map(({ rule, line }) => `${rule}:${line}`);
}

function messages(text: string, more: Partial<CheckOptions> = {}): string[] {
  return checkPlan(text, { ...options, ...more }).map(({ message }) => message);
}

describe("a plan that only resembles a format", () => {
  const alike = [
    "# Import",
    "",
    "- Status: In Progress",
    "",
    "## Goal",
    "Rows.",
    "## Steps",
    "- [x] Read",
    "## Context",
    "[ask the owner of the table]",
    "## Technical Approach",
    "A reader.",
    "## Risks & Mitigations",
    "| Risk | Impact |",
    "| --- | --- |",
    "| Slow | So-so |",
    "## Hand-over",
    "- [ ] Tell support",
    "",
  ].join("\n");

  test("is asked for nothing that the format asks for", () => {
    expect(found(alike)).toEqual([]);
  });

  test("is, where somebody asks for the format", () => {
    const template = options.templates.find(({ name }) => name === "execution-plan");
    const rules = new Set(found(alike, { template }).map((one) => one.replace(/:.*/, "")));
    expect([...rules].toSorted()).toEqual([
      "guidance-left",
      "rating-off-scale",
      "section-missing",
      "section-order",
    ]);
  });
});

describe("decisions", () => {
  const log = (...entries: string[]) => `# P\n\n## Decision Log\n\n${entries.join("\n")}\n`;
  const full = (day: number) =>
    `- Decision: Use a queue ${day}\n  Rationale: It waits\n  Date: 2026-03-0${day}`;

  test.each([
    "Use one file so that nobody has to merge",
    "Retry once to avoid a storm of requests",
    "Drop the cache – nobody measured a gain",
    "Keep the old name, since clients know it",
    "Do we need a lock? No",
    "保留旧格式，原因是兼容",
  ])("%j gives its reason", (text) => {
    const entry = `- Decision: ${text}\n  Date: 2026-03-09`;
    expect(found(log(full(1), full(2), full(3), entry))).toEqual([]);
  });

  test.each([
    "Warm up at the start → fewer slow pages",
    "Count by StatsD as the platform team reads it",
    "Hash the keys, making collisions unlikely",
    "Rename the table per review",
  ])("%j gives its reason, too", (text) => {
    const entry = `- Decision: ${text}\n  Date: 2026-03-09`;
    expect(found(log(full(1), full(2), full(3), entry))).toEqual([]);
  });

  test("that are pending, or replaced, need no reason", () => {
    const date = "\n  Date: 2026-03-09";
    const entries = [
      `- Decision: [pending] Locks${date}`,
      `- Decision: No A${date}\n  Superseded by: B`,
    ];
    expect(found(log(full(1), full(2), full(3), full(4), ...entries))).toEqual([]);
  });

  test("have their reason in a context or a trade-off", () => {
    const entry =
      "- Decision: Use a stream\n  - Date: 2026-03-09\n  - Context: Files are large\n  - Tradeoff: Slower";
    expect(found(log(full(1), full(2), entry))).toEqual([]);
  });

  test("are incomplete only where the others of their log are not, once for each log", () => {
    const bare = (name: string) => `- Decision: Use ${name}\n  Date: 2026-03-09`;
    expect(found(log(bare("A"), bare("B"), bare("C")))).toEqual([]);
    const entries = [full(1), full(2), full(3), full(4), bare("A"), bare("B")];
    expect(messages(log(...entries))).toEqual([
      "2 decisions have no rationale, unlike the others of their log: lines 17 and 19.",
    ]);
  });
});

describe("messages", () => {
  test("count what is open in the whole file", () => {
    const text = "---\nstatus: done\n---\n# P\n\n## A\n- [ ] a\n- [x] b\n## B\n- [ ] c\n- [ ] d\n";
    expect(messages(text)).toEqual([
      "The status says “done”, but 3 boxes are open, the first one in line 7.",
    ]);
  });

  test("never say that every box is ticked where one is open", () => {
    const text = "# P\n\nStatus: In Progress\n\n## Steps\n- [x] a\n## Other\n- [ ] b\n";
    expect(found(text)).toEqual([]);
    expect(found(text.replace("- [ ] b", "- [x] b"))).toEqual(["done-not-completed:3"]);
  });

  test.each(["None.", "N/A", "n/a", "Nothing", "none"])(
    "take “- [ ] %s” for no work",
    (nothing) => {
      expect(found(`# P\n\nStatus: Done\n\n- [x] a\n- [ ] ${nothing}\n`)).toEqual([]);
    },
  );

  test.each(["N/A – no pages", "n.a.", "(none)", "–", "Not needed: internal", "None, see above"])(
    "take “- [ ] %s” with its reason for no work",
    (nothing) => {
      expect(found(`# P\n\nStatus: Done\n\n- [x] a\n- [ ] ${nothing}\n`)).toEqual([]);
    },
  );

  test.each([
    "Deferred: the second page",
    "The second page (deferred to v2)",
    "The second page – moved to #45",
    "Moved to #45",
    "The second page (N/A)",
    "The second page (skipped – no time)",
    "The second page — superseded by #9.",
    "Won’t do: the second page",
  ])("take “- [ ] %s” for given up", (text) => {
    const plan = (status: string) => `# P\n\nStatus: ${status}\n\n- [x] a\n- [ ] ${text}\n`;
    expect(found(plan("Done"))).toEqual([]);
    expect(found(plan("In Progress"))).toEqual([]);
  });

  test.each([
    "None of the rows is lost",
    "Skipped rows are reported",
    "Deferred loading of pages",
    "Move to the new host",
    "Moved to the new host",
    "Clean up – dropped columns first",
    "Count rows (skipped ones too)",
    "Nothing is printed twice",
    "Done",
  ])("take “- [ ] %s” for work", (text) => {
    expect(found(`# P\n\nStatus: Done\n\n- [x] a\n- [ ] ${text}\n`)).toEqual(["completed-open:3"]);
  });

  test("say that nothing is left where a box is open that nobody waits for", () => {
    const text = "# P\n\nStatus: In Progress\n\n- [x] a\n- [ ] b (optional)\n";
    expect(messages(text)).toEqual(["Nothing is left to do, but the status is “In Progress”."]);
    expect(messages("- [x] a\n- [ ] b (optional)\n", { path: "plans/active/a.md" })).toEqual([
      "The plan is in active/, but nothing is left to do.",
    ]);
  });

  test.each([
    "Done, docs to follow",
    "Complete (phase 1), phase 2 in progress",
    "Done – awaiting QA",
  ])("leave “%s” alone, in an archive too", (status) => {
    const text = `# P\n\nStatus: ${status}\n\n- [x] a\n- [ ] b\n`;
    expect(found(text)).toEqual([]);
    expect(found(text, { path: "plans/archive/a.md" })).toEqual([]);
  });

  test("leave the steps of a rollback alone", () => {
    const text = "# P\n\nStatus: Done\n\n- [x] a\n\n## Rollback plan\n\n- [ ] Turn it off\n";
    expect(found(text)).toEqual([]);
  });

  test("leave a status alone that says itself what remains", () => {
    expect(found("# P\n\nStatus: Done. The release remains.\n\n- [x] a\n- [ ] b\n")).toEqual([]);
    expect(found("# P\n\nStatus: Done\n\n- [x] a\n\n## Follow-ups\n\n- [ ] b\n")).toEqual([]);
  });
});

describe("guidance", () => {
  const plan = (text: string, status = "Planning") =>
    `---\ntemplate: execution-plan\n---\n# P\n\n**Status:** ${status}\n\n${text}\n`;
  const guidance = (text: string) => found(text).filter((one) => one.startsWith("guidance"));

  test.each([
    "[keep these lines for the next person]",
    '- rows: { "id": 1, "name": "<its name>" }',
    "PR URL: <to be assigned>",
    "Merge commit: <once it is merged>",
  ])("%j is none", (text) => {
    expect(guidance(plan(text))).toEqual([]);
  });

  test("is a slot that can be filled by now", () => {
    expect(guidance(plan("PR URL: <to be assigned>", "Completed"))).toEqual(["guidance-left:8"]);
  });

  test("is one finding with its count and first line", () => {
    expect(
      messages(plan("{A goal}\n\n{A context}\n\n{An owner}")).filter((it) => /guid/.test(it)),
    ).toEqual(["The template's guidance is still there in 3 places, the first: “{A goal}”."]);
  });
});

test("gates that people check need no command", () => {
  const gate = (name: string, threshold: string) =>
    `| Gate | Command | Threshold |\n|-|-|-|\n| ${name} | – | ${threshold} |\n`;
  expect(found(gate("Manual test", "works"))).toEqual([]);
  expect(found(gate("Text", "reviewed by Bo"))).toEqual([]);
  expect(found(gate("Lint", "0 errors"))).toEqual(["gate-command:3"]);
  expect(found(gate("Preview", "loads"))).toEqual(["gate-command:3"]);
});

describe("folders", () => {
  const ticked = "# P\n\n- [x] a\n";
  test.each([
    ["active/tool/docs/done/a.md", ticked, []],
    ["plans/.archive/a.md", "- [ ] a", ["folder-mismatch:1"]],
    ["plans/z_archive/x/a.md", "- [ ] a", ["folder-mismatch:1"]],
    ["plans/closed/a.md", "- [ ] a", ["folder-mismatch:1"]],
    ["plans/done/active/a.md", "- [ ] a", []],
    ["plans/active/a.md", "# P\n\nStatus: Merged\n\nText.\n", ["folder-mismatch:3"]],
    ["plans/active/a.md", "# P\n\nStatus: Blocked\n\nText.\n", []],
    ["active/app/docs/a.md", ticked, []],
  ])("%s with %j", (path, text, expected) => {
    expect(found(text, { path })).toEqual(expected);
  });

  test("say nothing again that the boxes and the status say", () => {
    const open = "# P\n\nStatus: Done\n\n- [ ] a\n";
    expect(found(open, { path: "plans/done/a.md" })).toEqual(["completed-open:3"]);
    const done = "# P\n\nStatus: In Progress\n\n- [x] a\n";
    expect(found(done, { path: "plans/active/a.md" })).toEqual(["done-not-completed:3"]);
  });
});

describe("what a reviewer wants to hear", () => {
  test("words in brackets are no boxes", () => {
    const text = "## Steps\n\n- [done] a\n- [in progress] b\n- [pending] c\n";
    expect(found(text)).toEqual(["box-unrendered:3"]);
    expect(found("- [done] a\n- b\n")).toEqual([]);
    expect(found("- [done](x.md) a\n- [pending](y.md) b\n")).toEqual([]);
  });

  test("dashes below fields or sentences make a heading of them", () => {
    expect(found("# P\n\nOwner: me\nStatus: Draft\n---\n\n- [ ] a\n")).toEqual([
      "heading-unintended:3",
    ]);
    expect(found("# P\n\nThis is how it ends.\n---\n")).toEqual(["heading-unintended:3"]);
    expect(found("# P\n\nPhase 1: Set up\n---\n\nWhat is it?\n---\n")).toEqual([]);
    expect(found("# P\n\nSteps\n-----\n\n- [ ] a\n\n---\n")).toEqual([]);
  });

  test("an open comment hides boxes, wherever the file is cut for reading", () => {
    const hidden = "<!-- Later\n\n- [ ] a\n1. [x] b\n";
    expect(messages(`# P\n\n- [x] a\n\n${hidden}`)).toEqual([
      "The comment that starts here is never closed; it hides what follows, including 2 checkboxes.",
    ]);
    const long = "- [x] some words of an item\n".repeat(2000);
    expect(found(`${long}\n${hidden}${"text\n\n".repeat(4000)}`)).toEqual([
      "comment-unclosed:2002",
    ]);
    expect(found(`# P\n\n<!-- a\n\n- [ ] b -->\n\n- [x] c\n`)).toEqual([]);
  });

  test("a year that is wrong is told once", () => {
    const log = (...times: string[]) =>
      `## Progress\n\n${times.map((time) => `- (${time}T10:00Z) a\n`).join("")}`;
    expect(found(log("2026-01-03", "2025-01-04", "2026-01-05"))).toEqual(["date-order:4"]);
    expect(found(log("2025-01-03", "2026-01-04", "2026-01-05"))).toEqual(["date-order:3"]);
    expect(found(log("2024-12-30", "2025-06-01", "2025-12-30"))).toEqual([]);
    const ticked =
      "## Progress\n\n- [x] (2026-01-03) a\n- [x] (2025-01-04) b\n- [x] (2026-01-05) c\n";
    expect(found(ticked)).toEqual(["date-order:4"]);
  });

  test("an open box that GitHub shows ticked", () => {
    expect(found("- [ ] Replace `[x]` by a symbol\n- [ ] b\n")).toEqual(["box-shown-ticked:1"]);
    expect(found("- [x] Replace `[x]`\n- [ ] b\n  with [x] below\n")).toEqual([]);
  });
});

describe("one cause is one finding", () => {
  test("a legend explains marks, and their use is one habit", () => {
    const text =
      "## Legend\n\n- [~] half done\n\n## A\n\n- [~] a\n\n## B\n\n- [~] b\n\n`[~]` – see above\n";
    expect(messages(text)).toEqual([
      "GitHub shows no checkbox for “[~] a”, and does not count it; the same in line 11.",
    ]);
    expect(found("- [~] → half done\n- [ ] a\n")).toEqual([]);
    expect(found("## Key risks\n\n- [~] a\n")).toEqual(["box-unrendered:3"]);
  });

  test("a statement outside of lists is no box, and work there is one", () => {
    expect(found("# P\n\n[x] I/we agree to maintain it.\n\n[ ] We've told support.\n")).toEqual([]);
    expect(found("# P\n\n[ ] Identify the owners\n")).toEqual(["box-unrendered:3"]);
    expect(found("# P\n\n[ ] Weigh both\n")).toEqual(["box-unrendered:3"]);
  });

  test("a legend is one by what its entries say, too", () => {
    expect(found("- [/] In progress\n- [-] Cancelled\n- [x] Done\n")).toEqual([]);
    expect(found("# P\n\nStatus: Done\n\n- [ ] Not started\n\n## Steps\n\n- [x] a\n")).toEqual([]);
    expect(found("- [-] Done\n")).toEqual(["box-unrendered:1"]);
  });

  test("rows of one table that are as wrong as each other are reported once", () => {
    const text =
      "| a | b |\n|-|-|\n| 1 |\n| 1 | 2 |\n| 3 |\n| 1 | 2 | 3 |\n\n| a |\n|-|\n| 1 | 2 |\n";
    expect(messages(text)).toEqual([
      "2 rows have fewer cells than the table's header, which has 2 cells: lines 3 and 5.",
      "This row has 3 cells, but the table's header has 2 cells.",
      "This row has 2 cells, but the table's header has 1 cell.",
    ]);
  });

  test("brackets with no mark, or too much in them, have one fix", () => {
    const findings = checkPlan("- [] a\n- [ x ] b\n- [  ] c\n", options);
    expect(findings).toMatchObject([
      { line: 1, lines: [1, 2, 3], fix: "Put exactly one space or one x between the brackets." },
    ]);
  });

  test("two links in one line name no line twice", () => {
    const more = { path: "plans/a.md", exists: () => false };
    expect(messages("[a](b.md) [c](b.md#d)\n", more)).toEqual([
      "“b.md” leads nowhere: the repository has no such file.",
    ]);
  });

  test("a file that is gone is told once, whatever links to it", () => {
    const more = { path: "plans/a.md", exists: () => false };
    expect(found("[a](b.md)\n\n[c](b.md#d) [e](f.md)\n", more)).toEqual([
      "link-dangling:1",
      "link-dangling:3",
    ]);
  });

  test("a plan that was moved is told once, with where its links come from", () => {
    const files = new Set(["docs/b.md", "docs/c.md", "src/d.ts"]);
    const more = { path: "docs/plans/done/a.md", exists: (path: string) => files.has(path) };
    const half = "[b](../b.md) [c](../c.md) [e](e.md) [e](e.md#f)\n";
    expect(messages(half, more)[0]).toMatch(/^2 links lead nowhere: they are right for a file in /);
    const text = "[b](../b.md) [c](../c.md)\n\n[d](../../src/d.ts)\n";
    expect(messages(text, more)).toEqual([
      "3 links lead nowhere, here and in line 3: they are right for a file in docs/plans/, so this one seems to have been moved.",
    ]);
  });
});

test("a long quote with a fence in it counts right", () => {
  const box = (at: number) => `> - [ ] Step ${at}: ${"words ".repeat(20)}\n`;
  const boxes = Array.from({ length: 70 }, (_, at) => box(at)).join("");
  const code = `> \`\`\`sh\n${`> echo ${"y".repeat(90)}\n`.repeat(120)}> \`\`\`\n`;
  const text = `# P\n\n${boxes}${code}${box(70)}`;
  expect(text.length).toBeGreaterThan(20_000);
  expect(found(text)).toEqual([]);
  expect(checkPlan(`Status: Done\n\n${text}`, options)[0]?.message).toContain("71 boxes are open");
});
