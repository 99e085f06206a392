import { describe, expect, test } from "#jest";
import fc from "fast-check";
import { configSchema } from "../../../src/config/schema.js";
import type { Refill } from "../../../src/features/refill/facts.js";
import type { ProposedSnapshot } from "../../../src/features/snapshot.js";
import { metadataOf } from "../../../src/features/state.js";
import type { Issue } from "../../../src/issue/issue.js";
import { fillPlan } from "../../../src/plan/fill/fill.js";
import { blobSha } from "../../../src/plan/identity.js";
import { chooseTemplate, type Templates } from "../../../src/plan/template/choose.js";
import { builtinTemplates, loadTemplate } from "../../../src/plan/template/template.js";
import { decide } from "../../../src/reconcile/decide.js";
import { runToRest, type Run } from "../../reconcile/run.js";
import { type Facts, proposedWorld, issue, plan, pull } from "../../reconcile/snapshots.js";
import { runs } from "../../support/runs.js";

const OPENED = "2026-11-20T10:05:00.000Z";
const NOW = new Date("2026-11-22T12:00:00Z");
const templates = builtinTemplates();
const [HEAD, FIRST, TREE] = ["a", "8", "9"].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
];
const LABELS = ["plan: proposed"];

function filled(from: Issue, known: Templates = templates): string {
  const choice = chooseTemplate(known, from.labels);
  if ("problem" in choice) throw new Error(choice.problem);
  const labels = from.labels.filter((label) => label !== LABELS[0]);
  return fillPlan(choice.template, {
    issue: { ...from, labels },
    repository: { owner: "octo", name: "api", defaultBranch: "main" },
    branch: "plan/issue-3",
    date: OPENED,
    extra: {},
  });
}

const before = issue({
  labels: LABELS,
  body: "## Summary\n\nSlow down clients.\n\n## Steps\n\n- [ ] Count requests\n- [ ] Refuse with 429\n",
});

/** An open plan that was filled from `before`, edited by `edit`, while the issue became `now`. */
function open(
  now: Issue,
  edit: (text: string) => string = (text) => text,
  { known = templates, ...fields }: Partial<Refill> & { readonly known?: Templates } = {},
): ProposedSnapshot {
  const old = filled(before, known);
  const text = edit(old);
  const refill: Refill = {
    choice: chooseTemplate(known, now.labels),
    extra: {},
    head: { sha: text === old ? FIRST : HEAD, tree: TREE },
    file: { path: plan().path, text, sha: blobSha(text) },
    last: { sha: FIRST, tree: TREE, text: old, at: OPENED },
    ...fields,
  };
  return proposedWorld({
    config: configSchema.parse({ check: { mode: "off" } }),
    issue: now,
    pulls: [pull({ assignees: ["ada"] })],
    plan: { ...plan(), text },
    refill,
  });
}

/** All that is written from a world until there is nothing left to write. */
function run(start: Facts): Run {
  return runToRest(start, (it) => decide(it, NOW));
}

const otherGoal = { ...before, body: before.body.replace("Slow down", "Hold up greedy") };

