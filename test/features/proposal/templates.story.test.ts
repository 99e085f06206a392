import { describe, expect, test } from "#jest";
import { planOf, proposed, statusOf } from "../../bot/scene.js";
import { play } from "../../bot/stage.js";

describe("templates", () => {
  test("a label chooses one, and its gates come from the repository", async () => {
    await play(async (scene) => {
      const scripts = { scripts: { lint: "eslint .", test: "jest" } };
      await scene.github.setFile("package.json", JSON.stringify(scripts));
      const number = await proposed(scene, { labels: ["template: exec-plan"] });
      const { text } = await planOf(scene, number, `plan/issue-${number}`);
      expect(text).toContain("ExecPlan: Add a limiter");
      expect(text).toContain("`npm run lint`");
      expect(text).toContain("`npm test`");
    });
  });

  test("a repository's own is chosen by name, and takes the place of one that is shipped", async () => {
    await play(async (scene) => {
      const folder = ".github/plan-templates";
      await scene.github.setFile(
        `${folder}/bug.md`,
        "# Bug {{number}}: {{title}}\n\n- [ ] Fixed\n",
      );
      await scene.github.setFile(`${folder}/issue-plan.md`, "# Ours: {{title}}\n");
      const bug = await proposed(scene, { title: "It *broke*", labels: ["template: bug"] });
      const other = await proposed(scene, { title: "Something" });
      const text = async (number: number): Promise<string> =>
        (await planOf(scene, number, `plan/issue-${number}`)).text;
      expect(await text(bug)).toContain(`# Bug ${bug}: It \\*broke\\*`);
      expect(await text(other)).toContain("# Ours: Something");
    });
  });

  test("a broken one is told with line and reason, opens nothing, and goes on when it is mended", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const path = ".github/plan-templates/bug.md";
      await github.setFile(path, "# Bug\n\n{{titel}}\n");
      const number = await proposed(scene, { labels: ["template: bug"] });
      expect(await github.pulls()).toEqual([]);
      const told = await statusOf(scene, number);
      expect(told).toContain("The plan could not be opened");
      expect(told).toContain("Template bug, line 3");
      await github.setFile(path, "# Bug\n\n{{title}}\n");
      await scene.rest();
      expect((await github.pulls()).length).toBe(1);
      expect(await statusOf(scene, number)).toContain("Plan proposed");
    });
  });

  test("a name that no template has is told, with those that there are", async () => {
    await play(async (scene) => {
      const number = await proposed(scene, { labels: ["template: nonsense"] });
      const told = await statusOf(scene, number);
      expect(told).toContain("Plan proposed");
      expect(told).toContain("nonsense");
      expect(told).toContain("template: implementation-plan");
      await scene.github.label(number, "unrelated");
      await scene.rest();
      expect(await statusOf(scene, number)).toContain("template: nonsense");
      await scene.github.unlabel(number, "template: nonsense");
      await scene.rest();
      const mended = await statusOf(scene, number);
      expect(mended).toContain("Plan proposed");
      expect(mended).not.toContain("nonsense");
    });
  });
});
