import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "#jest";
import { editComment, tick } from "../bot/boxes.js";
import { labelsOf, planOf, statusOf } from "../bot/scene.js";
import {
  ACTIONS_BOT,
  createRunner,
  runStep,
  startActionsGitHub,
  type Runner,
} from "../support/actions.js";
import type { EmbeddedGitHub } from "../support/github.js";
import { refusal } from "../support/proxy/http.js";

const TASKS = "## Tasks\n\n- [ ] Count requests\n- [ ] Answer 429\n";

interface ActionScene {
  readonly github: EmbeddedGitHub;
  readonly runner: Runner;
}

async function play(act: (scene: ActionScene) => Promise<void>): Promise<void> {
  const github = await startActionsGitHub();
  try {
    await act({ github, runner: createRunner(github) });
  } finally {
    await github.close();
  }
}

/** An issue whose plan is proposed. */
async function proposed({ github, runner }: ActionScene, title = "Add a limiter"): Promise<number> {
  const number = await github.openIssue({ title, body: TASKS });
  await github.label(number, "needs-plan");
  await runner.runAll();
  return number;
}

/** An issue whose plan is approved. */
async function approved(scene: ActionScene): Promise<number> {
  const number = await proposed(scene);
  const pulls = await scene.github.pulls();
  await scene.github.mergePull(pulls.at(-1)?.number ?? 0);
  await scene.runner.runAll();
  return number;
}

/** How many writes a run made. */
async function writesOf(
  { requests }: EmbeddedGitHub,
  run: () => Promise<unknown>,
): Promise<number> {
  const before = requests.length;
  await run();
  return requests.slice(before).filter(({ byApp, write }) => byApp && write).length;
}

