import { describe, expect, test } from "#jest";
import { costOf, proposed, statusOf, type Scene } from "../../bot/scene.js";
import { play } from "../../bot/stage.js";
import type { EmbeddedGitHub } from "../../support/github.js";
import { refusal } from "../../support/proxy/http.js";

const BODY =
  "## Summary\n\nSlow down clients.\n\n## Steps\n\n- [ ] Count requests\n- [ ] Refuse with 429\n";

function where({ owner, repo }: EmbeddedGitHub) {
  return { owner, repo };
}

async function edit(
  { github, rest }: Scene,
  number: number,
  change: { readonly title?: string; readonly body?: string },
): Promise<void> {
  await github.as("ada").rest.issues.update({ ...where(github), issue_number: number, ...change });
  await rest();
}

/** The plan on its branch. */
async function textOf({ github }: Scene, number: number): Promise<string> {
  return (await github.readFile(pathOf(number), `plan/issue-${number}`)) ?? "";
}

function pathOf(number: number): string {
  return `plans/${number}-add-a-limiter.md`;
}

/** Somebody changes the plan on its branch. */
async function push(scene: Scene, number: number, change: (text: string) => string): Promise<void> {
  const text = change(await textOf(scene, number));
  const branch = `plan/issue-${number}`;
  await scene.github.setFile(pathOf(number), text, { branch, login: "grace" });
}

/** Messages of the commits that the plan branch has and main has not, oldest first. */
async function commitsOf({ github }: Scene, number: number): Promise<readonly string[]> {
  const { data } = await github.as("ada").rest.repos.compareCommitsWithBasehead({
    ...where(github),
    basehead: `main...plan/issue-${number}`,
  });
  return data.commits.map(({ commit }) => commit.message.split("\n")[0] ?? "");
}

async function suggestionsOf({ github }: Scene): Promise<readonly string[]> {
  const [pull] = await github.pulls();
  const { data } = await github.as("ada").rest.pulls.listReviewComments({
    ...where(github),
    pull_number: pull?.number ?? 0,
  });
  return data.map(({ body }) => body);
}

