import { expect, test } from "#jest";
import { costOfApp, type Cost } from "../support/cost.js";
import { countRoundTrips, isRead } from "../support/round-trips.js";
import { editComment, tick } from "./boxes.js";
import { planOf, proposed, statusOf, type Scene } from "./scene.js";
import { play } from "./stage.js";

async function cost(scene: Scene, act: () => Promise<unknown>): Promise<Cost> {
  const before = scene.github.requests.length;
  await act();
  await scene.rest();
  return costOfApp(scene.github.requests.slice(before));
}

test("an approved plan costs no more than it must", async () => {
  await play(async (scene) => {
    const { github } = scene;
    const body =
      "### Tasks\n\n- [ ] Count requests\n- [ ] Answer 429\n- [ ] Tell when to retry\n- [ ] Log it\n";
    const number = await proposed(scene, { body });
    await github.mergePull((await github.pulls())[0]?.number ?? 0);
    await scene.rest();
    await github.setFile("src/a.ts", "export {};\n", { branch: "work" });
    const work = await github.openPull({ title: "Work", head: "work", body: `For #${number}` });
    await scene.rest();
    const { path, text } = await planOf(scene, number);
    const ticked = text.replace("- [ ] Done", "- [x] Done");
    expect(await cost(scene, () => github.setFile(path, ticked))).toMatchObject({
      requests: 6,
      writes: 1,
    });

    // The first look at a label compares the plan with its issue; the process remembers that.
    const first = await cost(scene, () => github.label(number, "unrelated"));
    expect(first.writes).toBe(0);
    await github.setFile("README.md", "# Garden\n");
    await scene.rest();
    expect(await cost(scene, () => github.label(number, "other"))).toMatchObject({
      counted: 2,
      writes: 0,
    });
    const push = (): Promise<void> => github.setFile(`plans/notes-on-${number}.md`, "# Notes\n");
    // GitHub shows in the timeline when the repository of a pull request was last pushed to: by seconds.
    const pushed = await cost(scene, push);
    expect(pushed.counted).toBeLessThanOrEqual(1);
    expect(pushed.writes).toBe(0);

    const closed = await cost(scene, () => github.closePull(work));
    // Issue, timeline and plan, then the comment again right before it is rewritten, and the rewriting.
    expect(closed).toMatchObject({ requests: 5, counted: 3, writes: 1 });

    // What somebody ticks while that one write is under way is not lost.
    const boxes = [...(await statusOf(scene, number)).matchAll(/^- \[ \] (\d+\. \[[^\]]+\])/gm)];
    const item = boxes.at(-1)?.[1] ?? "";
    let raced = false;
    github.intercept(async ({ method, path: target }) => {
      if (raced || method !== "PATCH" || !target.includes("/issues/comments/")) return;
      raced = true;
      await editComment(scene, number, "ada", tick(item));
    });
    await github.setFile(path, ticked.replace("- [ ] Done", "- [x] Done"));
    await scene.rest();
    expect(raced).toBe(true);
    const waiting = await planOf(scene, number, `plan/issue-${number}-update`);
    const ticks = (from: string): number => from.split("- [x]").length - 1;
    expect(ticks(waiting.text)).toBe(ticks(text) + 3);
  });
});

test("few requests of a new plan wait for another one", async () => {
  await play(async (scene) => {
    const { github } = scene;
    // Token, configuration and label are known then.
    await proposed(scene, { title: "The first plan" });
    const number = await github.openIssue({ title: "Add a limiter" });
    await scene.rest();
    const { waves, stop } = countRoundTrips(github);
    await github.label(number, "needs-plan");
    await scene.rest();
    stop();
    const firstWrite = waves.findIndex((wave) => wave.some((it) => !isRead(it)));
    expect(firstWrite).toBeLessThanOrEqual(2);
    expect(waves.length).toBeLessThanOrEqual(9);
    const requests = waves.flat();
    expect(requests.filter(isRead).toSorted()).toEqual([
      `GET /repos/acme/garden/issues/${number}`,
      `GET /repos/acme/garden/issues/${number}/timeline`,
      // It was found to lack it, and has it by now: asked once more, and then not for an hour.
      "GET /repos/acme/garden/labels/plan%3A%20proposed",
      "POST /graphql",
    ]);
    expect(requests).toHaveLength(12);
    expect(await statusOf(scene, number)).toContain("Plan proposed");
  });
});

test("the branch of a plan is pushed once, and never without the plan", async () => {
  await play(async (scene) => {
    const { github } = scene;
    const number = await proposed(scene);
    const { path } = await planOf(scene, number, `plan/issue-${number}`);
    const pushes = github.deliveries.log
      .filter(({ event }) => event === "push")
      .map(({ payload }) => payload as { ref: string; commits: { added: string[] }[] })
      .filter(({ ref }) => ref === `refs/heads/plan/issue-${number}`);
    expect(pushes.map(({ commits }) => commits.map(({ added }) => added))).toEqual([[[path]]]);
  });
});
