import { describe, expect, test } from "#jest";
import { editComment, tick } from "../../bot/boxes.js";
import { costOf, planOf, proposed, statusOf, type Scene } from "../../bot/scene.js";
import { play } from "../../bot/stage.js";
import { refusal } from "../../support/proxy/http.js";

/** Sends the event that asked for the plan once more. */
function lookAgain({ github: { deliveries } }: Scene): void {
  const labelled = deliveries.log.find(({ action }) => action === "labeled");
  deliveries.redeliver(labelled?.guid ?? "");
}

/** Sends all edits of comments once more. */
async function everyEditAgain({ github: { deliveries } }: Scene): Promise<void> {
  const edits = deliveries.log.filter(({ event }) => event === "issue_comment");
  for (const { guid } of edits) deliveries.redeliver(guid);
}

const PLAN = "# Limiter\n\n## Steps\n\n- [ ] Count\n- [ ] Refuse\n- [ ] Tell\n";

/** The plan of three items, on the plan's branch. */
async function threeItems(scene: Scene): Promise<{ number: number; branch: string; path: string }> {
  const number = await proposed(scene);
  const branch = `plan/issue-${number}`;
  const { path } = await planOf(scene, number, branch);
  await scene.github.setFile(path, PLAN, { branch });
  await scene.rest();
  return { number, branch, path };
}

describe("the status comment as a control panel", () => {
  test("ticking an item there ticks it in the plan, also while the bot writes", async () => {
    await play(async (scene) => {
      const { github, rest } = scene;
      const { number, branch, path } = await threeItems(scene);
      expect(await statusOf(scene, number)).toContain("- [ ] 2. [Refuse]");
      const cost = await costOf(scene, () => editComment(scene, number, "grace", tick("[Refuse]")));
      expect(await github.readFile(path, branch)).toContain(
        "- [ ] Count\n- [x] Refuse\n- [ ] Tell",
      );
      expect(await statusOf(scene, number)).toContain("**1/3**");
      expect(await statusOf(scene, number)).not.toContain("[x]");
      // The plan, its check run and the comment.
      expect(cost.writes).toBe(3);

      let raced = false;
      github.intercept(async ({ method, path: target }) => {
        if (raced || method !== "PATCH" || !target.includes("/issues/comments/")) return;
        raced = true;
        await editComment(scene, number, "ada", tick("[Tell]"));
      });
      await editComment(scene, number, "grace", tick("[Count]"));
      await rest();
      expect(raced).toBe(true);
      expect(await github.readFile(path, branch)).toContain(
        "- [x] Count\n- [x] Refuse\n- [x] Tell",
      );
      expect(await statusOf(scene, number)).toContain("**3/3**");

      const refill = await costOf(scene, () =>
        editComment(scene, number, "ada", tick("Refill the plan")),
      );
      expect(refill.writes).toBe(1);
      expect(await statusOf(scene, number)).toContain("- [ ] Refill the plan");
      // What was ticked once is not ticked again, whatever comes of it.
      await github.setFile(path, PLAN, { branch });
      await rest();
      expect((await costOf(scene, () => everyEditAgain(scene))).writes).toBe(0);
      expect(await github.readFile(path, branch)).toBe(PLAN);
    });
  });

  test("after the approval a tick waits in the update pull request", async () => {
    await play(async (scene) => {
      const { github, rest } = scene;
      const { number, path } = await threeItems(scene);
      const [plan] = await github.pulls();
      await github.mergePull(plan?.number ?? 0);
      await rest();
      await editComment(scene, number, "ada", tick("[Tell]"));
      await rest();
      expect(await github.readFile(path)).toContain("- [ ] Tell");
      expect(await github.readFile(path, `plan/issue-${number}-update`)).toContain("- [x] Tell");
      expect(await statusOf(scene, number)).toContain("- ☑ 3. [Tell]");
      const [, update] = await github.pulls();
      await github.mergePull(update?.number ?? 0);
      await rest();
      expect(await github.readFile(path)).toContain("- [x] Tell");
      expect(await statusOf(scene, number)).toContain("**1/3**");
    });
  });

  test("who may not, and whom nobody knows, tick nothing; the box comes back with a word why", async () => {
    await play(
      async (scene) => {
        const { github, rest } = scene;
        const { number, branch, path } = await threeItems(scene);
        const before = await github.readFile(path, branch);
        const body = await statusOf(scene, number);
        // GitHub lets only those edit the comment who may write: somebody lost that since.
        const { data: repository } = await github
          .as("ada")
          .rest.repos.get({ owner: github.owner, repo: github.repo });
        const [comment] = await github.comments(number);
        github.deliveries.send("issue_comment", {
          action: "edited",
          issue: { number },
          comment: { ...comment, body: tick("[Count]")(body), updated_at: "2026-11-21T10:00:00Z" },
          changes: { body: { from: body } },
          repository,
          sender: { login: "mallory" },
        });
        await rest();
        expect(await statusOf(scene, number)).toContain(
          "**mallory** does not have permission to tick item 1 here",
        );

        const silence = github.intercept(({ operation }) =>
          operation === "TextEdits" ? { answer: refusal(404, "Not Found") } : undefined,
        );
        await github.quietly(() => editComment(scene, number, "grace", tick("[Refuse]")));
        lookAgain(scene);
        await github.waitFor(async () =>
          (await statusOf(scene, number)).includes(
            "Plansmith could not find out who ticked item 2",
          ),
        );
        await rest();
        expect(await statusOf(scene, number)).toContain("- [ ] 2. [Refuse]");
        expect(await github.readFile(path, branch)).toBe(before);
        expect((await costOf(scene, async () => lookAgain(scene))).writes).toBe(0);

        // Where GitHub says who it was, no event is needed.
        silence();
        await github.quietly(() => editComment(scene, number, "grace", tick("[Refuse]")));
        lookAgain(scene);
        await github.waitFor(async () =>
          (await github.readFile(path, branch))?.includes("- [x] Refuse"),
        );
        await rest();
        expect(await statusOf(scene, number)).toContain("**1/3**");
      },
      { github: { users: ["ada", "grace", { login: "mallory", role: "outsider" }] } },
    );
  });

  test("turned off, there are no boxes", async () => {
    await play(async (scene) => {
      await scene.github.setFile(".github/plansmith.yml", "comment: { show: [items] }\n");
      const { number } = await threeItems(scene);
      expect(await statusOf(scene, number)).toContain("- 1\\. [Count]");
      expect(await statusOf(scene, number)).not.toContain("plansmith:box");
    });
  });
});
