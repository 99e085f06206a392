import { expect, test } from "#jest";
import { refusal } from "../support/proxy/http.js";
import { labelsOf, planOf, proposed, statusOf, type Scene } from "../bot/scene.js";
import { play } from "../bot/stage.js";

// What people reported of refusals that nobody could read. Stories name the reports.

const CONFIG = ".github/plansmith.yml";

/** Asks for the plan once more, as the status comment says. */
async function again({ github, rest }: Scene, number: number): Promise<void> {
  await github.unlabel(number, "needs-plan");
  await github.label(number, "needs-plan");
  await rest();
}

// googleapis/release-please#1024, microsoft/vscode-remote-repositories-github#122: “Reference update
// failed” was all that people read where another branch was in the way.
test("a branch that is in the way of the plan's is named", async () => {
  await play(async (scene) => {
    const { github } = scene;
    await github.makeBranch("plan");
    const number = await proposed(scene);
    const told = await statusOf(scene, number);
    expect(told).toContain("The branch `plan` is in the way");
    expect(told).toContain("`plan/issue-1`");
    expect(told).toContain("`plans.branch`");
    expect(told).not.toMatch(/rules|permissions/);

    await github.deleteBranch("plan");
    await github.makeBranch(`plan/issue-${number}/mine`);
    await again(scene, number);
    expect(await statusOf(scene, number)).toContain(
      `The branch \`plan/issue-${number}/mine\` is in the way`,
    );

    await github.deleteBranch(`plan/issue-${number}/mine`);
    await again(scene, number);
    expect(await statusOf(scene, number)).toContain("Plan proposed");
  });
});

// SWE-agent/SWE-agent#179, OpenHands/OpenHands#6560: drafts were refused, and nobody knew which setting.
test("drafts that the repository does not have point to their setting", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    await github.setFile(CONFIG, "pullRequest: { draft: true }\n");
    const message = "Draft pull requests are not supported in this repository.";
    github.intercept(({ method, path, body }) =>
      method === "POST" && path.endsWith("/pulls") && JSON.stringify(body).includes('"draft":true')
        ? { answer: refusal(422, message) }
        : undefined,
    );
    const number = await proposed(scene);
    const told = await statusOf(scene, number);
    expect(told).toContain("This repository has no draft pull requests");
    expect(told).toContain("`pullRequest.draft: false`");
    expect(told).not.toMatch(/rules|permissions/);

    await github.setFile(CONFIG, "pullRequest: { draft: false }\n");
    await rest();
    expect(await statusOf(scene, number)).toContain("Plan proposed");
  });
});

test("rules and permissions are named only where GitHub names them", async () => {
  await play(async (scene) => {
    const { github } = scene;
    const answers = [
      [422, "Validation Failed: title is too funny", /is too funny\. Fix that/],
      [422, "Repository rule violations found", /violations found\. Check the rules of the repo/],
      [403, "Resource not accessible by integration", /Check the App's permissions\. Fix that/],
    ] as const;
    for (const [status, message, expected] of answers) {
      const remove = github.intercept(({ method, path }) =>
        method === "POST" && path.endsWith("/pulls")
          ? { answer: refusal(status, message) }
          : undefined,
      );
      const told = await statusOf(scene, await proposed(scene));
      expect(told).toMatch(expected);
      expect(told.match(/Check the/g) ?? []).toHaveLength(message.startsWith("Valid") ? 0 : 1);
      remove();
    }
  });
});

// github/docs#31951, googleapis/repo-automation-bots#4474: an empty repository answers 409, and bots fail.
test("a command that looks into an empty repository is answered", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    const where = { owner: github.owner, repo: "empty" };
    const { rest: api } = github.as("ada");
    await api.repos.createInOrg({ org: github.owner, name: "empty" });
    await api.issues.create({ ...where, title: "First" });
    const comment = { ...where, issue_number: 1, body: "/plan adopt docs/plan.md" };
    await api.issues.createComment(comment);
    await rest();
    const { data } = await api.issues.listComments({ ...where, issue_number: 1 });
    expect(data.map(({ body }) => body)).toEqual([
      comment.body,
      expect.stringContaining("`docs/plan.md` is not on the default branch"),
    ]);
    expect(scene.bot.output()).not.toContain("Git Repository is empty");
  });
});

// peter-evans/create-pull-request#1713: no App may write there without a permission of its own.
test("a Markdown file among the workflows is never written", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    const number = await proposed(scene, { body: "## Steps\n\n- [ ] Count\n" });
    const { path, text } = await planOf(scene, number, `plan/issue-${number}`);
    await github.mergePull((await github.pulls())[0]?.number ?? 0);
    const link = `[the plan](../../${path})\n`;
    await github.setFile(".github/workflows/README.md", link);
    await github.setFile("docs/a/README.md", link);
    await github.setFile(path, text.replaceAll("- [ ]", "- [x]"));
    await github.closeIssue(number);
    await rest();
    await github.comment(number, "/plan archive");
    await rest();
    const archive = (await github.pulls()).at(-1);
    expect(archive?.head.ref).toBe(`plan/issue-${number}-close-out`);
    const branch = archive?.head.ref ?? "";
    expect(await github.readFile("docs/a/README.md", branch)).toContain("completed/");
    expect(await github.readFile(".github/workflows/README.md", branch)).toBe(link);
    expect(archive?.body).toContain("`.github/workflows/README.md`");

    await github.setFile(".github/workflows/plan.md", "# Plan\n\n- [ ] Count\n");
    const other = await github.openIssue({ title: "Adopt it" });
    await github.comment(other, "/plan adopt .github/workflows/plan.md");
    await rest();
    const [, answer] = await github.comments(other);
    expect(answer?.body).toContain("cannot be a plan");
    expect(await labelsOf(scene, other)).toEqual([]);
  });
});