describe("filling an open plan anew", () => {
  test("is not done where GitHub would not hand out the plan again, and that is told", () => {
    const source = `# {{title}}\n\n{{#steps}}\n{{text}}: ${"x".repeat(210_000)}\n{{/steps}}\n`;
    const known = new Map([...templates, ["issue-plan", loadTemplate(source, "issue-plan")]]);
    const longer = { ...before, body: before.body + "- [ ] Tell them\n".repeat(4) };
    const { types, end } = run(open(longer, undefined, { known }));
    expect(types).toEqual(["create-comment"]);
    expect(end.comments[0]?.body).toContain("The plan would be larger than 1 MB");
  });

  test("is not done where lists in lists would give more than anybody could read", () => {
    const source = "# {{title}}\n\n{{#steps}}{{#criteria}}x{{/criteria}}{{/steps}}\n";
    const known = new Map([...templates, ["issue-plan", loadTemplate(source, "issue-plan")]]);
    const items = "- [ ] a\n".repeat(350);
    const longer = { ...before, body: `## Steps\n\n${items}\n## Acceptance criteria\n\n${items}` };
    const { types, end } = run(open(longer, undefined, { known }));
    expect(types).toEqual(["create-comment"]);
    expect(end.comments[0]?.body).toContain("more than 100,000 list entries");
  });

  test("an issue that says the same makes no commit, on whatever day", () => {
    const { types, end } = run(open(before, (text) => text.replace("- [ ]", "- [x]")));
    expect(types).toEqual(["create-comment"]);
    expect(metadataOf(end)).toMatchObject({ filled: end.source });
  });

  test("where nobody edited, the rendering is the branch's tip", () => {
    const action = decide(open(otherGoal), NOW);
    expect(action).toMatchObject({ type: "merge-rendering" });
    if (action?.type !== "merge-rendering") throw new Error("none");
    expect(action.merge.merged).toBeUndefined();
    expect(action.merge.rendering.text).toContain("Hold up greedy clients.");
    expect(action.merge.rendering.text).toContain("**Last Updated**: 2026-11-22");
    expect(action.merge.rendering.text).toContain("**Created**: 2026-11-20");
  });

  test("once it is approved, is only reported, and nothing where it says so already", () => {
    const approval = { ...open(before).approval, isGiven: true };
    const { types, end } = run({ ...open(otherGoal), approval });
    expect(types).toEqual(["create-comment"]);
    expect(end.comments[0]?.body).toMatch(/the issue now says “.*Hold up greedy clients/);
    expect(metadataOf(end)?.filled).toBeUndefined();
    const taken = open(otherGoal, (text) => text.replaceAll("Slow down", "Hold up greedy"));
    const reflects = run({ ...taken, approval });
    expect(reflects.types).toEqual(["create-comment"]);
    expect(reflects.end.comments[0]?.body).not.toContain("has changed since");
    expect(metadataOf(reflects.end)).toMatchObject({ filled: reflects.end.source });
  });

  test("what people wrote stays, and the rest follows the issue", () => {
    const { types, end } = run(
      open(otherGoal, (text) => text.replace("Count requests", "Count requests by key")),
    );
    expect(types).toEqual(["merge-rendering", "create-comment"]);
    expect(end.plan?.text).toContain("Count requests by key");
    expect(end.plan?.text).toContain("Hold up greedy clients.");
  });

  test("where both changed the same, people's stays, and the new text is told once", () => {
    const mine = (text: string) => text.replaceAll("Slow down clients.", "Be fair to everybody.");
    const { types, end } = run(open(otherGoal, mine));
    expect(types).toEqual(["report-conflicts", "merge-rendering", "create-comment"]);
    expect(end.plan?.text).toContain("Be fair to everybody.");
    expect(end.plan?.text).not.toContain("greedy");
    expect(metadataOf(end)).toMatchObject({ told: true });
    expect(run(end).types).toEqual([]);
    const told = { ...open(otherGoal, mine), reportedConflicts: end.reportedConflicts };
    expect(run(told).types).toEqual(["merge-rendering", "create-comment"]);
  });

  test("what was told goes when people have taken it, or the issue says something else again", () => {
    const mine = (text: string) => text.replaceAll("Slow down clients.", "Be fair to everybody.");
    const { end } = run(open(otherGoal, mine));
    const text = (end.plan?.text ?? "").replaceAll(
      "Be fair to everybody.",
      "Hold up greedy clients.",
    );
    const taken = { ...end, plan: { ...plan(), text }, refill: undefined };
    expect(run(taken).types).toEqual(["retract-conflicts", "update-comment"]);
    const third = { ...before, body: before.body.replace("Slow down", "Ask nicely of") };
    const again = run({ ...end, issue: third, source: "another" });
    expect(again.types).toEqual(["report-conflicts", "merge-rendering", "retract-conflicts"]);
    expect(again.end.plan?.text).toContain("Be fair to everybody.");
  });

  test("another template brings its sections, and people's own stay", () => {
    const note = "\n## Our notes\n\nAsk Grace about quotas.\n";
    const edit = (text: string) => text.replace("\n## ", `${note}\n## `);
    const { end } = run(open({ ...before, labels: [...LABELS, "template: exec-plan"] }, edit));
    expect(end.plan?.text).toContain("Ask Grace about quotas.");
    expect(end.plan?.text).toContain("## Progress");
    expect(end.plan?.text).toContain("format=exec-plan");
  });

  test("a label that there is no template for is told, and nothing is written to the plan", () => {
    const { types, end } = run(open({ ...before, labels: [...LABELS, "template: novel"] }));
    expect(types).toEqual(["create-comment"]);
    const notice = 'The label "template: novel" names no template, so “issue-plan” was chosen.';
    expect(end.comments[0]?.body).toContain(notice);
    // Later runs read no templates, as long as the issue stays as it is.
    expect(metadataOf(end)?.filled).toBe(end.source);
    const later = { ...end, refill: undefined };
    expect(run(later).types).toEqual([]);
    const choice = chooseTemplate(templates, ["template: novel"]);
    const opened = { ...open(before), refill: undefined, opened: { choice, filled: true } };
    expect(run(opened).end.comments[0]?.body).toContain(notice);
    const unlabelled = run({ ...open(before), comments: end.comments });
    expect(unlabelled.types).toEqual(["update-comment"]);
    expect(unlabelled.end.comments[0]?.body).not.toContain("names no template");
  });

  test.each<[string, Partial<Refill>]>([
    ["what was filled in is not found any more", { last: undefined }],
    [
      "the file is no text that could be written back",
      { file: { path: plan().path, text: "\uFFFD", sha: "f".repeat(40) } },
    ],
  ])("where %s, that is said and nothing is overwritten", (_, fields) => {
    const { types, end } = run(open(otherGoal, undefined, fields));
    expect(types).toEqual(["create-comment"]);
    expect(end.comments[0]?.body).toContain("by hand");
    expect(run({ ...end, refill: undefined }).types).toEqual([]);
  });

  test("a merged plan is people's", () => {
    const merged = { ...open(otherGoal), pulls: [pull({ state: "merged" })] };
    expect(run({ ...merged, issue: { ...otherGoal, labels: ["plan: approved"] } }).types).toEqual([
      "create-comment",
    ]);
  });
});

