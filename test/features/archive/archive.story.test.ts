import { expect, test } from "#jest";
import { editComment, tick } from "../../bot/boxes.js";
import { costOf, planOf, proposed, statusOf, type Scene } from "../../bot/scene.js";
import { play } from "../../bot/stage.js";

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

test("a finished plan is archived: announced, opened, merged", async () => {
  await play(async (scene) => {
    const { github } = scene;
    await github.setFile(".github/plansmith.yml", "archive: auto\n");
    const { number, path } = await finished(scene);
    await github.closeIssue(number);
    await scene.rest();
    const [, away, ...more] = await github.pulls();
    expect(more).toEqual([]);
    expect(away).toMatchObject({ state: "open", head: { ref: `plan/issue-${number}-close-out` } });
    expect(await statusOf(scene, number)).toContain(`#${away?.number} archives the plan`);
    expect((await costOf(scene, () => github.label(number, "other"))).writes).toBe(0);

    await github.mergePull(away?.number ?? 0);
    await scene.rest();
    const { branches } = await github.world();
    const files = branches["main"] ?? {};
    const to = path.replace("plans/", "plans/completed/");
    expect(Object.keys(files)).not.toContain(path);
    expect(files[to]).toContain("- Status: Complete\n");
    expect(files[to]).toMatch(/## Outcomes & Retrospective\n\nClosed on .*: 2 of 2 steps done\./);
    expect(files[to]).toContain("# [Home](../../README.md)");
    expect(files["README.md"]).toBe(`# Garden\n\n- [Plan](${to}#progress), \`${path}\`\n`);
    expect(files["plans/notes.md"]).toBe(`See [it](./${to.slice("plans/".length)}).\n`);
    const summary = await statusOf(scene, number);
    expect(summary).toContain(`The plan is archived as [${to}](`);
    expect(summary).toContain("**2/2** · 100 %");
    expect(summary).not.toContain("Archive plan");
    expect((await costOf(scene, () => github.label(number, "again"))).writes).toBe(0);
    expect((await github.pulls()).length).toBe(2);
  });
});

test("by default archiving is only offered: a tick or a command opens the pull request, each time again", async () => {
  await play(async (scene) => {
    const { github } = scene;
    const { number, path } = await finished(scene);
    await github.closeIssue(number);
    await scene.rest();
    expect(await github.pulls()).toHaveLength(1);
    expect(await statusOf(scene, number)).toContain(
      "- [ ] Archive the plan (opens a pull request)",
    );

    await editComment(scene, number, "grace", tick("Archive the plan"));
    await scene.rest();
    const [, ticked] = await github.pulls();
    const branch = `plan/issue-${number}-close-out`;
    expect(ticked).toMatchObject({ state: "open", head: { ref: branch } });
    expect(await statusOf(scene, number)).not.toContain("Archive the plan");
    const { owner, repo } = github;
    const closed = { owner, repo, pull_number: ticked?.number ?? 0, state: "closed" as const };
    await github.as("ada").rest.pulls.update(closed);
    await scene.rest();
    // What people closed is not opened again by itself.
    expect(await github.pulls()).toHaveLength(2);
    expect(await statusOf(scene, number)).toContain("- [ ] Archive the plan");

    const asked = await github.comment(number, "/plan archive", "ada");
    await scene.rest();
    expect(await github.reactions(asked)).toEqual(["eyes", "rocket"]);
    const [, , again, ...more] = await github.pulls();
    expect([again?.state, again?.head.ref, more]).toEqual(["open", branch, []]);
    await github.mergePull(again?.number ?? 0);
    await scene.rest();
    const { branches } = await github.world();
    expect(Object.keys(branches["main"] ?? {})).toContain(path.replace("/", "/completed/"));
    expect(await statusOf(scene, number)).toContain("The plan is archived as");
    expect((await costOf(scene, () => github.label(number, "again"))).writes).toBe(0);
  });
});
