import { describe, expect, test } from "#jest";
import { archivePlan } from "../../../src/plan/edit/archive.js";
import { tickItems } from "../../../src/plan/parse/progress.js";
import { parsePlan } from "../../../src/plan/parse/parse.js";
import { changes, filled, FORMATS } from "./files.js";

const KNOWN = {
  state: "completed",
  at: "2026-12-24T12:00:00Z",
  pulls: [
    { label: "#5", htmlUrl: "https://github.com/acme/reports/pull/5" },
    { label: "acme/worker#7", htmlUrl: "https://github.com/acme/worker/pull/7" },
  ],
} as const;

describe("closing out", () => {
  test("tells the result, the pull requests and what is left, where the format asks for it", () => {
    const before = tickItems(filled("exec-plan"), [0, 1, 2], true);
    const after = archivePlan(before, KNOWN, FORMATS);
    const outcome = after.slice(after.indexOf("## Outcomes"));
    expect(outcome).toContain("Closed on 2026-12-24: 1 of 5 steps done.\nPull requests: [#5](");
    expect(outcome).toContain("Left open: Move the export to the worker; ");
    expect(outcome).toContain(
      "\n- Result vs Goals: Partly met: 1 of 5 steps done • Evidence: [#5](",
    );
    expect(outcome).toContain("- What went well: \\<A few points>");
    expect(after).toContain("Follow‑ups/backlog: Move the export to the worker; ");
    expect(after).toContain("Last Updated: 2026-12-24T12:00Z");
    expect(parsePlan(after, FORMATS)).toMatchObject({
      state: "completed",
      kinds: { criterion: { done: 2, open: 0 }, step: { done: 1, open: 4 } },
    });
    expect(archivePlan(after, KNOWN, FORMATS)).toBe(after);
  });

  test("of a plan that is done says so", () => {
    const before = tickItems(filled("exec-plan"), [0, 1, 2, 3, 4, 5, 6], true);
    const after = archivePlan(before, KNOWN, FORMATS);
    expect(after).toContain("- Result vs Goals: Met • Evidence: [#5](");
    expect(after).not.toContain("Left open");
  });

  test("of a plan that is not wanted any more says that", () => {
    const after = archivePlan(
      filled("exec-plan"),
      { ...KNOWN, state: "rejected", pulls: [] },
      FORMATS,
    );
    expect(after).toContain("Closed as not planned on 2026-12-24: 0 of 5 steps done.");
    expect(after).toContain("- Result vs Goals: Not met: closed as not planned");
    expect(parsePlan(after, FORMATS).state).toBe("rejected");
  });

  test("leaves alone what people have written", () => {
    const before = filled("exec-plan")
      .replace(/^\\<At a milestone.*$/m, "It went well.")
      .replace("\\<Met, partly met or not met>", "More than met");
    const after = archivePlan(before, KNOWN, FORMATS);
    expect(after).toContain("It went well.");
    expect(after).toContain("- Result vs Goals: More than met • Evidence: [#5](");
    expect(after).toContain("- What to change next time: \\<A few points>\n\nClosed on 2026-12-24");
    expect(archivePlan(after, KNOWN, FORMATS)).toBe(after);
  });

  test.each(["issue-plan", "execution-plan", "implementation-plan"])(
    "of %s only sets its status and date",
    (format) => {
      const after = archivePlan(filled(format), KNOWN, FORMATS);
      expect(parsePlan(after, FORMATS).state).toBe("completed");
      expect(changes(filled(format), after).length).toBeLessThanOrEqual(4);
      expect(archivePlan(after, KNOWN, FORMATS)).toBe(after);
    },
  );

  test("names items as they read, and not too many", () => {
    const items = Array.from(
      { length: 30 },
      (_, index) => `- [ ] *${index}* <!-- x --> [a](b) \`|\`\n`,
    );
    const after = archivePlan(`# P\n\n${items.join("")}\n## Retrospective\n`, KNOWN, FORMATS);
    expect(after).toContain("Left open: 0 a \\|; 1 a \\|; ");
    expect(after).toContain("; and 10 more.");
    expect(parsePlan(after, FORMATS).items).toHaveLength(30);
  });
});
