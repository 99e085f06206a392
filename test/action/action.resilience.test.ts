import { expect, test } from "#jest";
import { labelsOf, planOf, statusOf } from "../bot/scene.js";
import { createRunner, startActionsGitHub } from "../support/actions.js";

const PROGRAM = { node: process.execPath, file: "dist/action.js" };
const BODY = "## Tasks\n\n- [ ] Count requests\n- [ ] Answer 429\n";

test("as the runner starts it: from a label to 100 %, twice, in another order, and two at once", async () => {
  const github = await startActionsGitHub();
  const runner = createRunner(github, { program: PROGRAM });
  const scene = { github };
  const writes = (): number => github.requests.filter(({ byApp, write }) => byApp && write).length;
  try {
    const number = await github.openIssue({ title: "Add a limiter", body: BODY });
    await runner.take();
    await github.label(number, "needs-plan");
    const [labelled] = await runner.take();
    if (labelled === undefined) throw new Error("a label starts no run");
    // Two runs of one event at once, as where two groups of runs meet.
    const both = await Promise.all([runner.run(labelled), runner.run(labelled)]);
    expect(both.map(({ code, log }) => [code, log])).toEqual([
      [0, ""],
      [0, ""],
    ]);
    const [pull, ...others] = await github.pulls();
    expect(others).toEqual([]);
    // Exactly one comment.
    expect(await statusOf(scene, number)).toContain("Plan proposed");
    expect(await labelsOf(scene, number)).toEqual(["plan: proposed"]);

    await github.mergePull(pull?.number ?? 0);
    const { path, text } = await planOf(scene, number);
    await github.setFile(path, text.replaceAll("- [ ]", "- [x]"));
    // The end comes first: the runs of what was merged and pushed are in the wrong order.
    const events = await runner.take();
    for (const event of events.toReversed())
      expect(await runner.run(event)).toMatchObject({ code: 0 });
    expect(await statusOf(scene, number)).toContain("· 100 %");
    expect(await labelsOf(scene, number)).toEqual(["plan: completed"]);

    const before = writes();
    for (const event of events.slice(-1)) await runner.run(event);
    expect(await runner.run(labelled)).toMatchObject({ code: 0, outputs: { changed: "false" } });
    expect(writes()).toBe(before);
  } finally {
    await github.close();
  }
}, 120_000);
