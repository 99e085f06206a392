import { describe, expect, test } from "#jest";
import fc from "fast-check";
import { pathOf, DEFAULT_PATH } from "../../src/config/paths.js";
import { configSchema } from "../../src/config/schema.js";
import type { EvidenceFacts } from "../../src/features/evidence/items.js";
import type { ProposalInputs } from "../../src/features/proposal/facts.js";
import type { Snapshot } from "../../src/features/snapshot.js";
import { metadataOf } from "../../src/features/state.js";
import { statusComment } from "../../src/features/status-comment/text.js";
import { chooseTemplate } from "../../src/plan/template/choose.js";
import { builtinTemplates, loadTemplate } from "../../src/plan/template/template.js";
import { decide } from "../../src/reconcile/decide.js";
import { status } from "../features/status-comment/status.js";
import { after } from "./after.js";
import { runToRest, type Run } from "./run.js";
import { absence, type Facts, issue, plan, pull, update, world } from "./snapshots.js";

const NOW = new Date("2026-11-21T10:05:00Z");
const templates = builtinTemplates();
const [TIP, HEAD, OTHER] = ["1", "2", "3"].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
];

function ground(fields: Partial<ProposalInputs> = {}): ProposalInputs {
  return {
    choice: chooseTemplate(templates, []),
    problems: [],
    extra: {},
    defaultBranch: "main",
    defaultTip: { sha: TIP, tree: OTHER },
    branchTip: undefined,
    branchFile: undefined,
    obstacle: undefined,
    taken: [],
    filled: false,
    refill: undefined,
    related: undefined,
    ...fields,
  };
}

/** All that is written from a world until there is nothing left to write. */
function run(start: Facts): Run {
  return runToRest(start, (it) => decide(it, NOW));
}

const file = { ...plan(" "), sha: "s" };

describe("what is written next", () => {
  test.each<[string, Snapshot, readonly string[]]>([
    [
      "a plan is opened, step by step",
      world({ proposal: ground(), issue: issue({ assignees: ["grace"] }) }),
      [
        "create-branch",
        "open-pull",
        "assign-pull",
        "check-plan",
        "create-comment",
        "add-label",
        "remove-label",
      ],
    ],
    [
      "a branch and a file that are there are gone on with, as they are",
      world({ proposal: ground({ branchTip: HEAD, branchFile: file }) }),
      ["open-pull", "check-plan", "create-comment", "add-label", "remove-label"],
    ],
    [
      "what a rejected plan left behind is filled anew",
      world({
        pulls: [pull({ state: "closed", headSha: HEAD })],
        proposal: ground({ branchTip: HEAD, branchFile: file }),
      }),
      ["write-plan", "open-pull", "check-plan", "create-comment", "add-label", "remove-label"],
    ],
    [
      "what somebody pushed after the rejection is kept",
      world({
        pulls: [pull({ state: "closed", headSha: HEAD })],
        proposal: ground({ branchTip: OTHER, branchFile: file }),
      }),
      ["open-pull", "check-plan", "create-comment", "add-label", "remove-label"],
    ],
    [
      "a branch left over from a merged plan is told, not touched",
      world({
        pulls: [pull({ state: "merged", headSha: HEAD })],
        proposal: ground({ branchTip: HEAD, branchFile: file }),
      }),
      ["create-comment"],
    ],
    [
      "where no plan is wanted any more, what was told is taken back",
      world({ issue: issue({ labels: [] }), comments: [{ id: 1, body: "" }] }),
      ["delete-comment"],
    ],
    ["where nothing is wanted, nothing is done", world({ issue: issue({ labels: ["bug"] }) }), []],
  ])("%s", (_, start, types) => {
    expect(run(start).types).toEqual(types);
  });

  test("who took the assignee off an opened plan is not overruled", () => {
    const { end } = run(world({ proposal: ground(), issue: issue({ assignees: ["grace"] }) }));
    const [first] = end.pulls;
    const unassigned = { ...end, pulls: [pull({ ...first, assignees: [] })] };
    expect(run(unassigned).types).toEqual([]);
  });

  test("a plan is written under the path that its branch has already", () => {
    const action = decide(
      world({
        issue: issue({ title: "Another title" }),
        pulls: [pull({ state: "closed", headSha: HEAD })],
        proposal: ground({ branchTip: HEAD, branchFile: file }),
      }),
      NOW,
    );
    expect(action).toMatchObject({ change: { path: file.path, replaces: "s" } });
    const values = { number: 3, title: "Another title", date: NOW.toISOString(), format: "x" };
    expect(file.path).not.toBe(pathOf(DEFAULT_PATH, values));
  });
});

