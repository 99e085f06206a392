import { expect, test } from "#jest";
import { labelsOf, proposeFromFork, proposed, statusOf, type Scene } from "../../bot/scene.js";
import { play } from "../../bot/stage.js";
import { trusted, type Json } from "../../support/json.js";
import { bodyOf, withBody } from "../../support/proxy/http.js";

const USERS = ["ada", "grace", { login: "otto", role: "outsider" as const }];

/** An issue whose plan is merged. */
async function approved(scene: Scene): Promise<number> {
  const number = await proposed(scene);
  const [plan] = await scene.github.pulls();
  await scene.github.mergePull(plan?.number ?? 0);
  await scene.rest();
  return number;
}

/** A pull request from a branch of the repository; its number. */
async function work(
  { github, rest }: Scene,
  head: string,
  pull: { readonly title?: string; readonly body?: string; readonly login?: string },
): Promise<number> {
  await github.setFile(`src/${head}.ts`, "export {};\n", { branch: head });
  const number = await github.openPull({ title: `Work on ${head}`, head, ...pull });
  await rest();
  return number;
}

test("pull requests of other repositories are listed apart where that is wanted, and are no work", async () => {
  const github = { users: USERS, otherRepos: ["shed"] };
  await play(
    async (scene) => {
      const { github: site, rest } = scene;
      const number = await approved(scene);
      const shed = { owner: site.owner, repo: "shed" };
      const api = site.as("grace").rest;
      const { data: main } = await api.git.getRef({ ...shed, ref: "heads/main" });
      await api.git.createRef({ ...shed, ref: "refs/heads/mine", sha: main.object.sha });
      await api.repos.createOrUpdateFileContents({
        ...shed,
        path: "a.md",
        branch: "mine",
        message: "Write",
        content: "YQ==",
      });
      const body = `Closes ${site.owner}/${site.repo}#${number}`;
      await api.pulls.create({
        ...shed,
        title: "Buy our shovels",
        head: "mine",
        base: "main",
        body,
      });
      await rest();
      expect(await statusOf(scene, number)).not.toContain("shovels");
      expect(await labelsOf(scene, number)).toEqual(["plan: approved"]);

      await site.setFile(".github/plansmith.yml", "linked:\n  external: true\n");
      await rest();
      const status = await statusOf(scene, number);
      expect(status).toMatch(/In other repositories:\n\n- 🟢 \[acme\/shed#1 Buy our shovels\]/);
      expect(await labelsOf(scene, number)).toEqual(["plan: approved"]);
    },
    { github },
  );
}, 180_000);

test("a fork's or an outsider's pull request that only mentions the issue is no work on it", async () => {
  await play(
    async (scene) => {
      const { github, rest } = scene;
      const number = await approved(scene);
      const say = async (pull_number: number, body: string): Promise<void> => {
        const where = { owner: github.owner, repo: github.repo };
        await github.as("ada").rest.pulls.update({ ...where, pull_number, body });
        await rest();
      };
      const { number: fork } = await proposeFromFork(scene, "notes.md", "# Notes\n");
      await say(fork, `See #${number}`);
      const outsider = await work(scene, "outside", { body: `See #${number}`, login: "otto" });
      expect(await statusOf(scene, number)).toContain(`[#${outsider} Work on outside]`);
      expect(await labelsOf(scene, number)).toEqual(["plan: approved"]);
      await say(fork, `Part of #${number}`);
      expect(await labelsOf(scene, number)).toEqual(["plan: in progress"]);
      await say(fork, `See #${number}`);
      expect(await labelsOf(scene, number)).toEqual(["plan: approved"]);
      await work(scene, "inside", { body: `See #${number}` });
      expect(await labelsOf(scene, number)).toEqual(["plan: in progress"]);
    },
    { github: { users: USERS } },
  );
}, 180_000);

test("what is linked in the Development section counts as closing the issue, a title does not", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    const number = await approved(scene);
    const pull = await work(scene, "hand", { title: `Do #${number}`, body: "Nothing" });
    expect(await statusOf(scene, number)).not.toContain(`[#${pull} `);
    const queries = (): number =>
      github.requests.filter(({ operation }) => operation === "ClosingPulls").length;
    expect(queries()).toBe(0);
    await github.linkInDevelopment(number, pull);
    // There is no event: the next look sees it.
    await github.label(number, "unrelated");
    await rest();
    expect(await statusOf(scene, number)).toMatch(
      new RegExp(`\\[#${pull} Do .+\\]\\(.+\\) · open · closes this issue`),
    );
    expect(await labelsOf(scene, number)).toContain("plan: in progress");
    await github.unlinkInDevelopment(number, pull);
    await github.unlabel(number, "unrelated");
    await rest();
    expect(await statusOf(scene, number)).not.toContain(`[#${pull} `);
    expect(await labelsOf(scene, number)).toEqual(["plan: approved"]);
  });
}, 180_000);

test("a reference that the timeline shows late is seen without another event", async () => {
  await play(async (scene) => {
    const { github } = scene;
    const number = await approved(scene);
    let late = 2;
    github.intercept(({ path }) => {
      if (!path.endsWith(`/issues/${number}/timeline`) || late === 0) return undefined;
      return {
        after(answered) {
          if (answered.status !== 200) return undefined;
          late -= 1;
          const events = bodyOf<readonly Json[]>(answered);
          const shown = events.filter(
            ({ event, source }) =>
              event !== "cross-referenced" ||
              !JSON.stringify(trusted<Json>(source)).includes("Work on late"),
          );
          return withBody(answered, shown);
        },
      };
    });
    const pull = await work(scene, "late", { body: `Part of #${number}` });
    expect(late).toBe(0);
    expect(await statusOf(scene, number)).toContain(`[#${pull} Work on late]`);
    expect(await labelsOf(scene, number)).toEqual(["plan: in progress"]);
  });
}, 180_000);
