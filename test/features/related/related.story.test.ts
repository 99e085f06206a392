import { describe, expect, test } from "#jest";
import { readProgress } from "../../../src/plan/parse/progress.js";
import { costOf, planOf, statusOf, USERS, type Scene } from "../../bot/scene.js";
import { play } from "../../bot/stage.js";

const TITLES = ["Rotate the leaked key", "Tell the customers of Initech", "Write the limiter"];

/** Opens issues in another repository, and makes them related to one here. */
async function relate(
  { github }: Scene,
  number: number,
  repo: string,
  { parts, blockers }: { readonly parts: readonly string[]; readonly blockers: readonly string[] },
): Promise<void> {
  const { rest } = github.as("ada");
  const here = { owner: github.owner, repo: github.repo, issue_number: number };
  const open = async (title: string) => {
    const { data } = await rest.issues.create({ owner: github.owner, repo, title });
    return data.id;
  };
  for (const title of parts) {
    await rest.issues.addSubIssue({ ...here, sub_issue_id: await open(title) });
  }
  for (const title of blockers) {
    await rest.issues.addBlockedByDependency({ ...here, issue_id: await open(title) });
  }
}

/** All that everybody can read of a public repository: plans, pull requests, comments, checks. */
async function everything({ github }: Scene): Promise<string> {
  const world = await github.world();
  const bodies = (await github.pulls()).map(({ title, body }) => `${title} ${body ?? ""}`);
  return JSON.stringify([world, bodies]);
}

const seed = { users: USERS, otherRepos: ["vault", "tools"] };

describe("related issues of another repository", () => {
  test("are only counted in a public repository where not everybody can read them", async () => {
    await play(
      async (scene) => {
        const { rest } = scene.github.as("ada");
        const { owner } = scene.github;
        await rest.repos.update({ owner, repo: "vault", private: true });
        const number = await scene.github.openIssue({ title: "Add a limiter" });
        const [secret = "", other = "", open = ""] = TITLES;
        await relate(scene, number, "vault", { parts: [secret], blockers: [other, secret] });
        await relate(scene, number, "tools", { parts: [open], blockers: [] });
        await scene.github.label(number, "needs-plan");
        await scene.rest();
        const { text } = await planOf(scene, number, `plan/issue-${number}`);
        expect(text).toContain(open);
        expect(text).toContain("/tools#1");
        expect(text).toContain("1 sub-issue in a private repository");
        expect(text).toContain("2 issues in private repositories");

        await scene.github.mergePull((await scene.github.pulls())[0]?.number ?? 0);
        await scene.rest();
        const status = await statusOf(scene, number);
        expect(status).toContain("Plan approved");
        const all = (await everything(scene)) + status;
        for (const word of ["vault", secret, other]) expect(all).not.toContain(word);
      },
      { github: seed },
    );
  });

  test("are only counted in a private repository, too: another one has other readers", async () => {
    await play(
      async (scene) => {
        const { owner } = scene.github;
        await scene.github.as("ada").rest.repos.update({ owner, repo: "tools", private: false });
        const number = await scene.github.openIssue({ title: "Add a limiter" });
        const [secret = "", , open = ""] = TITLES;
        await relate(scene, number, "vault", { parts: [secret], blockers: [] });
        await relate(scene, number, "tools", { parts: [open], blockers: [] });
        await scene.github.label(number, "needs-plan");
        await scene.rest();
        const { text } = await planOf(scene, number, `plan/issue-${number}`);
        expect(text).toContain(open);
        expect(text).toContain("1 sub-issue in a private repository");
        const all = await everything(scene);
        for (const word of ["vault", secret]) expect(all).not.toContain(word);
      },
      { github: { ...seed, private: true } },
    );
  });
});

