import { expect, test } from "#jest";
import { planOf, statusOf, type Scene } from "../../bot/scene.js";
import { play } from "../../bot/stage.js";

const BODY = "## Summary\n\nSlow down clients.\n\n## Steps\n\n- [ ] Count requests\n";

/** What changes of an issue beside its text. */
interface Change {
  readonly milestone?: number;
  readonly assignees?: string[];
  readonly body?: string;
}

async function change({ github, rest }: Scene, number: number, to: Change): Promise<void> {
  const { owner, repo } = github;
  await github.as("ada").rest.issues.update({ owner, repo, issue_number: number, ...to });
  await rest();
}

async function createMilestone({ github }: Scene, title: string): Promise<number> {
  const { owner, repo } = github;
  const { data } = await github.as("ada").rest.issues.createMilestone({ owner, repo, title });
  return data.number;
}

/** An issue whose plan is approved; its number. */
async function approved(scene: Scene, labels: readonly string[], to: Change = {}): Promise<number> {
  const number = await scene.github.openIssue({ title: "Add a limiter", body: BODY, labels });
  if (Object.keys(to).length > 0) await change(scene, number, to);
  await scene.github.label(number, "needs-plan");
  await scene.rest();
  await scene.github.mergePull((await scene.github.pulls()).at(-1)?.number ?? 0);
  await scene.rest();
  return number;
}

const DRIFT = "The issue has changed since the plan was approved";

test("labels, a milestone and assignees that the plan does not show are no drift", async () => {
  await play(async (scene) => {
    const { github } = scene;
    for (const template of ["exec-plan", "implementation-plan"]) {
      const number = await approved(scene, [`template: ${template}`]);
      await github.label(number, "priority: high");
      await github.label(number, "bug");
      await github.label(number, "size: L");
      await github.label(number, "role: backend");
      const milestone = await createMilestone(scene, `Release of ${template}`);
      await change(scene, number, { milestone, assignees: ["grace"] });
      expect([template, await statusOf(scene, number)]).toEqual([
        template,
        expect.not.stringContaining(DRIFT),
      ]);

      await change(scene, number, { body: BODY.replace("requests", "calls") });
      const drifted = await statusOf(scene, number);
      expect([template, drifted]).toEqual([template, expect.stringContaining(DRIFT)]);
      expect(drifted).toContain("Count calls”");
      expect(drifted).not.toMatch(/“[^”]*(?:grace|Release of|P1|High|backend)[^”]*”/);
    }
  });
});

test("what the plan shows of them is drift until the plan is finished", async () => {
  await play(async (scene) => {
    const { github } = scene;
    const first = await createMilestone(scene, "First release");
    const second = await createMilestone(scene, "Second release");
    const labels = ["template: exec-plan", "priority: high"];
    const number = await approved(scene, labels, { milestone: first, assignees: ["grace"] });
    const { path, text } = await planOf(scene, number);
    expect(text).toContain("milestone First release");

    await change(scene, number, { milestone: second, assignees: ["ada"] });
    await github.unlabel(number, "priority: high");
    await github.label(number, "priority: low");
    await scene.rest();
    const drifted = await statusOf(scene, number);
    expect(drifted).toContain("milestone Second release");
    expect(drifted).toContain("P3");

    await github.setFile(path, text.replaceAll("- [ ]", "- [x]"));
    await scene.rest();
    expect(await statusOf(scene, number)).not.toContain(DRIFT);

    // What the text says is drift all the same, also beside a line that shows such a thing.
    const { owner, repo } = github;
    await github.as("ada").rest.issues.update({
      owner,
      repo,
      issue_number: number,
      title: "Add a rate limiter",
    });
    await scene.rest();
    expect(await statusOf(scene, number)).toContain("Add a rate limiter");
  });
});
