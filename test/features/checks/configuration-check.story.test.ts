import { describe, expect, test } from "#jest";
import { costOf, proposed, proposeFromFork, type Scene } from "../../bot/scene.js";
import { play } from "../../bot/stage.js";
import { trusted, type Json } from "../../support/json.js";

const FILE = ".github/plansmith.yml";
const BRANCH = "configure";

/** Opens a pull request with this file in it; its number. */
async function propose(
  { github, rest }: Scene,
  path: string,
  text: string,
  branch = BRANCH,
): Promise<number> {
  await github.setFile(path, text, { branch });
  const number = await github.openPull({ title: "Configure", head: branch });
  await rest();
  return number;
}

/** The check runs on a branch. */
async function checksOf({ github }: Scene, branch = BRANCH) {
  const where = { owner: github.owner, repo: github.repo };
  const { data } = await github
    .as("ada")
    .rest.checks.listForRef({ ...where, ref: branch, filter: "all" });
  return data.check_runs.map(({ id, name, conclusion, output }) => {
    return { id, name, conclusion, output };
  });
}

/** What the App sends when it creates check runs, annotations with their columns. */
function sentBy({ github }: Scene): Json[] {
  const sent: Json[] = [];
  github.intercept((request) => {
    if (request.method === "POST" && request.path.endsWith("/check-runs")) {
      sent.push(trusted<Json>(request.body));
    }
    return undefined;
  });
  return sent;
}

describe("the check run on a pull request that changes the configuration", () => {
  test("tells each mistake on its line and column; mended, it can be used", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const sent = sentBy(scene);
      await propose(scene, FILE, "comment:\n  mode: repots\nlabel: {}\n");
      const [broken, ...others] = await checksOf(scene);
      expect(others).toEqual([]);
      expect(broken).toMatchObject({
        name: "Plansmith configuration",
        conclusion: "failure",
        output: { title: "2 errors" },
      });
      expect(sent).toMatchObject([
        {
          output: {
            annotations: [
              {
                path: FILE,
                start_line: 2,
                end_line: 2,
                start_column: 9,
                message: expect.stringContaining("Did you mean “repost”?"),
              },
              {
                path: FILE,
                start_line: 3,
                start_column: 1,
                message: expect.stringContaining("Did you mean labels?"),
              },
            ],
          },
        },
      ]);
      await github.setFile(FILE, "comment:\n  mode: repost\n", { branch: BRANCH });
      await scene.rest();
      expect(await checksOf(scene)).toMatchObject([
        { conclusion: "success", output: { annotations_count: 0 } },
      ]);
    });
  });

  test("a broken template is told on its line", async () => {
    await play(async (scene) => {
      const sent = sentBy(scene);
      const path = ".github/plan-templates/bug.md";
      await propose(scene, path, "# Bug\n\n{{titel}}\n");
      expect(await checksOf(scene)).toMatchObject([{ conclusion: "failure" }]);
      expect(sent).toMatchObject([{ output: { annotations: [{ path, start_line: 3 }] } }]);
    });
  });

  test("a fork's template that would never end is told on its line", async () => {
    await play(async (scene) => {
      const sent = sentBy(scene);
      const path = ".github/plan-templates/bug.md";
      const body = `# Bug\n\n${"{{#steps}}\n".repeat(32)}${"{{/steps}}\n".repeat(32)}`;
      await proposeFromFork(scene, path, body);
      const start = { path, start_line: 4, message: expect.stringContaining("the same list") };
      expect(sent).toMatchObject([{ conclusion: "failure", output: { annotations: [start] } }]);
    });
  });

  test("a fork's template that gives more than anybody reads is not shown, and is no mistake", async () => {
    await play(async (scene) => {
      const sent = sentBy(scene);
      const items = "- Why?\n".repeat(20);
      const body = ["Steps", "Risks", "Assumptions"].map((it) => `## ${it}\n\n${items}`).join("\n");
      const number = await proposed(scene, { title: "Long", body });
      const template =
        "# {{title}}\n{{#steps}}{{#risks}}{{#assumptions}}a{{/assumptions}}{{/risks}}{{/steps}}\n";
      sent.length = 0;
      await proposeFromFork(scene, ".github/plan-templates/issue-plan.md", template);
      const text = expect.stringContaining("The plan would be too long to show here.");
      expect(sent).toMatchObject([{ conclusion: "success", output: { text } }]);
      expect(JSON.stringify(sent)).toContain(`#${number} Long`);
    });
  });

  test("shows what would change for the issues that have plans or wait, in few requests", async () => {
    await play(async (scene) => {
      const { github } = scene;
      await github.openIssue({ title: "No plan" });
      const number = await proposed(scene, { title: "Add a `limiter`" });
      const cost = await costOf(scene, () =>
        propose(
          scene,
          FILE,
          "plans: { path: 'docs/plans/{number}.md' }\npullRequest: { draft: true }\n",
        ),
      );
      expect(cost.writes).toBe(1);
      expect(cost.requests).toBeLessThanOrEqual(14);
      const [run] = await checksOf(scene);
      expect(run).toMatchObject({ conclusion: "success" });
      const text = run?.output.text ?? "";
      expect(text).toContain(`### #${number} Add a`);
      expect(text).not.toContain("No plan\n");
      expect(text).toContain(`- File: plans/${number}-add-a-limiter.md`);
      expect(text).toContain(`+ File: docs/plans/${number}.md`);
      expect(text).toContain("+ Pull request: draft");
      expect(text.length).toBeLessThan(65_535);
    });
  });

  test("a long preview in Japanese is cut where GitHub's limit of bytes is", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const body = `## 手順\n\n${`- ${"予定を立てる".repeat(60)}\n`.repeat(12)}`;
      await github.setFile(FILE, "dryRun: true\n");
      for (let left = 3; left > 0; left -= 1)
        await github.openIssue({ title: "制限", body, labels: ["needs-plan"] });
      await propose(scene, FILE, "dryRun: true\ntemplates: { default: exec-plan }\n");
      const [run] = await checksOf(scene);
      expect(run).toMatchObject({ conclusion: "success" });
      const text = run?.output.text ?? "";
      expect(text).toContain("予定を立てる");
      expect(text).toMatch(/too long to show here\.\n*$/);
      expect(Buffer.byteLength(text)).toBeGreaterThan(15_000);
      expect(scene.bot.output()).not.toMatch(/"level":"error"|tried again/);
      expect(github.requests.filter(({ status }) => status === 422)).toEqual([]);
    });
  });

  test("running it again updates it, and a pull request that changes neither gets none", async () => {
    await play(async (scene) => {
      const { github } = scene;
      await propose(scene, FILE, "dryRun: false\n");
      const [run] = await checksOf(scene);
      expect(run?.output.summary).toContain("nothing to preview");
      await proposed(scene, { title: "Later" });
      await github.as("ada").rest.checks.rerequestRun({
        owner: github.owner,
        repo: github.repo,
        check_run_id: run?.id ?? 0,
      });
      await scene.rest();
      const [again, ...others] = await checksOf(scene);
      expect(others).toEqual([]);
      expect(again).toMatchObject({ id: run?.id, conclusion: "success" });
      expect(again?.output.summary).toContain("the latest issue");

      const cost = await costOf(scene, () => propose(scene, "src/a.ts", "export {};\n", "work"));
      // Its files; what is configured is known from before.
      expect(cost).toEqual({ requests: 1, writes: 0 });
      expect(await checksOf(scene, "work")).toEqual([]);
    });
  });
});
