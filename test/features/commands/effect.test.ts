import { describe, expect, test } from "#jest";
import * as fc from "fast-check";
import { effectOf, type About } from "../../../src/features/commands/effect.js";
import { COMMAND_NAMES } from "../../../src/config/schema.js";
import { parseCommands } from "../../../src/features/commands/parse.js";
import { parsePlan } from "../../../src/plan/parse/parse.js";
import { builtinTemplates, loadTemplate } from "../../../src/plan/template/template.js";
import { runs } from "../../support/runs.js";

const PLAN =
  "# P\n\n- Status: Proposed • Last Updated: 2026-11-20\n\n## Steps\n\n- [ ] Write tests\n- [x] Write docs\n\n" +
  "## Progress\n\n- (2026-11-20T10:05Z) a\n\n## Decision Log\n\n- Decision: a\n";
const FORMATS = [...builtinTemplates().values()];

function about(plan: string | undefined = PLAN): About {
  return {
    shown: plan,
    target: plan,
    numbers: undefined,
    formats: FORMATS,
    templates: ["exec-plan", "issue-plan"],
    at: "2026-12-01T08:30:12Z",
    author: "bo",
  };
}

function does(line: string, plan: string = PLAN) {
  const [command] = parseCommands(line);
  if (command === undefined) throw new Error("no command");
  return effectOf(command, about(plan));
}

/** The lines that a command adds to the plan, and what its commit says. */
function adds(line: string): readonly string[] {
  const effect = does(line);
  if (effect.kind !== "edit") throw new Error(JSON.stringify(effect));
  const before = new Set(PLAN.split("\n"));
  const after = effect.change(PLAN);
  return [effect.subject, ...after.split("\n").filter((it) => !before.has(it))];
}

describe("a command changes the plan", () => {
  const header = "- Status: Proposed • Last Updated: 2026-12-01";
  test.each<[string, readonly string[]]>([
    ["/plan done 1", ["Tick item 1 of the plan", "- [x] Write tests"]],
    ["/plan done §1.1, 2", ["Tick items 1, 2 of the plan", "- [x] Write tests"]],
    ["/plan undo write docs", ["Untick item 2 of the plan", "- [ ] Write docs"]],
    [
      "/plan STATUS in progress",
      ["Set the status of the plan", "- Status: In Progress • Last Updated: 2026-12-01"],
    ],
    [
      "/plan block wait for #9",
      ["Block the plan", "- Status: Blocked: wait for #9 • Last Updated: 2026-12-01"],
    ],
    [
      "/plan status blocked: wait for #9",
      ["Block the plan", "- Status: Blocked: wait for #9 • Last Updated: 2026-12-01"],
    ],
    [
      "/plan status Blocked wait for #9",
      ["Block the plan", "- Status: Blocked: wait for #9 • Last Updated: 2026-12-01"],
    ],
    [
      "/plan status blocked - wait for #9",
      ["Block the plan", "- Status: Blocked: wait for #9 • Last Updated: 2026-12-01"],
    ],
    [
      "/plan decide Use `CSV` — it - is -- read",
      [
        "Record a decision in the plan",
        header,
        "- Decision: Use `CSV`",
        "  Rationale: it - is -- read",
        "  Date/Author: 2026-12-01 • bo",
      ],
    ],
    [
      "/plan decide Use CSV",
      [
        "Record a decision in the plan",
        header,
        "- Decision: Use CSV",
        "  Date/Author: 2026-12-01 • bo",
      ],
    ],
    [
      "/plan log Moved on",
      ["Log progress in the plan", header, "- (2026-12-01T08:30Z) Moved on – bo"],
    ],
  ])("%s", (line, added) => {
    expect(adds(line)).toEqual(added);
  });

  test("and takes a block back", () => {
    const blocked = PLAN.replace("Proposed", "Blocked: why");
    const effect = does("/plan unblock", blocked);
    const after = effect.kind === "edit" ? effect.change(blocked) : "";
    expect(parsePlan(after, FORMATS).state).toBe("in progress");
  });
});

