import { describe, expect, test } from "#jest";
import { boxOf } from "../../src/features/checkboxes/boxes.js";
import { effectOf } from "../../src/features/commands/effect.js";
import { parseCommands } from "../../src/features/commands/parse.js";
import { bindStep, provenUnticked, readEvidence } from "../../src/features/evidence/items.js";
import { fillPlan } from "../../src/plan/fill/fill.js";
import { parsePlan } from "../../src/plan/parse/parse.js";
import { BUILTIN_NAMES, builtinTemplates } from "../../src/plan/template/template.js";
import { decide } from "../../src/reconcile/decide.js";
import { anInput } from "../plan/plan-inputs.js";
import { runToRest } from "../reconcile/run.js";
import { plan, pull, world } from "../reconcile/snapshots.js";

const TASKS = ["Measure", "Cut", "Consider dark mode", "Sand", "Paint"];
const BODY = `Shelves fall down.

## Tasks

${TASKS.map((task) => `- [ ] ${task}`).join("\n")}

## Acceptance criteria

- It holds
`;
const FORMATS = builtinTemplates();
const NOW = new Date("2026-11-21T12:00:00Z");
const PLACE = { owner: "octo", repo: "api", number: 3, pulls: [4], host: "github.com" };

/** The steps of a plan that are done. */
function doneIn(text: string): readonly string[] {
  return parsePlan(text).items.flatMap((item) => (item.done ? [item.text] : []));
}

describe.each(BUILTIN_NAMES)("step 3 of %s", (name) => {
  const template = FORMATS.get(name);
  if (template === undefined) throw new Error(name);
  const text = fillPlan(template, anInput({ number: 3, body: BODY }));
  const read = parsePlan(text);

  test.each(["3", "Step 3", "consider dark", "Step 3: Consider dark mode"])(
    "is what `/plan done %s` ticks",
    (said) => {
      const [command] = parseCommands(`/plan done ${said}`);
      if (command === undefined) throw new Error("no command");
      const about = { shown: text, target: text, numbers: undefined, author: "bo" };
      const effect = effectOf(command, {
        ...about,
        formats: [...FORMATS.values()],
        templates: [...BUILTIN_NAMES],
        at: NOW.toISOString(),
      });
      if (effect.kind !== "edit") throw new Error(JSON.stringify(effect));
      expect(doneIn(effect.change(text))).toEqual(["Consider dark mode"]);
    },
  );

  test("is what its row in the status comment ticks, and the next ones are shown then", () => {
    const item = read.items.find(({ label }) => label === "3");
    const ticks = [{ box: item === undefined ? "" : boxOf(item), by: "ada", allowed: true }];
    const file = { ...plan(), text };
    const start = world({ pulls: [pull()], plan: file, checkboxes: { ticks, reported: [] } });
    const { end } = runToRest(start, (it) => decide(it, NOW));
    expect(doneIn(end.plan?.text ?? "")).toEqual(["Consider dark mode"]);
    const [, next = ""] = (end.comments[0]?.body ?? "").split("**Next**");
    const [shown = ""] = next.split("<details>");
    const rows = [...shown.matchAll(/\[ \] (\S+)\. \[([^\]]+)\]/g)];
    expect(rows.map(([, label, said]) => `${label} ${said}`)).toEqual([
      "1 Measure",
      "2 Cut",
      "4 Sand",
      "5 Paint",
      "C1 It holds",
    ]);
  });

  test.each(["3", "Step 3", "Consider dark mode"])("is what `Plan-Step: %s` proves", (said) => {
    const { items, sections } = read;
    const step = bindStep({ pull: "#8", by: "ada" }, said, { items, sections, known: undefined });
    const known = { place: PLACE, outcomes: {}, landings: {}, undone: [], commits: {} };
    const facts = { ...known, steps: step === undefined ? [] : [step], dependencies: undefined };
    const proven = provenUnticked(readEvidence(read, facts));
    expect(proven.map(({ item }) => item.text)).toEqual(["Consider dark mode"]);
  });
});
