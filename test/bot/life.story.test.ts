import { describe, expect, test } from "#jest";
import { labelsOf, planOf, proposed, requestsOf, statusOf, type Scene } from "./scene.js";
import { logLines, type LogLine } from "../support/log-lines.js";
import { play } from "./stage.js";

/** Ticks the first `count` boxes of the plan on the default branch. */
async function tick(scene: Scene, number: number, count: number): Promise<void> {
  const { path, text } = await planOf(scene, number);
  let left = count;
  const ticked = text.replaceAll("- [ ]", (box) => (left-- > 0 ? "- [x]" : box));
  await scene.github.setFile(path, ticked);
  await scene.rest();
}

const FIVE_TASKS = `## Tasks

${["Count requests", "Answer 429", "Say when to come again", "Write to the log", "Document it"]
  .map((task) => `- [ ] ${task}`)
  .join("\n")}
`;

async function approved(scene: Scene): Promise<number> {
  const number = await proposed(scene, { body: FIVE_TASKS });
  const [pull] = await scene.github.pulls();
  await scene.github.mergePull(pull?.number ?? 0);
  await scene.rest();
  return number;
}

describe("the life of a plan", () => {
  test("merged, ticked, worked on, done: the status comment and the label follow", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await approved(scene);
      expect(await statusOf(scene, number)).toContain("Plan approved");
      expect(await labelsOf(scene, number)).toEqual(["plan: approved"]);

      await tick(scene, number, 4);
      expect(await statusOf(scene, number)).toContain("**4/5**");
      expect(await statusOf(scene, number)).toContain("In progress");
      expect(await labelsOf(scene, number)).toEqual(["plan: in progress"]);

      await github.setFile("src/a.ts", "export {};\n", { branch: "limiter" });
      const work = await github.openPull({
        title: "Token bucket",
        head: "limiter",
        body: `Part of #${number}`,
      });
      await scene.rest();
      expect(await statusOf(scene, number)).toMatch(
        new RegExp(`\\[#${work} Token bucket\\]\\(.*\\) · open · part of this issue`),
      );
      await github.mergePull(work);
      await scene.rest();
      expect(await statusOf(scene, number)).toContain("· merged ·");

      await tick(scene, number, Infinity);
      expect(await statusOf(scene, number)).toContain("· 100 %");
      expect(await labelsOf(scene, number)).toEqual(["plan: completed"]);
      expect((await github.comments(number)).length).toBe(1);

      await fetch(scene.bot.webhookUrl, { method: "POST", body: "{}" });
      await scene.bot.stop();
      const log = logLines(scene.bot.output());
      const saying = (msg: string): readonly LogLine[] => log.filter((line) => line["msg"] === msg);
      expect(saying("Plansmith is running")).toMatchObject([
        { level: 30, version: expect.any(String), app: github.slug, queue: "memory" },
      ]);
      expect(saying("Plansmith has stopped")).toHaveLength(1);
      expect(saying("delivery")).toContainEqual(
        expect.objectContaining({
          level: 30,
          event: "issues",
          action: "labeled",
          repository: `${github.owner}/${github.repo}`,
        }),
      );
      expect(log.filter(({ level }) => level === 40)).toContainEqual(
        expect.objectContaining({ status: 400, msg: expect.stringContaining("was refused") }),
      );
      expect(saying("probe").every(({ level }) => level === 20)).toBe(true);
      expect(saying("probe").length).toBeGreaterThan(0);
    });
  });

  test("a linked pull request is shown only while its text refers to the issue", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await approved(scene);
      await github.setFile("src/a.ts", "export {};\n", { branch: "limiter" });
      const work = await github.openPull({
        title: "Token bucket",
        head: "limiter",
        body: `Closes #${number}`,
        draft: true,
      });
      await scene.rest();
      expect(await statusOf(scene, number)).toContain("· draft · closes this issue");
      await github.as("ada").rest.pulls.update({
        owner: github.owner,
        repo: github.repo,
        pull_number: work,
        body: `Like \`#${number}\` <!-- #${number} -->`,
      });
      await scene.rest();
      expect(await statusOf(scene, number)).not.toContain("Token bucket");
      expect(await statusOf(scene, number)).toContain("Plan approved");
    });
  });

  test("closed unmerged it is rejected, and a new label starts anew on the branch that was left", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await proposed(scene);
      const branch = `plan/issue-${number}`;
      const { path } = await planOf(scene, number, branch);
      await github.setFile(path, "Somebody's other plan\n", { branch });
      const [first] = await github.pulls();
      await github.closePull(first?.number ?? 0);
      await scene.rest();
      expect(await statusOf(scene, number)).toContain("Plan rejected");
      expect(await labelsOf(scene, number)).toEqual(["plan: rejected"]);

      await github.label(number, "needs-plan");
      await scene.rest();
      const pulls = await github.pulls();
      expect(pulls.map(({ state }) => state)).toEqual(["closed", "open"]);
      expect(await statusOf(scene, number)).toContain("Plan proposed");
      expect(await labelsOf(scene, number)).toEqual(["plan: proposed"]);
      expect((await planOf(scene, number, branch)).text).not.toContain("Somebody's other plan");
    });
  });

  test("a new label starts anew where the branch was deleted", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await proposed(scene);
      await github.deleteBranch(`plan/issue-${number}`);
      await scene.rest();
      expect(await statusOf(scene, number)).toContain("Plan rejected");
      await github.label(number, "needs-plan");
      await scene.rest();
      expect((await github.pulls()).map(({ state }) => state)).toEqual(["closed", "open"]);
      expect(await statusOf(scene, number)).toContain("Plan proposed");
    });
  });

  test("closing the issue gives the final summary, reopening goes on", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await approved(scene);
      await tick(scene, number, 3);
      await github.closeIssue(number);
      await scene.rest();
      const summary = await statusOf(scene, number);
      expect(summary).toContain("Completed");
      expect(summary).toContain("left open");
      expect(summary).toContain("**Left open**");
      expect(await labelsOf(scene, number)).toEqual(["plan: completed"]);
      await github.as("ada").rest.issues.update({
        owner: github.owner,
        repo: github.repo,
        issue_number: number,
        state: "open",
      });
      await scene.rest();
      expect(await statusOf(scene, number)).toContain("In progress");
    });
  });

  test("an event that changes nothing writes nothing", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await approved(scene);
      const seen = await requestsOf(scene, () => github.label(number, "unrelated"));
      expect(seen.filter(({ write }) => write)).toEqual([]);
      const other = () => github.setFile("README.md", "# Other\n");
      expect(await requestsOf(scene, other)).toEqual([]);
    });
  });
});