describe("where each change is a new comment", () => {
  const repost = configSchema.parse({ comment: { mode: "repost" } });
  const before = run(world({ config: repost, pulls: [pull()], plan: plan(" ", " ") })).end;

  test("the new one comes first, then the old one goes", () => {
    expect(run({ ...before, plan: plan("x", " ") }).types).toEqual([
      "create-comment",
      "delete-comment",
    ]);
  });

  test("a crash in between leaves the new one", () => {
    const [old] = before.comments;
    const fresh = { id: 100, body: (old?.body ?? "").replace("0/2", "1/2") };
    const { end } = run({ ...before, comments: [{ id: 1, body: old?.body ?? "" }, fresh] });
    expect(end.comments.map(({ id }) => id)).toEqual([100]);
  });

  test("another commit that says the same is an edit", () => {
    const same = plan(" ", " ");
    const moved = { ...same, commit: { sha: "c".repeat(40), htmlUrl: "https://github.com/c" } };
    expect(run({ ...before, plan: moved }).types).toEqual(["update-comment"]);
  });
});

test("a label that the configuration gives another name is taken off", () => {
  const { end: before } = run(world({ pulls: [pull()], plan: plan(" ") }));
  const config = configSchema.parse({ labels: { proposed: "In review" } });
  const { end } = run({ ...before, config });
  expect(end.issue.labels).toEqual(["In review"]);
  const off = configSchema.parse({ labels: { proposed: false } });
  expect(run({ ...end, config: off }).end.issue.labels).toEqual([]);
});

test("a pattern whose branch is the default branch is told, not used", () => {
  const config = configSchema.parse({ plans: { branch: "release-{number}" } });
  const start = world({ config, proposal: ground({ defaultBranch: "release-3" }) });
  const { types, end } = run(start);
  expect(types).toEqual(["create-comment"]);
  expect(end.comments[0]?.body).toContain("default branch");
});

test("every world comes to rest, and no more than once anything is created", () => {
  const label = fc.constantFrom("needs-plan", "plan: proposed", "plan: approved", "bug");
  const comment = fc.constantFrom(
    "spoilt",
    statusComment(
      status({ state: "proposed", pull: pull(), approved: false, plan: undefined, show: [] }),
      { at: "2026-11-20T10:00:00.000Z" },
    ),
  );
  const worlds = fc.record({
    labels: fc.uniqueArray(label),
    state: fc.constantFrom("open" as const, "closed" as const),
    pulls: fc.array(fc.constantFrom("open" as const, "merged" as const, "closed" as const), {
      maxLength: 2,
    }),
    boxes: fc.option(fc.array(fc.constantFrom("x" as const, " " as const), { maxLength: 3 })),
    comments: fc.array(comment, { maxLength: 3 }),
    tips: fc.constantFrom(undefined, HEAD, OTHER),
    empty: fc.boolean(),
    config: fc.constantFrom(
      {},
      { comment: { mode: "repost" } },
      { labels: { request: false, proposed: "In review" } },
      { labels: { proposed: false, approved: false, completed: "Done" } },
      { pullRequest: { reviewers: ["grace", "acme/team"], labels: ["docs"], assignees: ["ada"] } },
      { ignore: { authors: ["ADA"] }, comment: { mode: "repost", show: [] } },
      { progress: { nested: false, ignore: ["Steps"] } },
    ),
    broken: fc.boolean(),
    refused: fc.boolean(),
  });
  fc.assert(
    fc.property(worlds, ({ labels, state, pulls, boxes, comments, tips, empty, ...rest }) => {
      const start = world({
        config: configSchema.parse(rest.config),
        problems: rest.broken
          ? [{ source: ".github/plansmith.yml", line: 1, column: 1, what: "Wrong.", fix: "" }]
          : [],
        rejectedReviewers: rest.refused ? ["grace"] : [],
        issue: issue({ labels, state, assignees: ["grace"] }),
        pulls: pulls.map((it, index) => pull({ number: 8 - index, state: it, headSha: HEAD })),
        plan: boxes === null ? undefined : plan(...boxes),
        comments: comments.map((body, index) => ({ id: index + 1, body })),
        proposal: ground({
          branchTip: tips,
          ...(tips !== undefined && { branchFile: file }),
          ...(empty && { defaultTip: undefined }),
        }),
      });
      const { types, end } = run(start);
      const created = types.filter((type) => /^(?:create|open)-/.test(type));
      expect(new Set(created).size).toBe(created.length);
      expect(end.comments.length).toBeLessThanOrEqual(1);
      expect(run(end).types).toEqual([]);
      expect(rest.broken && types.some((type) => /label|open|branch|plan$/.test(type))).toBe(false);
    }),
  );
});