describe("a changed issue", () => {
  test("gets into the plan, and what people made of the plan stays", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await proposed(scene, { body: BODY });
      await edit(scene, number, { body: BODY.replace("Slow down", "Hold up") });
      expect(await textOf(scene, number)).toContain("Hold up clients.");
      expect(await commitsOf(scene, number)).toEqual([
        `Add the plan for #${number}`,
        `Refill the plan for #${number}`,
      ]);

      await push(scene, number, (text) => text.replace("Count requests", "Count by key"));
      await edit(scene, number, {
        title: "Limit the rate",
        body: BODY.replace("Slow down", "Hold up").replace("429", "status 429"),
      });
      const text = await textOf(scene, number);
      expect(text).toContain("Count by key");
      expect(text).toContain("Refuse with status 429");
      expect(text).toContain("Limit the rate");
      expect((await github.pulls())[0]?.title).toBe(`Plan: Limit the rate (#${number})`);
      expect(await suggestionsOf(scene)).toEqual([]);

      const [own] = await github.comments(number);
      const app = await github.asApp();
      const before = await commitsOf(scene, number);
      await app.rest.issues.deleteComment({ ...where(github), comment_id: own?.id ?? 0 });
      await scene.restart();
      await github.label(number, "template: exec-plan");
      await scene.rest();
      expect(await textOf(scene, number)).toContain("Count by key");
      expect(await textOf(scene, number)).toContain("## Progress");
      expect((await commitsOf(scene, number)).length).toBe(before.length + 2);
      expect(await statusOf(scene, number)).toContain("Plan proposed");

      const { writes } = await costOf(scene, () =>
        github.as("ada").rest.issues.createComment({
          ...where(github),
          issue_number: number,
          body: "Nice",
        }),
      );
      expect(writes).toBe(0);
    });
  });

  test("is marked in the commit and in the check where its author may not write", async () => {
    await play(
      async (scene) => {
        const { github, rest } = scene;
        const marked = async (): Promise<string> => {
          const ref = `plan/issue-${number}`;
          const { data: tip } = await github
            .as("ada")
            .rest.repos.getCommit({ ...where(github), ref });
          const { data } = await github.as("ada").rest.checks.listForRef({ ...where(github), ref });
          const run = data.check_runs.find(({ name }) => name === "Plan");
          const [inCommit] = /^Issue-Edited-By: .+$/m.exec(tip.commit.message) ?? [];
          const [inCheck] = /^⚠️ .+$/m.exec(run?.output.summary ?? "") ?? [];
          return [inCommit ?? "-", inCheck ?? "-"].join(" | ");
        };
        const change = async (login: string, fields: object): Promise<void> => {
          const place = { ...where(github), issue_number: number };
          await github.as(login).rest.issues.update({ ...place, ...fields });
          await rest();
        };
        const number = await proposed(scene, { body: BODY, login: "otto" });
        await change("ada", { body: BODY.replace("Slow down", "Hold up") });
        expect(await marked()).toBe("- | -");
        expect(await textOf(scene, number)).toContain("Hold up clients.");
        await change("otto", { body: BODY.replace("429", "418") });
        expect(await textOf(scene, number)).toContain("418");
        const inCheck =
          "⚠️ otto, who has no write permission, edited the issue after this plan was opened, and the plan follows the issue. Review the plan as it is now.";
        expect(await marked()).toBe(`Issue-Edited-By: otto (no write permission) | ${inCheck}`);
        // The check goes on to say so when somebody else commits.
        await push(scene, number, (text) => text.replace("Count requests", "Count by key"));
        await rest();
        expect(await marked()).toBe(`- | ${inCheck}`);
      },
      { github: { users: ["ada", "grace", { login: "otto", role: "outsider" }] } },
    );
  }, 180_000);

  test("whose title its author changed without write permission is marked, and where nobody says who it was", async () => {
    await play(
      async (scene) => {
        const { github, rest } = scene;
        const last = async (number: number): Promise<string> => {
          const ref = `plan/issue-${number}`;
          const { data } = await github.as("ada").rest.repos.getCommit({ ...where(github), ref });
          return data.commit.message;
        };
        const change = async (login: string, number: number, fields: object): Promise<void> => {
          const place = { ...where(github), issue_number: number };
          await github.as(login).rest.issues.update({ ...place, ...fields });
          await rest();
        };
        const mark = "Issue-Edited-By: otto (no write permission)";
        const titled = await proposed(scene, { body: BODY, login: "otto" });
        await change("ada", titled, { title: "Limit the rate" });
        expect(await last(titled)).not.toContain("Issue-Edited-By");
        await change("otto", titled, { title: "Limit all rates" });
        expect(await last(titled)).toContain(mark);

        const unknown = await proposed(scene, { body: BODY, login: "otto" });
        github.intercept(({ operation }) =>
          operation === "TextEdits" ? { answer: refusal(404, "Not Found") } : undefined,
        );
        await change("ada", unknown, { body: BODY.replace("429", "418") });
        expect(await last(unknown)).toContain(mark);
      },
      { github: { users: ["ada", "grace", { login: "otto", role: "outsider" }] } },
    );
  }, 180_000);

  test("where people changed the same lines, theirs stay and the new text is a suggestion", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await proposed(scene, { body: BODY });
      await push(scene, number, (text) =>
        text.replaceAll("Slow down clients.", "Be fair to everybody."),
      );
      await edit(scene, number, { body: BODY.replace("Slow down", "Hold up") });
      const kept = await textOf(scene, number);
      expect(kept).toContain("Be fair to everybody.");
      expect(kept).not.toContain("Hold up");
      const told = await suggestionsOf(scene);
      expect(told.length).toBeGreaterThan(0);
      expect(told[0]).toContain("```suggestion\nHold up clients.\n```");

      await github.label(number, "size: S");
      await scene.rest();
      expect(await suggestionsOf(scene)).toEqual(told);

      await push(scene, number, (text) =>
        text.replaceAll("Be fair to everybody.", "Hold up clients."),
      );
      await scene.rest();
      expect(await suggestionsOf(scene)).toEqual([]);
    });
  });

  test("a push while the bot writes is not lost", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await proposed(scene, { body: BODY });
      let isPushed = false;
      github.intercept(async ({ byApp, method, path }) => {
        if (isPushed || !byApp || method !== "PATCH" || !path.includes("/git/refs/")) return;
        isPushed = true;
        await push(scene, number, (text) => text.replace("Count requests", "Count by key"));
      });
      await edit(scene, number, { body: BODY.replace("Slow down", "Hold up") });
      const text = await textOf(scene, number);
      expect(isPushed).toBe(true);
      expect(text).toContain("Hold up clients.");
      expect(text).toContain("Count by key");
    });
  });
});

