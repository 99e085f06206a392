import { expect, test } from "#jest";
import { editComment, tick } from "../../bot/boxes.js";
import { costOf, planOf, proposed, statusOf, type Scene } from "../../bot/scene.js";
import { play } from "../../bot/stage.js";

const BODY =
  "## Summary\n\nSlow down clients.\n\n## Steps\n\n- [ ] Count requests\n- [ ] Refuse with 429\n";

async function edit({ github, rest }: Scene, number: number, body: string): Promise<void> {
  const { owner, repo } = github;
  await github.as("ada").rest.issues.update({ owner, repo, issue_number: number, body });
  await rest();
}

/** GitHub reports the last change of the issue again. */
function again({ github: { deliveries } }: Scene): Promise<void> {
  const told = deliveries.log.findLast(({ event }) => event === "issues");
  deliveries.redeliver(told?.guid ?? "");
  return deliveries.idle();
}

/** The message of the newest commit of a branch. */
async function lastMessage({ github }: Scene, sha: string): Promise<string> {
  const { owner, repo } = github;
  const { data } = await github.as("ada").rest.repos.listCommits({ owner, repo, sha, per_page: 1 });
  return data[0]?.commit.message ?? "";
}

test("a change of the issue that the approved plan does not reflect is told", async () => {
  await play(async (scene) => {
    const { github } = scene;
    const labels = ["template: exec-plan"];
    const number = await proposed(scene, { labels, body: BODY });
    await github.mergePull((await github.pulls())[0]?.number ?? 0);
    await scene.rest();
    expect(await statusOf(scene, number)).not.toContain("has changed");

    await edit(scene, number, BODY.replace("429", "status 429"));
    const drifted = await statusOf(scene, number);
    expect(drifted).toContain("**The issue has changed since the plan was approved.**");
    expect(drifted).toContain(
      "- Concrete Steps (Checklist): the issue now says “Refuse with status 429”\n",
    );
    expect((await costOf(scene, () => again(scene))).writes).toBe(0);

    const { path, text } = await planOf(scene, number);
    await github.setFile(path, text.replace("with 429", "with status 429"));
    await scene.rest();
    expect(await statusOf(scene, number)).not.toContain("has changed");
    expect((await costOf(scene, () => again(scene))).writes).toBe(0);
    expect(await statusOf(scene, number)).not.toContain("Refill the plan");

    await edit(scene, number, BODY.replace("429", "status 429").replace("requests", "calls"));
    expect(await statusOf(scene, number)).toContain("- [ ] Refill the plan from the issue <!--");
    await editComment(scene, number, "grace", tick("Refill the plan"));
    await scene.rest();
    const [, update, ...more] = await github.pulls();
    expect([update?.head.ref, more]).toEqual([`plan/issue-${number}-update`, []]);
    expect((await planOf(scene, number)).text).toContain("Count requests");
    expect(await lastMessage(scene, update?.head.ref ?? "")).toMatch(/\n\nAsked-For-By: grace$/);
    const waits = await statusOf(scene, number);
    expect(waits).toContain(`**1 change waits** in [#${update?.number}]`);
    expect(waits).not.toMatch(/has changed|Refill the plan/);
    expect((await costOf(scene, () => again(scene))).writes).toBe(0);
    await github.mergePull(update?.number ?? 0);
    await scene.rest();
    const refilled = (await planOf(scene, number)).text;
    expect(refilled).toContain("Count calls");
    expect(refilled).toContain("with status 429");
    expect(await statusOf(scene, number)).not.toMatch(/has changed|Refill the plan|waits/);
  });
});

test("a label that says nothing of the work changes nothing where the plan is completed", async () => {
  await play(async (scene) => {
    const { github } = scene;
    const labels = ["template: exec-plan"];
    const number = await proposed(scene, { labels, body: BODY });
    await github.mergePull((await github.pulls())[0]?.number ?? 0);
    await scene.rest();
    const { path, text } = await planOf(scene, number);
    await github.setFile(path, text.replaceAll("- [ ]", "- [x]"));
    await scene.rest();
    const completed = await statusOf(scene, number);
    expect(completed).toContain("Completed");

    for (const label of ["bug", "triaged", "priority: high"]) {
      expect([label, (await costOf(scene, () => github.label(number, label))).writes]).toEqual([
        label,
        0,
      ]);
    }
    await scene.restart();
    expect((await costOf(scene, () => again(scene))).writes).toBe(0);
    expect(await statusOf(scene, number)).toBe(completed);

    await edit(scene, number, BODY.replace("429", "status 429"));
    expect(await statusOf(scene, number)).toContain("the issue now says “Refuse with status 429”");
    const drifted = await statusOf(scene, number);
    expect((await costOf(scene, () => github.label(number, "size: L"))).writes).toBe(0);
    expect(await statusOf(scene, number)).toBe(drifted);
  });
});