describe("progress over time", () => {
  const approved = world({ pulls: [pull({ state: "merged" })], plan: plan("x", " ", " ") });
  const pointsOf = (it: Snapshot) => metadataOf(it)?.points;
  const at = Date.parse(NOW.toISOString());

  test("is kept in the status comment: one point for each change, none where nothing changes", () => {
    const { end } = run(approved);
    expect(pointsOf(end)).toEqual([{ at, done: 1, total: 3 }]);
    expect(run(end).types).toEqual([]);
    const later = new Date(at + 3_600_000);
    const ticked = world({ ...end, plan: plan("x", "x", " ") });
    const action = decide(ticked, later);
    expect(action?.type).toBe("update-comment");
    const next = action === undefined ? ticked : after(ticked, action);
    expect(pointsOf(next)).toEqual([
      { at, done: 1, total: 3 },
      { at: at + 3_600_000, done: 2, total: 3 },
    ]);
    expect(decide(next, new Date(at + 7_200_000))?.type).not.toBe("update-comment");
  });

  test("begins with the approval, and ends with a rejection", () => {
    expect(pointsOf(run({ ...approved, pulls: [pull()] }).end)).toBeUndefined();
    const { end } = run(approved);
    expect(pointsOf(run({ ...end, plan: undefined, absence: absence() }).end)).toHaveLength(1);
    const rejected = { ...end, plan: undefined, pulls: [pull({ state: "closed" })] };
    expect(pointsOf(run(rejected).end)).toBeUndefined();
  });

  test("is shown from the times on the items, where the status comment was lost", () => {
    const days = ["01", "04", "08", "11", "15"];
    const text = `## Steps\n\n${days.map((day) => `- [x] (2026-11-${day}T09:00Z) Item`).join("\n")}\n- [ ] Last\n`;
    const start = { ...approved, issue: issue({ createdAt: "2026-11-01T00:00:00Z" }) };
    const { end } = run({ ...start, plan: { ...plan(), text } });
    expect(pointsOf(end)).toHaveLength(1);
    expect(end.comments[0]?.body).toMatch(
      /<summary>Pace: [\d.]+ items per week, done around 2026-1/,
    );
  });
});

test("what lies where the plan is to be is left alone, and told", () => {
  const obstacle = { path: "plans", type: "symlink" } as const;
  const { types, end } = run(world({ proposal: ground({ obstacle }) }));
  expect(types).toEqual(["create-comment"]);
  expect(end.comments[0]?.body).toContain("`plans` is a symbolic link");
});

test("a plan that GitHub would not hand out again is not opened, and told", () => {
  const big = loadTemplate(
    `# {{title}}\n\n{{#steps}}\n{{text}}: ${"x".repeat(210_000)}\n{{/steps}}\n`,
    "big",
  );
  const body = "## Steps\n\n- [ ] a\n- [ ] b\n- [ ] c\n- [ ] d\n- [ ] e\n";
  const choice = { template: big };
  const { types, end } = run(world({ proposal: ground({ choice }), issue: issue({ body }) }));
  expect(types).toEqual(["create-comment"]);
  expect(end.comments[0]?.body).toContain("The plan would be larger than 1 MB");
  const short = issue({ body: body.replaceAll(/- \[ \] [b-e]\n/g, "") });
  expect(run(world({ proposal: ground({ choice }), issue: short })).types).toContain("open-pull");
});