describe("issues of the same repository that an issue refers to", () => {
  test("are called by their titles, and closed ones are ticked", async () => {
    await play(async (scene) => {
      const { rest } = scene.github.as("ada");
      const where = { owner: scene.github.owner, repo: scene.github.repo };
      const open = async (title: string) =>
        (await rest.issues.create({ ...where, title })).data.number;
      const [first, second, gone] = [await open("Add the cursor"), await open("Test it"), 9_999];
      await rest.issues.update({ ...where, issue_number: first, state: "closed" });
      const body = `Rows get lost.\n\n## Tasks\n- [ ] #${first}\n- [ ] #${second}\n- [ ] #${gone}\n`;
      const number = await scene.github.openIssue({ title: "Export", body });
      await scene.github.label(number, "needs-plan");
      await scene.rest();
      const { text: plan } = await planOf(scene, number, `plan/issue-${number}`);
      const { items } = readProgress(plan);
      const steps = items.filter(({ kind }) => kind === "step");
      expect(steps.map(({ text, done }) => [text, done])).toEqual([
        [`#${first} Add the cursor`, true],
        [`#${second} Test it`, false],
        [`#${gone}`, false],
      ]);
    });
  });
});

describe("an open plan follows the issues that its issue refers to", () => {
  test("also where a sub-issue or a blocker is new, or is none any more", async () => {
    await play(async (scene) => {
      const { github, rest } = scene;
      const api = github.as("ada").rest.issues;
      const where = { owner: github.owner, repo: github.repo };
      const part = await github.openIssue({ title: "Write the export" });
      const blocker = await github.openIssue({ title: "Buy a disk" });
      const number = await github.openIssue({ title: "Export", labels: ["needs-plan"] });
      await rest();
      const plan = async () => (await planOf(scene, number, `plan/issue-${number}`)).text;
      expect(await plan()).not.toMatch(/Write the export|Buy a disk/);

      await github.addSubIssue(number, part);
      await rest();
      expect(await plan()).toContain("Write the export");
      await github.blockIssue(number, blocker);
      await rest();
      expect(await plan()).toContain("Buy a disk");

      const { id } = await github.issue(part);
      await api.removeSubIssue({ ...where, issue_number: number, sub_issue_id: Number(id) });
      await rest();
      expect(await plan()).not.toContain("Write the export");
      expect(await plan()).toContain("Buy a disk");
    });
  });

  test("whose steps are ticked when they are closed, and no longer when they are open again", async () => {
    await play(async (scene) => {
      const { rest } = scene.github.as("ada");
      const where = { owner: scene.github.owner, repo: scene.github.repo };
      const open = async (title: string) => (await rest.issues.create({ ...where, title })).data;
      const [named, part] = [await open("Add the cursor"), await open("Write the export")];
      const body = `Rows get lost, see #${named.number}.\n\n## Tasks\n- [ ] #${named.number}\n- [ ] Tell the users\n`;
      const number = await scene.github.openIssue({ title: "Export", body });
      const parent = { ...where, issue_number: number };
      await rest.issues.addSubIssue({ ...parent, sub_issue_id: part.id });
      await scene.github.label(number, "needs-plan");
      await scene.rest();
      const steps = async () => {
        const { text } = await planOf(scene, number, `plan/issue-${number}`);
        const { items } = readProgress(text);
        return items.filter(({ kind }) => kind === "step").map((it) => [it.text, it.done]);
      };
      const rows = (first: boolean, last: boolean, title = "Add the cursor") => [
        [`#${named.number} ${title}`, first],
        ["Tell the users", false],
        [`#${part.number} Write the export`, last],
      ];
      expect(await steps()).toEqual(rows(false, false));

      const set = async (issue: number, state: "open" | "closed") => {
        await rest.issues.update({ ...where, issue_number: issue, state });
        await scene.rest();
      };
      await set(part.number, "closed");
      expect(await steps()).toEqual(rows(false, true));
      // A process that is new knows which plans refer to it from their status comments alone.
      await scene.restart();
      await set(named.number, "closed");
      expect(await steps()).toEqual(rows(true, true));
      const cost = await costOf(scene, () =>
        rest.issues.createComment({ ...parent, body: "Nice." }),
      );
      expect(cost.writes).toBe(0);
      await set(part.number, "open");
      await set(named.number, "open");
      expect(await steps()).toEqual(rows(false, false));
      expect(await statusOf(scene, number)).toContain("Write the export");

      await rest.issues.update({ ...where, issue_number: named.number, title: "Add a cursor" });
      await scene.rest();
      expect(await steps()).toEqual(rows(false, false, "Add a cursor"));
      const { text } = await planOf(scene, number, `plan/issue-${number}`);
      expect(text).toContain(`see [#${named.number} Add a cursor](`);
    });
  });
});
