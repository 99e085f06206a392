import { describe, expect, test } from "#jest";
import {
  readLabels,
  readLevel,
  readType,
  isBranch,
  isRepository,
  readWorkPlace,
} from "../../src/issue/labels.js";

describe("readLabels", () => {
  test.each([
    ["P0", "Critical"],
    ["p1", "High"],
    ["P2", "Medium"],
    ["P3", "Low"],
    ["P4", "Low"],
    ["priority: high", "High"],
    ["Priority: Critical", "Critical"],
    ["priority/critical", "Critical"],
    ["priority::medium", "Medium"],
    ["priority-low", "Low"],
    ["priority: p1", "High"],
    ["priority: 2", "Medium"],
    ["prio:urgent", "Critical"],
    ["high priority", "High"],
    ["low-priority", "Low"],
    ["priority: P1 - this week", "High"],
    ["urgent", "Critical"],
  ])("reads the priority of %s", (label, priority) => {
    expect(readLabels(["needs-plan", label])).toMatchObject({ priority, others: [] });
  });

  test.each(["priority: someday", "priority", "high", "P", "Px"])("reads none from %s", (label) => {
    expect(readLabels([label])).toMatchObject({ priority: undefined, others: [label] });
  });

  test.each([
    ["bug", "bug"],
    ["type: bug", "bug"],
    ["kind/feature", "feature"],
    ["Type: Enhancement", "feature"],
    ["feature-request", "feature"],
    ["documentation", "documentation"],
    ["chore", "ops task"],
    ["kind/refactor", "refactoring"],
    ["type: test", "tests"],
    ["perf", "performance"],
    ["security", "security"],
    ["type: epic", "epic"],
  ])("reads the type of %s", (label, type) => {
    expect(readLabels([label])).toMatchObject({ type, others: [] });
  });

  test.each([
    ["role: backend", "backend"],
    ["role/Data engineer", "Data engineer"],
    ["Role: x", "x"],
  ])("reads the role of %s", (label, role) => {
    expect(readLabels([label]).role).toBe(role);
  });

  test.each([
    ["estimate: 8h", 8],
    ["estimate/2d", 16],
    ["estimate: 1d 4h", 12],
    ["time: 30 min", 0.5],
    ["size: M", 8],
    ["size/xl", 40],
    ["size-s", 4],
    ["effort: large", 24],
    ["effort: 5h", 5],
  ])("reads the estimate of %s", (label, hours) => {
    expect(readLabels([label])).toMatchObject({ hours, others: [] });
  });

  test.each([
    "estimate: 8",
    "estimate: soon",
    "size: huge-ish",
    "size: constructor",
    "size: __proto__",
  ])("reads no estimate from %s", (label) => {
    expect(readLabels([label])).toMatchObject({ hours: undefined, others: [label] });
  });

  test("takes an estimate over a size, wherever they stand", () => {
    expect(readLabels(["size: S", "estimate: 12h"])).toMatchObject({ hours: 12 });
  });

  test("takes the first of a kind, and keeps what says nothing else", () => {
    expect(
      readLabels(["area: api", "bug", "enhancement", "plan: proposed", "template: exec-plan"]),
    ).toMatchObject({
      type: "bug",
      typeLabel: "bug",
      others: ["area: api", "enhancement"],
    });
  });

  test("keeps what says something else than the label that counts", () => {
    expect(
      readLabels([
        "estimate: 8h",
        "size: M",
        "estimate: 2d",
        "P1",
        "priority: high",
        "P3",
        "role: a",
        "role: b",
      ]),
    ).toMatchObject({
      hours: 8,
      priority: "High",
      role: "a",
      others: ["estimate: 2d", "P3", "role: b"],
    });
  });

  test.each([
    ["repo: acme/app", { repository: "acme/app", branch: undefined, others: [] }],
    ["branch: feature/x", { repository: undefined, branch: "feature/x", others: [] }],
    ["branch: a b", { branch: undefined, others: ["branch: a b"] }],
    ["repo: app", { repository: undefined, others: ["repo: app"] }],
  ])("reads where the work is of %s", (label, facts) => {
    expect(readLabels([label])).toMatchObject(facts);
  });

  test("tells risks from how high they are", () => {
    expect(readLabels(["risk: data loss", "risk: high", "risk/outage"])).toMatchObject({
      risks: ["data loss", "outage"],
      riskLevel: "High",
    });
  });
});

test.each([
  ["low", "Low"],
  ["Medium", "Med"],
  ["🔴 High", "High"],
  ["critical", "High"],
  ["30 %", undefined],
])("readLevel(%s)", (word, level) => {
  expect(readLevel(word)).toBe(level);
});

test("readType keeps no word that is no type", () => {
  expect(readType("area api")).toBeUndefined();
});

describe("readWorkPlace", () => {
  test.each([
    ["acme/app", "acme/app", undefined],
    ["`acme/app` • `feature/x`", "acme/app", "feature/x"],
    ["acme/app@main", "acme/app", "main"],
    ["Repository: acme/app, branch: fix-1", "acme/app", "fix-1"],
    ["https://github.com/acme/app/tree/feature/x", "acme/app", "feature/x"],
    ["https://github.com/acme/app.git", "acme/app", undefined],
  ])("reads %s", (text, repository, branch) => {
    expect(readWorkPlace(text, "Repository and branch")).toEqual({ repository, branch });
  });

  test.each(["app", "acme/app, acme/web", "the app of acme", "acme/app@a..b", "https://x.org/a"])(
    "reads nothing from %s",
    (text) => {
      expect(readWorkPlace(text, "Repository")).toBeUndefined();
    },
  );

  test("reads a branch where the heading asks for one", () => {
    expect(readWorkPlace("feature/x", "Target branch")).toEqual({
      repository: undefined,
      branch: "feature/x",
    });
    expect(readWorkPlace("main or develop", "Branch")).toBeUndefined();
  });
});

test.each(["-x", "a..b", "a b", "a.lock", "a/", "@{"])("%j is no branch", (name) => {
  expect(isBranch(name)).toBe(false);
});

test.each(["a", "a/b/c", "-a/b", "a/..", "a/b c"])("%j is no repository", (name) => {
  expect(isRepository(name)).toBe(false);
});
