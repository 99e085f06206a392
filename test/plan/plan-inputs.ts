import type { FillInput } from "../../src/plan/fill/input.js";
import type { Issue } from "../../src/issue/issue.js";

/** An issue about nothing in particular. */
function anIssue(changes: Partial<Issue> = {}): Issue {
  return {
    number: 12,
    title: "Bookmarks in long reports",
    body: "",
    state: "open",
    stateReason: undefined,
    labels: [],
    assignees: [],
    author: "bo",
    milestone: undefined,
    htmlUrl: "https://github.com/acme/reports/issues/12",
    createdAt: "2026-11-20T09:00:00Z",
    comments: 0,
    ...changes,
  };
}

/** What a plan for such an issue is filled from. */
export function anInput(changes: Partial<Issue> = {}, extra?: FillInput["extra"]): FillInput {
  return {
    issue: anIssue(changes),
    repository: { owner: "acme", name: "reports", defaultBranch: "main" },
    branch: "plan/issue-12",
    date: "2026-11-21T10:05:00Z",
    extra,
  };
}
