import { expect, test } from "#jest";
import { type ListedPlan, arrangePlans, weeksOf } from "../../../src/features/dashboard/rules.js";
import { dashboardText } from "../../../src/features/dashboard/text.js";

const now = new Date("2026-11-28T12:00:00Z");
const daysAgo = (days: number): number => now.getTime() - days * 24 * 60 * 60 * 1000;

function plan(fields: Partial<ListedPlan>): ListedPlan {
  return {
    number: 1,
    title: "Add a limiter",
    url: "https://github.com/octo/api/issues/1",
    state: "in progress",
    closedAt: undefined,
    owners: ["ada"],
    pull: undefined,
    progress: { done: 1, total: 4 },
    since: daysAgo(1),
    movedAt: daysAgo(1),
    waits: [],
    reason: undefined,
    due: undefined,
    ...fields,
  };
}

const arrange = (plans: readonly ListedPlan[]) => arrangePlans(plans, { now, staleAfter: 14 });

test("a plan is stale from the day on that the configuration says", () => {
  const { sections, counts } = arrange([
    plan({ number: 1, movedAt: daysAgo(13.9) }),
    plan({ number: 2, movedAt: daysAgo(14) }),
    plan({ number: 3, movedAt: undefined }),
    plan({ number: 4, movedAt: daysAgo(40), state: "rejected" }),
  ]);
  const stale = sections.flatMap(({ rows }) => rows.filter(({ isStale }) => isStale));
  expect(stale.map(({ number }) => number)).toEqual([2]);
  expect(counts.stale).toBe(1);
});

test("what needs somebody comes first: overdue, stale, without an owner, then what moved longest ago", () => {
  const { sections } = arrange([
    plan({ number: 1, movedAt: daysAgo(2) }),
    plan({ number: 2, owners: [] }),
    plan({ number: 3, movedAt: daysAgo(20) }),
    plan({ number: 4, due: "2026-11-27" }),
    plan({ number: 5, due: "2026-11-28", movedAt: daysAgo(3) }),
  ]);
  expect(sections[0]?.rows.map(({ number }) => number)).toEqual([4, 3, 2, 5, 1]);
});

test("completed plans are listed for two weeks, the latest first, and need nobody", () => {
  const { sections, counts } = arrange([
    plan({ number: 1, state: "completed", movedAt: daysAgo(15) }),
    plan({ number: 2, state: "completed", movedAt: daysAgo(9), owners: [] }),
    plan({ number: 3, state: "completed", movedAt: daysAgo(30), closedAt: "2026-11-27T00:00:00Z" }),
  ]);
  expect(sections).toHaveLength(1);
  expect(sections[0]?.rows.map(({ number }) => number)).toEqual([3, 2]);
  expect(counts.ownerless).toBe(0);
});

test("an age is told in whole weeks", () => {
  expect([6, 7, 13, 21].map((days) => weeksOf(daysAgo(days), now))).toEqual([
    "less than a week",
    "1 week",
    "1 week",
    "3 weeks",
  ]);
});

test("what people wrote makes no link, mention or reference, and the text is bounded", () => {
  const hostile = "@ada ](https://example.com) #7 <!-- x --> | `a` ";
  const plans = Array.from({ length: 600 }, (_, index) =>
    plan({
      number: index + 1,
      title: hostile.repeat(3),
      state: index % 2 === 0 ? "blocked" : "proposed",
      reason: hostile.repeat(20),
      waits: ["acme-architects"],
      movedAt: daysAgo(40),
      due: "2026-01-01",
    }),
  );
  const input = { plans, unread: 2, staleAfter: 14, hasBoxes: true };
  const text = dashboardText(input, now, now.toISOString());
  expect(text.length).toBeLessThanOrEqual(65_536);
  expect(text).not.toMatch(/@ada/);
  expect(text).not.toMatch(/[^\\]\]\\?\(https:\/\/example/);
  expect(text).not.toMatch(/ #7\b/);
  expect(text).not.toMatch(/[^\\]<!-- x -->/);
});

test("what it links to gets no backlink", () => {
  const plans = [plan({ state: "proposed", pull: 8 })];
  const input = { plans, unread: 0, staleAfter: 14, hasBoxes: true };
  const text = dashboardText(input, now, now.toISOString());
  expect(text).toContain("(https://redirect.github.com/octo/api/issues/1)");
  expect(text).toContain("(https://redirect.github.com/octo/api/pull/8)");
});

test("a repository without plans says how to get one", () => {
  const input = { plans: [], unread: 0, staleAfter: 14, hasBoxes: true };
  expect(dashboardText(input, now, now.toISOString())).toContain("There is no plan yet.");
});