describe("the description of the pull request", () => {
  test("says what the plan holds and lacks, follows it, and stays as somebody edits it", async () => {
    await play(async (scene) => {
      const { github, rest } = scene;
      const body = `${BODY}\n## Acceptance criteria\n\n- [ ] No client waits\n\n## Dependencies\n\n- #9990\n`;
      const number = await proposed(scene, { body });
      const described = async () => (await github.pulls())[0]?.body ?? "";
      const first = await described();
      expect(first).toContain("2 steps, 1 acceptance criterion, depends on #\u200B9990");
      expect(first).toMatch(/\*\*Gaps\*\*: no risks, no estimate; \d+ places to fill in/);
      expect(first).toContain("How to review");
      expect(first.split("\n").filter((line) => line.trim() !== "").length).toBeLessThanOrEqual(15);
      expect(first.split("\n").length).toBeLessThanOrEqual(17);

      await edit(scene, number, { body: body.replace("with 429\n", "with 429\n- [ ] Log it\n") });
      expect(await described()).toContain("3 steps, 1 acceptance criterion");

      const [pull] = await github.pulls();
      const own = "My words.";
      await github
        .as("ada")
        .rest.pulls.update({ ...where(github), pull_number: pull?.number ?? 0, body: own });
      await rest();
      await edit(scene, number, { body });
      expect(await textOf(scene, number)).not.toContain("Log it");
      expect(await described()).toBe(own);
    });
  });
});

describe("the configuration", () => {
  test("says how much of its format an open plan has, and what people wrote stays", async () => {
    await play(async (scene) => {
      const { github, rest } = scene;
      const number = await proposed(scene, { body: BODY });
      await push(scene, number, (text) =>
        text
          .replace("- [ ] Done", "- [x] Done")
          .replace("{What is taken for granted}", "Clients retry."),
      );
      await github.setFile(".github/plansmith.yml", "plans: { detail: fitting }\n");
      await rest();
      const fitting = await textOf(scene, number);
      expect(fitting).not.toContain("### Data Recovery");
      expect(fitting).toContain("## 4. Rollback Strategy");
      expect(fitting).toContain("- [x] Done");
      expect(fitting).toContain("Clients retry.");
      expect(fitting).toMatch(/^<!-- Left out, because .*Data Recovery/m);

      await edit(scene, number, {
        body: `${BODY}- [ ] Log it\n\n## Data recovery\n\nNone needed, ever.\n`,
      });
      const changed = await textOf(scene, number);
      expect(changed).toContain("### Step 3: Log it");
      expect(changed).toContain("### Data Recovery\nNone needed, ever.");

      await github.setFile(".github/plansmith.yml", "plans: { detail: full }\n");
      await rest();
      const full = await textOf(scene, number);
      expect(full).toContain("### Communication Plan");
      expect(full).toContain("Clients retry.");
      expect(full).toContain("- [x] Done");
      expect(full).not.toContain("<!-- Left out");
    });
  });
});
