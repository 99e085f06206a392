import { expect, test } from "@jest/globals";
import { costOf, planOf, proposed, statusOf, type Scene } from "./scene.js";
import { play } from "./stage.js";

const BODY =
  "## Summary\n\nSlow down clients.\n\n## Steps\n\n- [ ] Count requests\n- [ ] Refuse with 429\n";

async function edit({ github, rest }: Scene, number: number, body: string): Promise<void> {
  const { owner, repo } = github;
  await github.as("ada").rest.issues.update({ owner, repo, issue_number: number, body });
  await rest();
}

/** GitHub tells again of the last change of the issue. */
function again({ github: { deliveries } }: Scene): Promise<void> {
  const told = deliveries.log.findLast(({ event }) => event === "issues");
  deliveries.redeliver(told?.guid ?? "");
  return deliveries.idle();
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
  });
});
