import { expect, test } from "#jest";
import { startGitHub } from "../support/github.js";

/** The same story in a fresh world, with the pull requests in one order or the other. */
async function story(branches: readonly string[]) {
  const github = await startGitHub();
  const issue = await github.openIssue({ title: "Water", labels: ["b", "a"] });
  for (const branch of branches) {
    await github.setFile(`${branch}.md`, "one\n", { branch });
    const number = await github.openPull({ title: branch, head: branch, body: `For #${issue}` });
    const { sha } = (await github.pull(number)).head;
    await github.as("devon").rest.issues.createComment({
      owner: github.owner,
      repo: github.repo,
      issue_number: number,
      body: `See #${number} at ${sha}, ${sha.slice(0, 7)}, ${new Date().toISOString()}, ${github.url}`,
    });
  }
  const world = await github.world();
  await github.close();
  return world;
}

test("two runs that end alike have equal worlds", async () => {
  const one = await story(["plan/issue-1", "other"]);
  expect(await story(["other", "plan/issue-1"])).toEqual(one);
  expect(one.issues[0]?.labels).toEqual(["a", "b"]);
  expect(Object.keys(one.branches)).toEqual(["main", "plan/issue-1"]);
  expect(one.branches["plan/issue-1"]).toMatchObject({ "plan/issue-1.md": "one\n" });
  expect(one.pulls[0]?.comments).toEqual([
    {
      author: "devon",
      body: "See #<pull of other> at <sha>, <sha>, <time>, <site>",
    },
  ]);
});

test("different worlds differ", async () => {
  expect(await story(["plan/issue-1"])).not.toEqual(await story(["plan/issue-2"]));
});
