import { describe, expect, test } from "#jest";
import { costOf, planOf, proposed, proposeFromFork, type Scene } from "../../bot/scene.js";
import { play } from "../../bot/stage.js";
import { planMarker } from "../../../src/plan/identity.js";

const CONFIG = ".github/plansmith.yml";

/** The check runs of a name on a branch or commit, newest first, with their remarks. */
async function runsOn({ github }: Scene, ref: string, name: string) {
  const where = { owner: github.owner, repo: github.repo };
  const { checks } = github.as("ada").rest;
  const { data } = await checks.listForRef({
    ...where,
    ref,
    check_name: name,
    filter: "all",
  });
  return Promise.all(
    data.check_runs.map(async ({ id, status, conclusion, output }) => {
      const path = { ...where, check_run_id: id, per_page: 100 };
      const remarks = await github.as("ada").paginate(checks.listAnnotations, path);
      return { id, status, conclusion, title: output.title, summary: output.summary, remarks };
    }),
  );
}

/** A plan in which nothing is left to fix. */
const DONE = "# Limiter\n\n## Steps\n\n- [x] Count\n- [ ] Refuse\n";

describe("the check run on a plan pull request", () => {
  test("advises, then is required, is asked for again, and passes when everything is mended", async () => {
    await play(async (scene) => {
      const { github, rest } = scene;
      const number = await proposed(scene);
      const branch = `plan/issue-${number}`;
      const { path } = await planOf(scene, number, branch);
      const [first, ...others] = await runsOn(scene, branch, "Plan");
      expect(others).toEqual([]);
      expect(first).toMatchObject({ conclusion: "neutral" });
      expect(first?.title).toBe("1 warning");
      expect(first?.remarks.every((remark) => remark.path === path)).toBe(true);

      await github.setFile(CONFIG, "check: require\n");
      await rest();
      const [required, ...more] = await runsOn(scene, branch, "Plan");
      expect(more).toEqual([]);
      expect(required).toMatchObject({ id: first?.id, conclusion: "failure" });
      expect(required?.remarks).toEqual(first?.remarks);

      const where = { owner: github.owner, repo: github.repo };
      const again = await costOf(scene, () =>
        github.as("ada").rest.checks.rerequestRun({ ...where, check_run_id: first?.id ?? 0 }),
      );
      expect(again.writes).toBe(1);
      expect(await runsOn(scene, branch, "Plan")).toEqual([{ ...required }]);

      const lines = Array.from({ length: 60 }, (_, index) => `[${index}](gone-${index}.md)\n`);
      await github.setFile(path, `${DONE}\n${lines.join("\n")}`, { branch });
      await rest();
      const [many] = await runsOn(scene, branch, "Plan");
      expect(many).toMatchObject({ title: "60 errors", conclusion: "failure" });
      expect(many?.remarks).toHaveLength(60);

      await github.setFile(CONFIG, "check:\n  mode: require\n  rules: { link-dangling: off }\n");
      await rest();
      expect(await runsOn(scene, branch, "Plan")).toMatchObject([
        { title: "No issues found", conclusion: "success" },
      ]);

      await github.setFile(path, DONE, { branch });
      await rest();
      expect(await runsOn(scene, branch, "Plan")).toMatchObject([
        { conclusion: "success", summary: "1 of 2 steps done (50 %).", remarks: [] },
      ]);
      const labelled = github.deliveries.log.find(({ action }) => action === "labeled");
      const still = await costOf(scene, async () =>
        github.deliveries.redeliver(labelled?.guid ?? ""),
      );
      expect(still.writes).toBe(0);

      await github.setFile(CONFIG, "check: off\n");
      await github.setFile(path, `${DONE}- [ ] Tell\n`, { branch });
      await rest();
      expect(await runsOn(scene, branch, "Plan")).toEqual([]);
    });
  });

  test("opening a plan costs one more write and no read", async () => {
    await play(async (scene) => {
      await proposed(scene);
      const number = await scene.github.openIssue({ title: "Add a bucket" });
      await scene.rest();
      const cost = await costOf(scene, () => scene.github.label(number, "needs-plan"));
      expect(cost.writes).toBe(8);
      const reads = scene.github.requests.filter(
        ({ byApp, write, path }) => byApp && !write && path.includes("check-runs"),
      );
      expect(reads).toEqual([]);
    });
  });
});

