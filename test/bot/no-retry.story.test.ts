import { expect, test } from "#jest";
import { notKnownYet } from "../support/faults/answers.js";
import { atMost, type Fault } from "../support/faults/fault.js";
import { injectFaults } from "../support/faults/inject.js";
import { refusal } from "../support/proxy/http.js";
import type { Interceptor } from "../support/proxy/intercept.js";
import { labelsOf, proposed, statusOf, type Scene } from "./scene.js";
import { play } from "./stage.js";

/** What the log says of an issue whose runs failed: each way once, though each event is a run. */
function failures({ bot, github }: Scene, number: number): readonly string[] {
  const item = `"item":"${github.owner}/${github.repo}#${number}"`;
  const lines = bot.output().split("\n");
  const said = lines.flatMap((line) => {
    if (!line.includes(item)) return [];
    return line.includes('"msg":"permanent failure; not tried again"')
      ? ["gave up"]
      : ["tries again"];
  });
  return [...new Set(said)];
}

const ruleset: Interceptor = ({ method, path }) =>
  method === "POST" && path.endsWith("/git/refs")
    ? { answer: refusal(422, "Repository rule violations found\n\nCannot create ref.") }
    : undefined;

const protection: Interceptor = ({ method, path }) =>
  method === "POST" && path.endsWith("/git/refs")
    ? { answer: refusal(409, "Repository rule violations found\n\nChanges must be made by hand.") }
    : undefined;

test("what trying again does not mend ends after one try, and is told once", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;

    /** Asks for a plan that cannot be opened, and checks that it was told once. */
    async function refused(told: string, gaveUp: readonly string[]): Promise<number> {
      const number = await proposed(scene);
      const text = await statusOf(scene, number);
      expect(text).toContain(told);
      expect(await labelsOf(scene, number)).toEqual(["needs-plan"]);
      expect(failures(scene, number)).toEqual(gaveUp);
      // One more event is one more look, and nothing is said twice.
      await github.label(number, "later");
      await rest();
      expect(await statusOf(scene, number)).toBe(text);
      return number;
    }

    for (const [refuses, told] of [
      [ruleset, "Cannot create ref"],
      [protection, "Changes must be made by hand"],
    ] as const) {
      const remove = github.intercept(refuses);
      const number = await refused(told, ["gave up"]);
      remove();
      await github.unlabel(number, "needs-plan");
      await github.label(number, "needs-plan");
      await rest();
      expect(await statusOf(scene, number)).toContain("Plan proposed");
    }

    const path = ".github/plan-templates/issue-plan.md";
    await github.setFile(path, "# Plan\n\n{{titel}}\n");
    const number = await refused("Template issue-plan, line 3", []);
    await github.removeFile(path);
    await rest();
    expect(await statusOf(scene, number)).toContain("Plan proposed");

    github.deliveries.hold();
    const late = await github.openIssue({ title: "Add a limiter", labels: ["needs-plan"] });
    await github.setArchived(true);
    github.deliveries.release();
    await rest();
    expect(failures(scene, late)).toEqual(["gave up"]);
    expect(scene.bot.output()).toContain("archived or disabled");
    expect(await github.comments(late)).toEqual([]);
  });
}, 150_000);

test("what GitHub refuses only because it was made a moment ago is made all the same", async () => {
  await play(async (scene) => {
    const { github, bot } = scene;
    await github.setFile(".github/plansmith.yml", "pullRequest:\n  reviewers: [grace]\n");
    const byPath = new Map<string, Fault>();
    const { stop } = injectFaults(github, {
      seed: 1,
      faults: [
        {
          name: notKnownYet.name,
          befall(request, roll) {
            const fault = byPath.get(request.path) ?? atMost(2, notKnownYet);
            byPath.set(request.path, fault);
            return fault.befall(request, roll);
          },
        },
      ],
    });
    const number = await proposed(scene);
    stop();
    expect(await statusOf(scene, number)).toContain("Plan proposed");
    expect((await github.pulls())[0]).toMatchObject({ requested_reviewers: [{ login: "grace" }] });
    expect(bot.output()).not.toContain('"level":"error"');
  });
});
