import { expect, test } from "#jest";
import { closedPath } from "../../src/plan/identity.js";

test.each([
  ["plans/3-a.md", "plans/completed/3-a.md"],
  ["docs/exec-plans/active/3-a.md", "docs/exec-plans/completed/3-a.md"],
  ["docs/plans/in-progress/2026-01-01-3-a.md", "docs/plans/completed/2026-01-01-3-a.md"],
  ["plans/2026/3.md", "plans/2026/completed/3.md"],
  ["plans/completed/3-a.md", "plans/completed/3-a.md"],
  ["plans/Completed/3-a.md", "plans/Completed/3-a.md"],
  ["docs/active/{number}-{slug}.md", "docs/completed/{number}-{slug}.md"],
])("%s is put away as %s", (path, closed) => {
  expect(closedPath(path)).toBe(closed);
  expect(closedPath(closed)).toBe(closed);
});