/** An issue with a proposed plan, and a pull request from the branch `work` that says this of it. */
async function startWork(
  scene: Scene,
  body: (issue: number) => string,
): Promise<{ readonly number: number; readonly plan: number; readonly work: number }> {
  const { github, rest } = scene;
  const number = await proposed(scene);
  const [plan] = await github.pulls();
  await github.setFile("src/a.ts", "export {};\n", { branch: "work" });
  const work = await github.openPull({ title: "Work", head: "work", body: body(number) });
  await rest();
  return { number, plan: plan?.number ?? 0, work };
}

describe("the check run on other pull requests", () => {
  test("a plan from a fork is checked on its head, and once more when that is asked for", async () => {
    await play(async (scene) => {
      const { github, rest } = scene;
      const { number, sha } = await proposeFromFork(scene, "plans/9-limiter.md", DONE);
      const [run, ...others] = await runsOn(scene, sha, "Plan");
      expect(others).toEqual([]);
      expect(run).toMatchObject({ conclusion: "success" });

      const where = { owner: github.owner, repo: github.repo };
      const { data } = await github
        .as("ada")
        .rest.checks.get({ ...where, check_run_id: run?.id ?? 0 });
      const suite = { ...where, check_suite_id: data.check_suite?.id ?? 0 };
      await github.as("ada").rest.checks.rerequestSuite(suite);
      await rest();
      expect(await runsOn(scene, sha, "Plan")).toEqual([{ ...run }]);
      expect((await github.pull(number)).state).toBe("open");
    });
  });

  test("more plans than are read do not pass", async () => {
    await play(async (scene) => {
      const { github, rest } = scene;
      await github.setFile(CONFIG, "check: require\n");
      for (let issue = 101; issue <= 121; issue += 1) {
        await github.setFile(`plans/${issue}-many.md`, DONE, { branch: "many" });
      }
      await github.openPull({ title: "Many plans", head: "many" });
      await rest();
      const [run] = await runsOn(scene, "many", "Plan");
      expect(run).toMatchObject({ conclusion: "failure", title: "Too many files to check" });
      expect(run?.summary).toContain("1 more file was not checked. Split the pull request.");
    });
  }, 180_000);

  test("what merges through a queue is checked on the queue's commit", async () => {
    await play(async (scene) => {
      const { github, rest } = scene;
      await github.setFile(CONFIG, "check: require\ngate: require\n");
      const { plan, work } = await startWork(scene, (number) => `Part of #${number}`);
      expect(await runsOn(scene, "work", "Plan")).toMatchObject([{ conclusion: "success" }]);
      for (const pull of [plan, work]) {
        const { head } = await github.pull(pull);
        const queue = `gh-readonly-queue/main/pr-${pull}-${"a".repeat(40)}`;
        await github.makeBranch(queue, head.ref);
        await github.setFile("other.txt", "Merged before\n", { branch: queue });
        const sha = (
          await github.as("ada").rest.git.getRef({
            owner: github.owner,
            repo: github.repo,
            ref: `heads/${queue}`,
          })
        ).data.object.sha;
        const { data: repository } = await github
          .as("ada")
          .rest.repos.get({ owner: github.owner, repo: github.repo });
        github.deliveries.send("merge_group", {
          action: "checks_requested",
          merge_group: { head_sha: sha, head_ref: `refs/heads/${queue}` },
          repository,
          sender: { login: "ada" },
        });
        await rest();
        const isPlan = pull === plan;
        expect(await runsOn(scene, sha, "Plan")).toMatchObject([
          { conclusion: isPlan ? "failure" : "success" },
        ]);
        expect(await runsOn(scene, sha, "Plan approved")).toMatchObject([
          { conclusion: isPlan ? "skipped" : "failure" },
        ]);
      }
    });
  });

  test("the gate stays shut for more issues than it looks at", async () => {
    await play(async (scene) => {
      const { github, rest } = scene;
      await github.setFile(CONFIG, "gate: require\n");
      const numbers: number[] = [];
      await github.quietly(async () => {
        for (let index = 0; index < 10; index += 1) {
          const number = await github.openIssue({ title: "Planned" });
          await github.setFile(`plans/${number}-a.md`, `${DONE}\n${planMarker("own", number)}\n`);
          numbers.push(number);
        }
      });
      const waiting = await github.openIssue({ title: "No plan yet" });
      await github.setFile("src/a.ts", "export {};\n", { branch: "work" });
      const body = [...numbers, waiting].map((number) => `Closes #${number}.`).join(" ");
      const work = await github.openPull({ title: "Work", head: "work", body });
      await rest();
      const [refused] = await runsOn(scene, "work", "Plan approved");
      expect(refused).toMatchObject({
        conclusion: "failure",
        title: "Linked to too many issues",
      });
      expect(refused?.summary).toContain("1 more issue was not checked");

      const where = { owner: github.owner, repo: github.repo, pull_number: work };
      const fewer = body.replace(` Closes #${waiting}.`, "");
      await github.as("ada").rest.pulls.update({ ...where, body: fewer });
      await rest();
      expect(await runsOn(scene, "work", "Plan approved")).toMatchObject([
        { conclusion: "success", title: "All plans are approved" },
      ]);
    });
  });

  test("the gate is not held up by issues that are closed or nowhere", async () => {
    await play(async (scene) => {
      const { github, rest } = scene;
      await github.setFile(CONFIG, "gate: require\n");
      const closed: number[] = [];
      await github.quietly(async () => {
        for (let index = 0; index < 14; index += 1) {
          const number = await github.openIssue({ title: "Done" });
          await github.closeIssue(number);
          closed.push(number);
        }
      });
      await github.setFile("CHANGELOG.md", "# 2.0.0\n", { branch: "release" });
      const log = [...closed, 4711].map((number) => `* something, closes #${number}`).join("\n");
      const release = await github.openPull({ title: "Release", head: "release", body: log });
      await rest();
      const [passed] = await runsOn(scene, "release", "Plan approved");
      expect(passed).toMatchObject({ conclusion: "success", title: "No open issue needs a plan" });
      expect(passed?.summary).toContain(`- #${closed[0]}: closed`);

      const waiting = await github.openIssue({ title: "No plan yet", labels: ["needs-plan"] });
      const where = { owner: github.owner, repo: github.repo, pull_number: release };
      await github.as("ada").rest.pulls.update({ ...where, body: `${log}\n* closes #${waiting}` });
      await rest();
      expect(await runsOn(scene, "release", "Plan approved")).toMatchObject([
        { conclusion: "failure", title: `#${waiting} has no approved plan` },
      ]);
      await github.closeIssue(waiting);
      await rest();
      expect(await runsOn(scene, "release", "Plan approved")).toMatchObject([
        { conclusion: "success" },
      ]);
    });
  });

  test("the gate opens when the plan is approved", async () => {
    await play(async (scene) => {
      const { github, rest } = scene;
      await github.setFile(CONFIG, "gate: require\n");
      const { number, plan, work } = await startWork(
        scene,
        (issue) => `Closes #${issue}. See #77.`,
      );
      expect(await runsOn(scene, "work", "Plan approved")).toMatchObject([
        { conclusion: "failure", title: `#${number} has no approved plan` },
      ]);
      expect(await runsOn(scene, `plan/issue-${number}`, "Plan approved")).toMatchObject([
        { conclusion: "skipped" },
      ]);
      await github.mergePull(plan);
      await rest();
      expect(await runsOn(scene, "work", "Plan approved")).toMatchObject([
        { conclusion: "success" },
      ]);
      expect(await runsOn(scene, "work", "Plan")).toEqual([]);

      const where = { owner: github.owner, repo: github.repo, pull_number: work };
      await github.as("ada").rest.pulls.update({ ...where, body: "On its own" });
      await rest();
      expect(await runsOn(scene, "work", "Plan approved")).toMatchObject([
        { conclusion: "skipped", title: "Not linked to an issue" },
      ]);
    });
  });
});
