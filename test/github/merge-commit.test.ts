import { expect, test } from "#jest";
import { compareCommits, mergeWithFile } from "../../src/github/commits.js";
import { hasStatus } from "../../src/github/http/errors.js";
import { branchTip, readFile } from "../../src/github/files.js";
import { startGitHub } from "../support/github.js";

test("a branch takes over another one's files but for one, and what was on it stays in its history", async () => {
  const site = await startGitHub();
  try {
    const ref = { installationId: site.installationId, owner: site.owner, repo: site.repo };
    await site.setFile("plan.md", "one\n");
    await site.setFile("plan.md", "mine\n", { branch: "update" });
    await site.setFile("plan.md", "theirs\n");
    await site.setFile("other.md", "other\n");
    const github = await site.asApp();
    const tip = (await branchTip(github, ref, "update")) ?? "";
    const from = (await branchTip(github, ref, "main")) ?? "";
    const apart = await compareCommits(github, ref, from, tip);
    expect(apart).toMatchObject({ behind: true, files: ["plan.md"] });
    expect(apart.commits).toEqual([{ sha: tip, parents: [apart.parted] }]);
    const before = await readFile(github, ref, "plan.md", apart.parted);
    expect(before?.text).toBe("one\n");

    const merge = {
      branch: "update",
      tip,
      from,
      path: "plan.md",
      text: "both\n",
      message: "Merge",
    };
    const { sha, commit } = await mergeWithFile(github, ref, merge);
    expect(await branchTip(github, ref, "update")).toBe(commit.sha);
    expect(await readFile(github, ref, "plan.md", "update")).toMatchObject({ text: "both\n", sha });
    expect(await readFile(github, ref, "other.md", "update")).toMatchObject({ text: "other\n" });
    const now = await compareCommits(github, ref, from, commit.sha);
    expect(now.behind).toBe(false);
    expect(now.commits.map(({ parents }) => parents.length)).toEqual([1, 2]);

    await site.setFile("plan.md", "pushed\n", { branch: "update" });
    const late = mergeWithFile(github, ref, { ...merge, tip: commit.sha }).catch(
      (it: unknown) => it,
    );
    expect(hasStatus(await late, 422)).toBe(true);
  } finally {
    await site.close();
  }
});