describe("the status comment", () => {
  test("deleted it is written again, edited it is put right, doubled the newer one goes", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await approved(scene);
      const where = { owner: github.owner, repo: github.repo };
      const written = await statusOf(scene, number);
      const [first] = await github.comments(number);
      await github.as("ada").rest.issues.deleteComment({ ...where, comment_id: first?.id ?? 0 });
      await scene.rest();
      expect(await statusOf(scene, number)).toContain("Plan approved");

      const [second] = await github.comments(number);
      await github.as("ada").rest.issues.updateComment({
        ...where,
        comment_id: second?.id ?? 0,
        body: written.replace("Plan approved", "Plan refused"),
      });
      await scene.rest();
      expect(await statusOf(scene, number)).toContain("Plan approved");

      const app = await github.asApp();
      await app.rest.issues.createComment({ ...where, issue_number: number, body: written });
      await github.label(number, "anything");
      await scene.rest();
      const left = await github.comments(number);
      expect(left.map(({ id }) => id)).toEqual([second?.id]);
    });
  });

  test("somebody else's comment with the marker is not touched", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await github.openIssue({ title: "Add a limiter" });
      const body = "Mine\n\n<!-- plansmith:status -->";
      await github.as("grace").rest.issues.createComment({
        owner: github.owner,
        repo: github.repo,
        issue_number: number,
        body,
      });
      await github.label(number, "needs-plan");
      await scene.rest();
      const comments = await github.comments(number);
      expect(comments.map(({ user }) => user?.login)).toEqual(["grace", `${github.slug}[bot]`]);
      expect(comments[0]?.body).toBe(body);
    });
  });

  test("it is found over all pages", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await proposed(scene);
      const where = { owner: github.owner, repo: github.repo, issue_number: number };
      const [own] = await github.comments(number);
      const app = await github.asApp();
      await app.rest.issues.deleteComment({ ...where, comment_id: own?.id ?? 0 });
      await scene.rest();
      for (let count = 0; count < 110; count += 1) {
        await github.as("grace").rest.issues.createComment({ ...where, body: `Word ${count}` });
      }
      await github.label(number, "one");
      await scene.rest();
      await github.label(number, "two");
      await scene.rest();
      expect(await statusOf(scene, number)).toContain("Plan proposed");
    });
  });

  test("a label that somebody took off comes back", async () => {
    await play(async (scene) => {
      const number = await approved(scene);
      await scene.github.unlabel(number, "plan: approved");
      await scene.rest();
      expect(await labelsOf(scene, number)).toEqual(["plan: approved"]);
    });
  });
});
