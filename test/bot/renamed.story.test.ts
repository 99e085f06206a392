import { expect, test } from "#jest";
import { labelsOf, statusOf } from "./scene.js";
import { play } from "./stage.js";

const CONFIG = ".github/plansmith.yml";

test("the names that a repository had are the repository", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    const { owner, repo } = github;
    await github.setFile(CONFIG, "gate: require\n");
    const body = "## Goal\n\nFewer calls.\n\n## Steps\n\n- [ ] Count requests\n";
    const number = await github.openIssue({ title: "Add a limiter", body, labels: ["needs-plan"] });
    await rest();
    await github.mergePull((await github.pulls())[0]?.number ?? 0);
    const other = await github.openIssue({ title: "Adopt", labels: ["documentation"] });
    await github.setFile("docs/plan.md", `# Plan\n\n## Steps\n\n- [x] In ${owner}/${repo}#4\n`);
    await github.comment(other, "/plan adopt docs/plan.md");
    await rest();
    expect(await labelsOf(scene, other)).toContain("plan: completed");

    await github.setFile("work.txt", "1\n", { branch: "work" });
    const work = `Closes ${owner}/${repo}#${number}`;
    const pull = await github.openPull({ title: "Count", head: "work", body: work });
    await rest();
    const before = await statusOf(scene, number);
    expect(before).toContain(`#${pull}`);

    await github.renameRepository("orchard");
    await github.label(number, "triaged");
    await github.label(other, "triaged");
    await rest();
    const after = await statusOf(scene, number);
    expect(after).toContain("In progress");
    expect(after).toContain("closes this issue");
    expect(after).not.toContain("has changed since");
    expect(await labelsOf(scene, other)).toContain("plan: completed");
    expect(await statusOf(scene, other)).toContain("docs/plan.md");

    // The pull request still says the old name.
    const where = { owner, repo, pull_number: pull };
    await github.as("ada").rest.pulls.update({ ...where, body: `${work}.` });
    await rest();
    const head = (await github.pull(pull)).head.sha;
    const checks = await github.as("ada").rest.checks.listForRef({ owner, repo, ref: head });
    expect(checks.data.check_runs).toMatchObject([
      { name: "Plan approved", conclusion: "success" },
    ]);

    const count = github.requests.length;
    await github.label(number, "later");
    await rest();
    const own = github.requests.slice(count).filter(({ byApp }) => byApp);
    expect(own.filter(({ write }) => write)).toEqual([]);
  });
});
