import { describe, expect, test } from "#jest";
import { statusComment } from "../../../src/features/status-comment/text.js";
import { fillPlan } from "../../../src/plan/fill/fill.js";
import { parsePlan } from "../../../src/plan/parse/parse.js";
import { BUILTIN_NAMES, builtinTemplates } from "../../../src/plan/template/template.js";
import { anInput } from "../../plan/plan-inputs.js";
import { plan } from "../../reconcile/snapshots.js";
import { status } from "../status-comment/status.js";

const TASKS = ["Measure", "Cut", "Glue", "Sand", "Paint", "Dry"];
const BODY = `Shelves fall down.

## Tasks

${TASKS.map((task) => `- [ ] ${task}`).join("\n")}

## Acceptance criteria

- It holds
`;

/** The status comment of a plan that is filled from `body` and edited by people. */
function commentOf(name: string, body: string, fields: Parameters<typeof status>[0] = {}): string {
  const template = builtinTemplates().get(name);
  if (template === undefined) throw new Error(name);
  const read = parsePlan(fillPlan(template, anInput({ body })));
  const file = { ...plan(), progress: read, plan: read };
  return statusComment(status({ plan: file, ...fields }), { at: "2026-11-21T10:05:42.000Z" });
}

/** What stands under “Next”. */
function nextOf(comment: string): readonly string[] {
  const [, next = ""] = comment.split("**Next**");
  const [rows = ""] = next.split(/\n<details>|\n\*\*/);
  return [...rows.matchAll(/- (\S+?)\\?\. \[([^\]]+)\]/g)].map(([, label, text]) =>
    `${label} ${text}`.replace("\\", ""),
  );
}

describe.each(BUILTIN_NAMES)("the status comment on %s", (name) => {
  test("counts the steps alone, shows them first, and no guidance", () => {
    const comment = commentOf(name, BODY, { state: "approved" });
    expect(comment).toContain("**0/6** · 0 %");
    expect(comment).toContain("Acceptance criteria 0/1");
    expect(nextOf(comment)).toEqual(TASKS.slice(0, 5).map((task, at) => `${at + 1} ${task}`));
    expect(comment).not.toMatch(/\[\\?[[{<]/);
    expect(comment).toMatch(/\[\d+ places to fill in\]\(\S+#L\d+\)/);
    const [, table = ""] = comment.split("| :-- | --: |\n");
    expect(table.split("\n")[0]).toContain("| 0/6 |");
  });

  test("has rows whose figures add up to those of each kind", () => {
    const criteria = ["Holds", "Shines", "Dries"].map((text) => `- [ ] It ${text}\n`).join("");
    const comment = commentOf(name, BODY.replace("- It holds\n", criteria), {
      state: "approved",
    });
    expect(comment).toContain("Acceptance criteria 0/3");
    const [, table = ""] = comment.split("| :-- | --: |\n");
    const rows = [...table.matchAll(/^\| (.+) \| \d+\/(\d+)/gm)].map(([, row = "", count]) => ({
      row,
      count: Number(count),
    }));
    const own = rows.filter(({ row }) => /(?:Success|Acceptance) Criteria/.test(row));
    expect(own[0]?.count).toBe(3);
    const checks = Number(/Checks 0\/(\d+)/.exec(comment)?.[1] ?? 0);
    const others = rows.slice(2).reduce((sum, { count }) => sum + count, 0);
    expect(others).toBe(checks);
    expect(own.slice(1).every(({ row }) => row.endsWith("Criteria: checks"))).toBe(true);
  });

  test("says of a proposed plan what it holds, without a bar", () => {
    const comment = commentOf(name, BODY, { state: "proposed", approved: false });
    expect(comment).toContain("6 steps · 1 acceptance criterion");
    expect(comment).toMatch(/\[\d+ places to fill in\]/);
    expect(comment).not.toMatch(/[█░]|0 %/);
  });

  test.each(["proposed", "approved"] as const)("says how to add a step, while %s", (state) => {
    const comment = commentOf(name, "Shelves fall down.", { state });
    expect(comment).toMatch(
      /no steps yet\. Add one to the plan file under “[^”]*(?:Steps|Breakdown)/,
    );
    expect(comment).toContain("`- [ ] What to do`");
    expect(comment).not.toMatch(/[█░]/);
  });

  test("shows ticks that wait as done and waiting, and not under “Next”", () => {
    const waiting = { changes: 2, number: 14, htmlUrl: "https://github.com/octo/api/pull/14" };
    const comment = commentOf(name, BODY, {
      waiting,
      waitingItems: ["1", "3"],
    });
    expect(comment).toContain("**2/6** · 33 %, all of them wait in [#14]");
    expect(comment).toContain("2/6, 2 waiting");
    const waits = (...waitingItems: string[]) => commentOf(name, BODY, { waiting, waitingItems });
    expect(waits("3")).toContain("**1/6** · 16 %, waiting in [#14]");
    expect(nextOf(comment)).toEqual(["2 Cut", "4 Sand", "5 Paint", "6 Dry", "C1 It holds"]);
  });
});
