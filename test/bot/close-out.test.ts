import { expect, test } from "@jest/globals";
import { costOf, planOf, proposed, statusOf, type Scene } from "./scene.js";
import { play } from "./stage.js";

/** An issue whose plan is merged, with every box ticked, and two files that link to the plan. */
async function finished(scene: Scene): Promise<{ readonly number: number; readonly path: string }> {
  const { github } = scene;
  const number = await proposed(scene, {
    labels: ["template: exec-plan"],
    body: "## Steps\n\n- [ ] Write it\n- [ ] Test it\n",
  });
  const [pull] = await github.pulls();
  await github.mergePull(pull?.number ?? 0);
  const { path, text } = await planOf(scene, number);
  await github.setFile("README.md", `# Garden\n\n- [Plan](${path}#progress), \`${path}\`\n`);
  await github.setFile("plans/notes.md", `See [it](./${path.slice("plans/".length)}).\n`);
  const done = text.replaceAll("- [ ]", "- [x]").replace("# ExecPlan", "# [Home](../README.md)");
  await github.setFile(path, done);
  await scene.rest();
  return { number, path };
}

test("a finished plan is put away: told, opened, merged", async () => {
  await play(async (scene) => {
    const { github } = scene;
    await github.setFile(".github/plansmith.yml", "closeOut: auto\n");
    const { number, path } = await finished(scene);
    await github.closeIssue(number);
    await scene.rest();
    const [, away, ...more] = await github.pulls();
    expect(more).toEqual([]);
    expect(away).toMatchObject({ state: "open", head: { ref: `plan/issue-${number}-close-out` } });
    expect(await statusOf(scene, number)).toContain(`#${away?.number} puts the plan away`);
    expect((await costOf(scene, () => github.label(number, "other"))).writes).toBe(0);

    await github.mergePull(away?.number ?? 0);
    await scene.rest();
    const { branches } = await github.world();
    const files = branches["main"] ?? {};
    const to = path.replace("plans/", "plans/completed/");
    expect(Object.keys(files)).not.toContain(path);
    expect(files[to]).toContain("- Status: Complete\n");
    expect(files[to]).toMatch(/## Outcomes & Retrospective\n\nClosed on .*: 4 of 4 items done\./);
    expect(files[to]).toContain("# [Home](../../README.md)");
    expect(files["README.md"]).toBe(`# Garden\n\n- [Plan](${to}#progress), \`${path}\`\n`);
    expect(files["plans/notes.md"]).toBe(`See [it](./${to.slice("plans/".length)}).\n`);
    const summary = await statusOf(scene, number);
    expect(summary).toContain(`The plan was put away as [${to}](`);
    expect(summary).toContain("**4/4** · 100 %");
    expect(summary).not.toContain("Archive plan");
    expect((await costOf(scene, () => github.label(number, "again"))).writes).toBe(0);
    expect((await github.pulls()).length).toBe(2);
  });
});
