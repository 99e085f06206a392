import { expect, test } from "#jest";
import { planOf, proposed, statusOf, type Scene } from "../../bot/scene.js";
import { playProcess } from "../../bot/stage.js";
import { again, ask, BODY, DONE, SCENE } from "./ask.js";

/** Kills the App once GitHub has done what `isIt`, starts it again and sends the event again. */
async function killedAfter(
  scene: Scene,
  isIt: (method: string, path: string) => boolean,
  act: () => Promise<number>,
): Promise<number> {
  let killed: Promise<void> | undefined;
  const remove = scene.github.intercept(({ method, path }) => {
    if (killed !== undefined || !isIt(method, path)) return undefined;
    return {
      after() {
        killed = scene.bot.kill();
        return "drop";
      },
    };
  });
  const comment = await act();
  await scene.github.waitFor(() => killed !== undefined);
  await killed;
  await scene.github.deliveries.idle();
  remove();
  await scene.restart();
  await again(scene, comment);
  return comment;
}

test("commands go to one pull request once the plan is merged, each once whatever happens", async () => {
  await playProcess(async (scene) => {
    const { github } = scene;
    const number = await proposed(scene, { body: BODY, labels: ["template: exec-plan"] });
    const [pull] = await github.pulls();
    await github.mergePull(pull?.number ?? 0);
    await scene.rest();
    const plan = await planOf(scene, number);
    const branch = `plan/issue-${number}-update`;

    // The commit is made, and the App is gone before it can say so.
    const log = await killedAfter(
      scene,
      (method, path) => method === "PUT" && path.includes("/contents/"),
      () => github.comment(number, "/plan log Half way\n\n/plan done write t", "ada"),
    );
    expect(await github.reactions(log)).toEqual(["eyes", "rocket"]);
    expect((await planOf(scene, number)).text).toBe(plan.text);
    const once = await planOf(scene, number, branch);
    expect(once.text.match(/Half way – ada/g)).toHaveLength(1);
    expect(once.text).toContain("- [x] Write tests\n- [ ] Write docs");
    const [, update] = await github.pulls();
    expect(update).toMatchObject({ state: "open", head: { ref: branch } });
    const link = `**2 changes wait** in [#${update?.number}](${update?.html_url})`;
    expect(await statusOf(scene, number)).toContain(link);

    // On the pull request itself, while somebody changes the plan on the default branch.
    await github.setFile(plan.path, plan.text.replace("- [ ] Write docs", "- [x] Write docs"));
    const refused = await killedAfter(
      scene,
      (method, path) => method === "POST" && path.endsWith(`/issues/${update?.number}/comments`),
      () => github.comment(update?.number ?? 0, "/plan decide A -- B\n/plan done no such", "grace"),
    );
    expect(await github.reactions(refused)).toEqual(["eyes", "confused"]);
    const replies = (await github.comments(update?.number ?? 0)).filter(({ body }) =>
      body.includes("no such"),
    );
    expect(replies).toHaveLength(2);
    const merged = await planOf(scene, number, branch);
    expect(merged.text).toContain("- [x] Write tests\n- [x] Write docs");
    expect(merged.text.match(/Decision: A\n {2}Rationale: B/g)).toHaveLength(1);
    expect(await statusOf(scene, number)).toContain("**3 changes wait** in");

    await github.mergePull(update?.number ?? 0, { method: "squash" });
    await scene.rest();
    expect(await statusOf(scene, number)).not.toContain("wait");
    expect((await planOf(scene, number)).text).toBe(merged.text);

    // The branch is left over: the next change starts again on it.
    expect(await ask(scene, number, "/plan undo write t")).toMatchObject(DONE);
    expect(await github.pulls()).toHaveLength(3);
    expect(await statusOf(scene, number)).toContain("**1 change waits** in");
    const late = "/plan template issue-plan\n/plan refill\n/plan close-out";
    expect(await ask(scene, number, late)).toMatchObject({
      reactions: "eyes confused",
      said: "/plan template issue-plan: The plan is approved, so its template can no longer be changed.",
    });
    expect((await github.pulls()).map(({ head }) => head.ref)).toEqual([
      `plan/issue-${number}`,
      branch,
      branch,
      `plan/issue-${number}-close-out`,
    ]);

    const before = await github.world();
    await again(scene, log);
    await again(scene, refused);
    expect(await github.world()).toEqual(before);
  }, SCENE);
}, 90_000);