test("a plan of lists in lists that would never be read is not opened, and told", () => {
  const source =
    "# {{title}}\n{{#steps}}{{#risks}}{{#criteria}}{{/criteria}}{{/risks}}{{/steps}}\n";
  const choice = { template: loadTemplate(source, "big") };
  const lists = (count: number): string =>
    ["Steps", "Risks", "Acceptance criteria"]
      .map((heading) => `## ${heading}\n\n${"- a\n".repeat(count)}`)
      .join("\n");
  const of = (count: number): Snapshot =>
    world({ proposal: ground({ choice }), issue: issue({ body: lists(count) }) });
  const { types, end } = run(of(60));
  expect(types).toEqual(["create-comment"]);
  expect(end.comments[0]?.body).toContain("more than 100,000 list entries");
  expect(run(of(6)).types).toContain("open-pull");
});

describe("what the work proves", () => {
  const text = "## Steps\n\n- [ ] Store in #5\n- [x] Limiter in #6\n- [ ] Docs\n";
  const evidence: EvidenceFacts = {
    place: { owner: "octo", repo: "api", number: 3, pulls: [4], host: "github.com" },
    outcomes: { "#5": "merged", "#6": "unmerged" },
    landings: {},
    steps: [],
    undone: [],
    commits: {},
    dependencies: undefined,
  };
  const proven = { ...plan(), text };
  const start = world({
    pulls: [pull({ state: "merged" })],
    plan: proven,
    evidence,
    update: update(),
  });

  test("is told and offered, and nothing is ticked unasked", () => {
    const { end } = run(start);
    const [comment] = end.comments;
    expect(comment?.body).toContain("Proven by #\u200B5, not ticked: [Store in #\u200B5](");
    expect(comment?.body).toContain(
      "Ticked, but #\u200B6 was closed without merging: [Limiter in #\u200B6](",
    );
    expect(metadataOf(end)?.evidence).toEqual({
      commit: proven.commit.sha,
      outcomes: evidence.outcomes,
      steps: {},
      ticked: [],
    });
    expect(end.update?.tip).toBeUndefined();
    expect(run(end).types).toEqual([]);
  });

  test("is ticked through the update pull request where that is wanted, once", () => {
    const config = configSchema.parse({ evidence: { tick: "auto" } });
    const first = decide(world({ ...start, config }), NOW);
    expect(first).toMatchObject({
      type: "create-branch",
      start: {
        branch: "plan/issue-3-update",
        from: { sha: TIP },
        text: text.replace("[ ] Store", "[x] Store"),
      },
    });
    const branched = world({ ...start, config, update: update({ tip: TIP, file: proven }) });
    const second = decide(branched, NOW);
    expect(second).toMatchObject({
      type: "write-plan",
      change: { branch: "plan/issue-3-update", text: text.replace("[ ] Store", "[x] Store") },
    });
    const { end } = run(branched);
    const ticked = metadataOf(end)?.evidence?.ticked;
    expect(ticked).toHaveLength(1);
    // People closed the update pull request, and deleted its branch: it is not opened again.
    expect(run({ ...end, update: update() }).types).toEqual(["update-comment"]);
  });

  test("stays unticked in the plan of an issue that is closed, and is forgotten with a rejected plan", () => {
    const config = configSchema.parse({ evidence: { tick: "auto" } });
    const { end } = run({ ...start, config, issue: issue({ state: "closed" }) });
    expect(end.update?.tip).toBeUndefined();
    const rejected = {
      ...end,
      issue: issue(),
      plan: undefined,
      pulls: [pull({ state: "closed" })],
    };
    const { end: gone } = run({ ...rejected, evidence: undefined });
    expect(metadataOf(gone)?.evidence).toBeUndefined();
  });
});
