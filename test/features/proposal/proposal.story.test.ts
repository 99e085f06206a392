import { describe, expect, test } from "#jest";
import { readReferences, readTitleReferences } from "../../../src/markdown/references.js";
import { costOf, labelsOf, planOf, proposed, statusOf } from "../../bot/scene.js";
import { play } from "../../bot/stage.js";
import { answer } from "../../support/proxy/http.js";

describe("opening a plan", () => {
  test("a label becomes a branch, a filled plan, a pull request, a comment and another label", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await proposed(scene, {
        title: "Add a limiter",
        body: "### Acceptance criteria\n\n- [ ] Fast clients get 429\n",
        labels: ["priority: high", "role: backend"],
        assignees: ["grace"],
      });
      const [pull, ...others] = await github.pulls();
      expect(others).toEqual([]);
      expect(pull).toMatchObject({
        title: `Plan: Add a limiter (#${number})`,
        state: "open",
        draft: false,
        head: { ref: `plan/issue-${number}` },
        base: { ref: "main" },
        user: { login: `${github.slug}[bot]` },
        assignees: [{ login: "grace" }],
      });
      const plan = await planOf(scene, number, `plan/issue-${number}`);
      expect(plan.path).toBe(`plans/${number}-add-a-limiter.md`);
      expect(plan.text).toContain("Fast clients get 429");
      expect(plan.text).toContain("backend");
      const status = await statusOf(scene, number);
      expect(status).toContain("Plan proposed");
      expect(status).toContain("The plan has no steps yet.");
      expect(status).toContain("1 acceptance criterion");
      expect(status).toContain("C1. [Fast clients get 429]");
      expect(status).not.toContain("· 0 %");
      expect(status).toContain(`/pull/${pull?.number}`);
      expect((await labelsOf(scene, number)).toSorted()).toEqual([
        "plan: proposed",
        "priority: high",
        "role: backend",
      ]);
      const defined = await github.as("ada").rest.issues.getLabel({
        owner: github.owner,
        repo: github.repo,
        name: "plan: proposed",
      });
      expect(defined.data).toMatchObject({ color: "fbca04", description: expect.any(String) });
      expect((await github.issue(number)).state).toBe("open");
    });
  });

  test("merging the plan closes no issue, whatever the title says", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const victim = await github.openIssue({ title: "Another" });
      const number = await proposed(scene, { title: `Fixes #${victim} and closes #2` });
      const [pull] = await github.pulls();
      const context = { owner: github.owner, repo: github.repo };
      const told = [
        ...readTitleReferences(pull?.title ?? "", context),
        ...readReferences(pull?.title ?? "", context),
        ...readReferences(pull?.body ?? "", context),
      ];
      expect(told.filter((reference) => reference.closes)).toEqual([]);
      await github.mergePull(pull?.number ?? 0, {
        method: "squash",
        commitTitle: pull?.title ?? "",
        commitMessage: pull?.body ?? "",
      });
      await scene.rest();
      expect((await github.issue(victim)).state).toBe("open");
      expect((await github.issue(number)).state).toBe("open");
      expect(await statusOf(scene, number)).toContain("Plan approved");
    });
  });

  test("an issue without plan costs one request, one more where it has comments", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await github.openIssue({ title: "No plan" });
      await scene.rest();
      // The first look also asks for the token and for the App's name.
      await github.label(number, "bug");
      await scene.rest();
      expect(await costOf(scene, () => github.label(number, "later"))).toEqual({
        requests: 1,
        writes: 0,
      });
      await github.unlabel(number, "later");
      await scene.rest();
      expect(await costOf(scene, () => github.unlabel(number, "bug"))).toEqual({
        requests: 1,
        writes: 0,
      });
      await github.label(number, "bug");
      await scene.rest();
      await github.as("ada").rest.issues.createComment({
        owner: github.owner,
        repo: github.repo,
        issue_number: number,
        body: "A word",
      });
      expect(await costOf(scene, () => github.label(number, "soon"))).toEqual({
        requests: 2,
        writes: 0,
      });
    });
  });

  test("where the repository's rules refuse the branch, the issue is told, and it goes on when they are mended", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const remove = github.intercept(({ method, path }) =>
        method === "POST" && path.endsWith("/git/refs")
          ? { answer: answer(403, { message: "Resource not accessible" }) }
          : undefined,
      );
      const number = await proposed(scene);
      expect(await statusOf(scene, number)).toContain("Resource not accessible");
      expect(await labelsOf(scene, number)).toEqual(["needs-plan"]);
      remove();
      await github.unlabel(number, "needs-plan");
      await scene.rest();
      expect(await github.comments(number)).toEqual([]);
      await github.label(number, "needs-plan");
      await scene.rest();
      expect(await statusOf(scene, number)).toContain("Plan proposed");
    });
  });

  test("an issue of an empty repository is told why, and its plan opened when there is a commit", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const where = { owner: github.owner, repo: "empty" };
      const ada = github.as("ada");
      await ada.rest.repos.createInOrg({ org: github.owner, name: "empty" });
      await ada.rest.issues.create({
        ...where,
        title: "First",
        labels: ["needs-plan"],
      });
      await scene.rest();
      const told = await ada.rest.issues.listComments({ ...where, issue_number: 1 });
      expect(told.data.map(({ body }) => body)).toEqual([
        expect.stringContaining("no commits yet"),
      ]);
      await ada.rest.repos.createOrUpdateFileContents({
        ...where,
        path: "README.md",
        message: "First commit",
        content: Buffer.from("# Empty\n").toString("base64"),
      });
      await scene.rest();
      const pulls = await ada.rest.pulls.list(where);
      expect(pulls.data.map(({ head }) => head.ref)).toEqual(["plan/issue-1"]);
      const comments = await ada.rest.issues.listComments({ ...where, issue_number: 1 });
      expect(comments.data.map(({ body }) => body)).toEqual([
        expect.stringContaining("Plan proposed"),
      ]);
    });
  });
});
