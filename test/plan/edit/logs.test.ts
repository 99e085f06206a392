import { describe, expect, test } from "#jest";
import * as fc from "fast-check";
import { appendDecision, appendLog } from "../../../src/plan/edit/logs.js";
import { setStatus } from "../../../src/plan/edit/status.js";
import { parsePlan } from "../../../src/plan/parse/parse.js";
import { changes, filled, FORMATS } from "./files.js";
import { runs } from "../../support/runs.js";

const AT = "2026-12-01T08:30:12Z";
const DECISION = { text: "Use CSV", rationale: "Everybody reads it", at: AT, author: "bo" };

describe("a decision", () => {
  test("takes the place of the words that ask for one, the next one follows it", () => {
    const before = filled("exec-plan");
    const once = appendDecision(before, DECISION) ?? "";
    expect(changes(before, once).filter((line) => line.startsWith("+"))).toEqual([
      "+- Decision: Use CSV",
      "+  Rationale: Everybody reads it",
      "+  Date/Author: 2026-12-01 • bo",
    ]);
    const twice = appendDecision(once, { ...DECISION, text: "In `UTF-8`", rationale: "" }) ?? "";
    expect(changes(once, twice)).toEqual([
      "+- Decision: In `UTF-8`",
      "+  Date/Author: 2026-12-01 • bo",
    ]);
    expect(parsePlan(twice, FORMATS).decisions).toMatchObject([
      {
        text: "Use CSV",
        rationale: "Everybody reads it",
        author: "bo",
        date: { iso: "2026-12-01" },
      },
      { text: "In UTF-8", rationale: "", author: "bo" },
    ]);
  });

  test("has the form of its format", () => {
    const implementation = appendDecision(filled("implementation-plan"), DECISION) ?? "";
    expect(implementation).toContain("\n- Use CSV: Everybody reads it (2026-12-01) – bo\n");
    const notes = appendDecision(filled("execution-plan"), DECISION) ?? "";
    expect(notes.slice(notes.indexOf("## Notes"))).toContain("- Decision: Use CSV\n  Rationale:");
    expect(appendDecision(filled("issue-plan"), DECISION)).toBeUndefined();
  });

  test("is a row where the log is a table", () => {
    const head =
      "# P\r\n\r\n## Decision Log\r\n\r\n| # | Date | Decision | Rationale | Owner |\r\n|-|-|-|-|-|\r\n";
    const after = appendDecision(`${head}| 1 | x | y | z | a |\r\n\r\n## Next\r\n`, {
      ...DECISION,
      text: "a|b",
    });
    expect(after).toBe(
      `${head}| 1 | x | y | z | a |\r\n| 2 | 2026-12-01 | a\\|b | Everybody reads it | bo |\r\n\r\n## Next\r\n`,
    );
  });

  test("goes into an empty log, and behind a numbered one", () => {
    expect(
      appendDecision("## Decision Log\n\n---\n\n## Next\n", { ...DECISION, rationale: "" }),
    ).toBe(
      "## Decision Log\n\n- Decision: Use CSV\n  Date/Author: 2026-12-01 • bo\n\n---\n\n## Next\n",
    );
    expect(
      appendDecision("## Decision Log\n\n1. a\n\n2. b\n", { ...DECISION, rationale: "" }),
    ).toBe(
      "## Decision Log\n\n1. a\n\n2. b\n\n3. Decision: Use CSV\n   Date/Author: 2026-12-01 • bo\n",
    );
  });
});

describe("an entry of the running log", () => {
  test("says when and who", () => {
    const before = filled("exec-plan");
    const once =
      appendLog(before, {
        text: "Moved to [the worker](https://example.org)",
        at: AT,
        author: "bo",
      }) ?? "";
    expect(changes(before, once).filter((line) => line.startsWith("+"))).toEqual([
      "+- (2026-12-01T08:30Z) Moved to [the worker](https://example.org) – bo",
    ]);
    const twice = appendLog(once, { text: "Done", at: AT, author: "bo" }) ?? "";
    expect(changes(once, twice)).toEqual(["+- (2026-12-01T08:30Z) Done – bo"]);
    expect(parsePlan(twice, FORMATS).log.map(({ text }) => text)).toEqual([
      "Plan filled from #58.",
      "Moved to the worker – bo",
      "Done – bo",
    ]);
  });

  test("needs a running log", () => {
    expect(appendLog(filled("issue-plan"), { text: "x", at: AT, author: "bo" })).toBeUndefined();
  });
});

test("whatever people say, it changes nothing around it", () => {
  const piece = fc.constantFrom(
    ..."- [x] |# |> |```|<!-- |-->|</details>|`|**|[a](|](b)|\n|\r\n|a|1. | • |Status: Completed|[a]: b|\\|&amp;|{x}|@bo|<br>|<u>|~~|$".split(
      "|",
    ),
    "|",
  );
  const said = fc.array(piece, { minLength: 1, maxLength: 8 }).map((all) => `x${all.join("")}`);
  const read = (text: string) => {
    const { items, steps, risks, status, sections, decisions, log } = parsePlan(text, FORMATS);
    return {
      items: items.map(({ text: it }) => it),
      steps: steps.length,
      risks: risks.map(({ text: it }) => it),
      sections: sections.map(({ heading }) => heading),
      status: status?.state,
      decisions: decisions.length,
      log: log.length,
    };
  };
  const head = "# P\n\n- Status: Proposed • Owner: a\n\n## Progress\n\n- (2026-11-21T10:05Z) a\n\n";
  const foot = "\n\n## Risks\n\n- Risk: c\n\n- [ ] end\n";
  const list = `${head}## Decision Log\n\n- Decision: a\n  Rationale: b${foot}`;
  const table = `${head}## Decisions\n\n| Decision | Why | When |\n|---|---|---|\n| a | b | c |${foot}`;
  const [asList, asTable] = [read(list), read(table)];
  fc.assert(
    fc.property(said, said, (text, why) => {
      const decision = { text, rationale: why, at: AT, author: "bo" };
      const decided = appendDecision(list, decision) ?? "";
      const logged = appendLog(decided, { text, at: AT, author: "bo" }) ?? "";
      const stated = setStatus(logged, { word: "Blocked", state: "blocked" }, FORMATS, text);
      expect(read(stated)).toEqual({ ...asList, status: "blocked", decisions: 2, log: 2 });
      const row = appendDecision(table, decision) ?? "";
      expect(read(row)).toEqual({ ...asTable, decisions: 2 });
    }),
    { numRuns: runs(60) },
  );
});
