import { expect, test } from "#jest";
import { playAlone, proposed, statusOf } from "../../bot/scene.js";

const LABEL = "plan: proposed";

test("a label that something else keeps removing is put back three times, and then less and less often", async () => {
  await playAlone(async (scene) => {
    const { github, bot } = scene;
    const number = await proposed(scene, { title: "Add a limiter" });
    const added = () =>
      github.requests.filter(
        ({ method, path, byApp }) =>
          byApp && method === "POST" && path.endsWith(`/issues/${number}/labels`),
      ).length;
    const before = added();
    const hasLabel = async () =>
      (await github.issue(number)).labels.some(({ name }) => name === LABEL);
    await github.waitFor(hasLabel, { what: "the label" });

    const isBraked = async () => (await statusOf(scene, number)).includes("Something else keeps");
    let removed = 0;
    while (!(await isBraked())) {
      await github.unlabel(number, LABEL);
      removed += 1;
      await github.waitFor(async () => (await hasLabel()) || (await isBraked()), {
        what: "the label, or a word why not",
      });
    }
    expect(await statusOf(scene, number)).toContain("keeps removing the label `plan: proposed`");
    expect(bot.output().match(/something else keeps undoing this/g)).toHaveLength(1);
    expect(added() - before).toBeLessThanOrEqual(3);
    expect(removed).toBeLessThanOrEqual(4);

    // Everything else goes on.
    await github.comment(number, "/plan help", "ada");
    await github.waitFor(async () => (await github.comments(number)).length > 2, {
      what: "the answer to a command",
    });
    expect(await hasLabel()).toBe(false);
  });
});