describe("the pull request's title", () => {
  const renamed = { ...before, title: "Add a rate limiter" };
  const { end } = run(open(before));

  test("follows the issue's", () => {
    const { types, end: now } = run({ ...end, issue: renamed, refill: undefined });
    expect(types[0]).toBe("retitle-pull");
    expect(now.pulls[0]?.title).toBe("Plan: Add a rate limiter (#3)");
  });

  test("stays as people have put it", () => {
    const own = { ...end, pulls: [pull({ title: "The limiter" })], refill: undefined };
    const { end: known } = run(own);
    expect(run({ ...known, issue: renamed }).types).not.toContain("retitle-pull");
  });
});

/** Quick to fill. */
const SMALL = `# Plan: {{title}}

**Last Updated**: {{date}}

## Goal

{{{goal}}}

## Steps

{{#steps}}
- [{{box}}] {{{text}}}
{{/steps}}

## Notes

{{assignees}}

{{{notes}}}
`;

test("filling anew twice is filling anew once, and people's lines stay", () => {
  const words = fc.constantFrom("alpha", "beta", "gamma", "Count requests", "Slow down clients.");
  const edits = fc.array(fc.record({ at: fc.nat(300), line: words, replaces: fc.boolean() }), {
    maxLength: 5,
  });
  const issues = fc.record({
    title: words,
    body: fc
      .array(fc.tuple(fc.constantFrom("## Summary", "## Steps", "- [ ] One", "Why?"), words))
      .map((all) => all.flat().join("\n\n")),
    assignees: fc.subarray(["ada", "grace"]),
  });
  const known = new Map([["issue-plan", loadTemplate(SMALL, "issue-plan")]]);
  fc.assert(
    fc.property(edits, issues, (changes, now) => {
      const edit = (text: string) =>
        changes
          .reduce((lines, { at, line, replaces }) => {
            return lines.toSpliced(at % lines.length, replaces ? 1 : 0, `Mine: ${line} ${at}`);
          }, text.split("\n"))
          .join("\n");
      const { end } = run(open({ ...before, ...now }, edit, { known }));
      const lines = new Set(end.plan?.text.split("\n"));
      const mine = edit(filled(before, known)).split("\n");
      for (const line of mine.filter((it) => it.startsWith("Mine: ")))
        expect(lines).toContain(line);
      expect(run(end).types).toEqual([]);
      expect(run({ ...end, comments: [] }).types).toEqual(["create-comment"]);
    }),
    { numRuns: runs(30) },
  );
});
