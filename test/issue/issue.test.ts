import { describe, expect, test } from "#jest";
import { ZodError } from "zod";
import { issueFromRest } from "../../src/issue/issue.js";

const issue = {
  number: 7,
  title: "a",
  state: "open",
  html_url: "https://github.com/acme/reports/issues/7",
  created_at: "2026-11-20T09:00:00Z",
};

/** What is wrong, as `field: words`. */
function problems(json: unknown): readonly string[] {
  try {
    issueFromRest(json);
    return [];
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    return error.issues.map(({ path, message }) => `${path.map(String).join(".")}: ${message}`);
  }
}

describe("issueFromRest", () => {
  test("takes what GitHub leaves empty", () => {
    expect(problems({ ...issue, body: null, user: null, milestone: null, type: null })).toEqual([]);
  });

  test.each([
    [[], ": must be the object that GET /repos/{owner}/{repo}/issues/{number} gives"],
    [{ ...issue, number: "7" }, "number: must be a whole number above 0"],
    [{ ...issue, number: 0.5 }, "number: must be a whole number above 0"],
    [{ ...issue, title: undefined }, "title: must be text"],
    [{ ...issue, state: 1 }, "state: must be “open” or “closed”"],
    [{ ...issue, labels: ["a", 1] }, "labels.1: must be a label's name, or an object that has one"],
    [{ ...issue, assignees: [{}] }, "assignees.0.login: must be text"],
    [{ ...issue, milestone: "v2" }, "milestone: must be a milestone, or null"],
    [
      { ...issue, html_url: "here" },
      "html_url: must be the issue's address, such as https://github.com/owner/name/issues/12",
    ],
    [
      { ...issue, created_at: "2026-02-31T00:00:00Z" },
      "created_at: must be a time such as 2026-11-20T09:00:00Z",
    ],
  ])("says of %j what it must be", (json, problem) => {
    expect(problems(json)).toEqual([problem]);
  });
});
