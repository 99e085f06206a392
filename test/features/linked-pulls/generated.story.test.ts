import { expect, test } from "#jest";
import { labelsOf, proposed, statusOf } from "../../bot/scene.js";
import { play } from "../../bot/stage.js";

/** Who writes descriptions by program, and what they say. */
const GENERATED: Readonly<Record<string, (number: number) => string>> = {
  "release-please": (number) =>
    `:robot: I have created a release *beep* *boop*\n---\n\n### Features\n\n* limiter, closes [#${number}](#)\n* all of it closes #${number}\n\n---\nThis PR was generated with [Release Please](https://github.com/googleapis/release-please).`,
  changesets: (number) =>
    `This PR was opened by the [Changesets release](https://github.com/changesets/action) GitHub action.\n\n# Releases\n\n- Fixes #${number}`,
  renovate: (number) =>
    `This PR contains the following updates:\n\n### Release Notes\n\n- Fixes #${number}\n\n<!--renovate-debug:abc-->`,
  dependabot: (number) =>
    `Bumps left-pad from 1 to 2.\n\nFixes #${number}\n\n---\n\nYou can trigger a rebase by commenting \`@dependabot rebase\`.`,
};

test("descriptions that programs write do not start the work on a plan", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    const number = await proposed(scene, { body: "## Steps\n\n- [ ] Count requests\n" });
    await github.mergePull((await github.pulls())[0]?.number ?? 0);
    await rest();
    for (const [name, bodyOf] of Object.entries(GENERATED)) {
      await github.setFile(`${name}.txt`, "1\n", { branch: name });
      await github.openPull({ title: "chore: release 2.0.0", head: name, body: bodyOf(number) });
      await rest();
      expect([name, await labelsOf(scene, number)]).toEqual([name, ["plan: approved"]]);
    }
    // They are linked all the same.
    expect(await statusOf(scene, number)).toContain("chore: release 2.0.0");

    await github.setFile("work.txt", "1\n", { branch: "work" });
    await github.openPull({ title: "Count", head: "work", body: `Part of #${number}` });
    await rest();
    expect(await labelsOf(scene, number)).toEqual(["plan: in progress"]);
  });
});