describe("the action", () => {
  test("from a label to 100 %, with a run for each event", async () => {
    await play(async (scene) => {
      const { github, runner } = scene;
      const number = await github.openIssue({ title: "Add a limiter", body: TASKS });
      // An issue without labels names nothing, which takes no request.
      expect(await runner.runAll()).toMatchObject({ code: 0, outputs: { changed: "false" } });
      const asked = github.requests.filter(({ actor }) => actor === ACTIONS_BOT);
      expect(asked).toEqual([]);

      await github.label(number, "needs-plan");
      const opened = await runner.runAll();
      const [pull] = await github.pulls();
      expect(opened).toMatchObject({
        code: 0,
        log: "",
        outputs: { changed: "true", issues: `[${number}]`, pulls: `[${pull?.number}]` },
      });
      expect(opened?.summary).toContain(`opened the pull request #${pull?.number}`);
      expect(pull?.user?.login).toBe(ACTIONS_BOT);
      expect(await statusOf(scene, number)).toContain("Plan proposed");

      await github.mergePull(pull?.number ?? 0);
      await runner.runAll();
      expect(await labelsOf(scene, number)).toEqual(["plan: approved"]);

      const { path, text } = await planOf(scene, number);
      await github.setFile(path, text.replaceAll("- [ ]", "- [x]"));
      const [push] = await runner.take();
      if (push === undefined) throw new Error("a push to the default branch starts no run");
      await runner.run(push);
      expect(await statusOf(scene, number)).toContain("· 100 %");
      expect(await labelsOf(scene, number)).toEqual(["plan: completed"]);
      expect(await github.comments(number)).toHaveLength(1);
      expect(await writesOf(github, () => runner.run(push))).toBe(0);

      // No webhook mentions what a run does, and no run starts: it checks its own pull requests.
      await github.comment(number, "/plan archive", "ada");
      await runner.runAll();
      const archive = (await github.pulls()).at(-1);
      expect(archive?.head.ref).toBe(`plan/issue-${number}-close-out`);
      const { data } = await github.as("ada").rest.checks.listForRef({
        owner: github.owner,
        repo: github.repo,
        ref: archive?.head.sha ?? "",
      });
      expect(data.check_runs.map(({ name }) => name)).toContain("Plan");
    });
  });

  test("events in another order lead to the same, and so does a run that was dropped", async () => {
    await play(async (scene) => {
      const { github, runner } = scene;
      const number = await approved(scene);
      // Three events; the run of the one in the middle is dropped, and the others change places.
      await github.label(number, "first");
      await editComment(scene, number, "grace", tick("[Answer 429]"));
      await github.label(number, "last");
      const events = await runner.take();
      expect(events.map(({ name }) => name)).toEqual(["issues", "issue_comment", "issues"]);
      for (const event of [events[2], events[0]]) if (event) await runner.run(event);
      const update = (await github.pulls()).at(-1);
      expect(update?.head.ref).toBe(`plan/issue-${number}-update`);
      const { path } = await planOf(scene, number);
      expect(await github.readFile(path, update?.head.ref)).toMatch(/Answer 429\n\n?- \[x\] Done/);
      const { data } = await github.as("ada").rest.pulls.listCommits({
        owner: github.owner,
        repo: github.repo,
        pull_number: update?.number ?? 0,
      });
      expect(data.map(({ commit }) => commit.message).join("\n")).toContain("Asked-For-By: grace");
      expect(await statusOf(scene, number)).toContain("waiting to be merged");
    });
  });

  test("the schedule finds what runs have missed; somebody looks at one issue, or at all", async () => {
    await play(async (scene) => {
      const { github, runner } = scene;
      const number = await approved(scene);
      const { path, text } = await planOf(scene, number);
      await github.setFile(path, text.replace("- [ ]", "- [x]"));
      await github.openIssue({ title: "Missed", body: TASKS, labels: ["needs-plan"] });
      await runner.take();
      const found = await runStep(github, {
        name: "schedule",
        payload: { schedule: "17 */6 * * *" },
      });
      expect(found).toMatchObject({ code: 0, log: "" });
      expect(await statusOf(scene, number)).toContain("**1/2**");
      expect((await github.pulls()).map(({ title }) => title).join()).toContain("Missed");

      await github.setFile(path, text.replaceAll("- [ ]", "- [x]"));
      const dispatch = {
        name: "workflow_dispatch",
        payload: { inputs: { issue: String(number) } },
      };
      const one = await runStep(github, dispatch, { inputs: { issue: String(number) } });
      expect(one.outputs["issues"]).toBe(`[${number}]`);
      const [pull] = await github.pulls();
      for (const other of [9999, pull?.number]) {
        const none = await runStep(github, dispatch, { inputs: { issue: String(other) } });
        expect(none).toMatchObject({ code: 1, outputs: {} });
        expect(none.log).toContain(`#${other} is no issue of this repository`);
      }
      expect(await statusOf(scene, number)).toContain("**2/2**");
    });
  });

  test("where Actions may open no pull requests, the issue and the run name the setting", async () => {
    await play(async (scene) => {
      const { github, runner } = scene;
      const allow = github.intercept(({ method, path }) =>
        method === "POST" && path.endsWith("/pulls")
          ? {
              answer: refusal(
                403,
                "GitHub Actions is not permitted to create or approve pull requests.",
              ),
            }
          : undefined,
      );
      const number = await github.openIssue({ title: "Add a limiter", body: TASKS });
      await github.label(number, "needs-plan");
      const refused = await runner.runAll();
      const setting = "Turn on “Allow GitHub Actions to create and approve pull requests”";
      expect(refused?.code).toBe(1);
      expect(refused?.log).toMatch(
        new RegExp(`^::error title=Plansmith::#${number}: .*${setting}`),
      );
      expect(refused?.summary).toContain(setting);
      expect(await statusOf(scene, number)).toContain(setting);

      allow();
      await github.unlabel(number, "needs-plan");
      await github.label(number, "needs-plan");
      expect(await runner.runAll()).toMatchObject({ code: 0 });
      expect(await statusOf(scene, number)).toContain("Plan proposed");
    });
  });

  test("a person's token, and an App's that is not installed, are refused in words", async () => {
    await play(async ({ github, runner }) => {
      await github.openIssue({ title: "Add a limiter", labels: ["needs-plan"] });
      const [event] = await runner.take();
      if (event === undefined) throw new Error("a labelled issue starts no run");
      const person = await runStep(github, event, { inputs: { token: github.tokenOf("ada") } });
      expect(person).toMatchObject({ code: 1 });
      expect(person.log).toContain("The input token is a person's. Use GITHUB_TOKEN");
      const app = { "app-id": String(github.appId), "private-key": github.privateKey };
      const asApp = await runStep(github, event, { inputs: app });
      expect(asApp).toMatchObject({ code: 0, outputs: { changed: "true" } });
      const elsewhere = await runStep(github, event, {
        inputs: app,
        env: { GITHUB_REPOSITORY: "nobody/nothing" },
      });
      expect(elsewhere.log).toContain("The App of app-id is not installed in this repository");
      const { privateKey } = generateKeyPairSync("rsa", {
        modulusLength: 2048,
        privateKeyEncoding: { type: "pkcs1", format: "pem" },
        publicKeyEncoding: { type: "pkcs1", format: "pem" },
      });
      const stolen = await runStep(github, event, {
        inputs: { ...app, "private-key": privateKey },
      });
      expect(stolen).toMatchObject({ code: 1 });
      expect(stolen.log).toContain("Is private-key a key of the App of app-id?");
    });
  });
});