describe("a command requests", () => {
  test.each([
    ["/plan", { kind: "request", request: "open" }],
    ["/plan template Exec-Plan", { kind: "request", request: "template", template: "exec-plan" }],
    ["/plan refill", { kind: "request", request: "refill" }],
    ["/plan archive", { kind: "request", request: "archive" }],
    ["/plan close-out", { kind: "request", request: "archive" }],
    ["/plan help", { kind: "help" }],
  ])("%s", (line, effect) => {
    expect(does(line)).toEqual(effect);
  });
});

describe("a command is refused:", () => {
  test.each([
    ["/plan don 1", "Unknown command “don”. Did you mean `done`?"],
    ["/plan @ada", "Unknown command “@\u200Bada”."],
    ["/plan template", "Please name a template. Available: `exec-plan`, `issue-plan`."],
    ["/plan template b`*", "There is no template “b"],
    ["/plan status", "Please name a status. Try one of these: Proposed, Approved"],
    ["/plan status purple", "“purple” is not a known status."],
    ["/plan block", "Please give a reason"],
    ["/plan unblock", "The plan is not blocked"],
    ["/plan done", "Please name an item"],
    ["/plan done 3", "No item matches “3”. The plan has items 1 to 2."],
    ["/plan undo write", "2 items start with “write”: 1, 2."],
    ["/plan decide", "Please add the decision"],
    ["/plan decide — why", "Please add the decision"],
    ["/plan log", "Please add what happened"],
  ])("%s", (line, why) => {
    expect(does(line)).toMatchObject({ kind: "refused" });
    expect(JSON.stringify(does(line))).toContain(why);
  });

  test("where the plan has no place for it, or no items", () => {
    expect(JSON.stringify(does("/plan decide a", "# P\n"))).toContain("no decision log");
    expect(JSON.stringify(does("/plan log a", "# P\n"))).toContain("no progress log");
    expect(JSON.stringify(does("/plan done 1", "# P\n"))).toContain("The plan has no items.");
  });

  test.each(
    COMMAND_NAMES.filter((name) => !/open|template|refill|archive|adopt|dashboard|help/.test(name)),
  )("%s where there is no plan", (name) => {
    const [command] = parseCommands(`/plan ${name} 1`);
    const none = { ...about(), shown: undefined, target: undefined };
    expect(command && effectOf(command, none)).toMatchObject({
      why: "There is no plan yet. `/plan` opens one.",
    });
  });
});

test("whatever people write, a command has an effect that is one line or changes the plan once", () => {
  const word = fc.constantFrom(...COMMAND_NAMES, "nope");
  const said = fc.oneof(
    fc.string(),
    fc.constantFrom("1", "§1.1", "a — b", "`", "<!--", "1.", "|", ","),
  );
  fc.assert(
    fc.property(word, said, (name, rest) => {
      const command = parseCommands(`/plan ${name} ${rest.replaceAll(/[\r\n]/g, "")}`)[0];
      if (command === undefined) return;
      const effect = effectOf(command, about());
      const why = effect.kind === "refused" ? effect.why : "";
      const after = effect.kind === "edit" ? effect.change(PLAN) : PLAN;
      expect(why).not.toContain("\n");
      expect(parsePlan(after).items).toHaveLength(2);
    }),
    { numRuns: runs(200) },
  );
});

describe("a status that begins as “Blocked” does", () => {
  test("is a word of the format where that has it, and no reason", () => {
    const source =
      "---\nstatus:\n  Blocked externally: blocked\n  Blocked by review: proposed\n---\n\n# P\n";
    const formats = [loadTemplate(source, "own")];
    const plan =
      "# P\n\n- Status: Draft\n\n<!-- plansmith:plan format=own issue=7 kinds=steps -->\n";
    const after = (line: string): string => {
      const [command] = parseCommands(line);
      if (command === undefined) throw new Error("no command");
      const effect = effectOf(command, { ...about(plan), formats });
      if (effect.kind !== "edit") throw new Error(JSON.stringify(effect));
      return effect.change(plan);
    };
    expect(after("/plan status blocked by review")).toContain("- Status: Blocked by review\n");
    expect(after("/plan status blocked externally")).toContain("- Status: Blocked externally\n");
    expect(after("/plan status blocked by rain")).toContain(
      "- Status: Blocked externally: by rain\n",
    );
  });

  test("is no choice of several", () => {
    expect(does("/plan status blocked | approved").kind).toBe("refused");
  });
});
