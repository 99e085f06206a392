import { expect, test } from "#jest";
import { createComment } from "../../src/github/comments.js";
import { startBranch } from "../../src/github/commits.js";
import { createOctokit, rehearse } from "../../src/github/http/octokit.js";
import { addLabel, removeLabel } from "../../src/github/repository.js";
import { openPull } from "../../src/github/pulls.js";
import { issueRef } from "../../src/model/refs.js";

const ref = issueRef({ installationId: 7, owner: "acme", repo: "api" }, 3);
const TIP = { sha: "1".repeat(40), tree: "2".repeat(40) };

test("a rehearsed client reads, writes nothing, and answers as if it had", async () => {
  const sent: string[] = [];
  const budget: unknown[] = [];
  const { Octokit } = createOctokit(1000, { onWrite: (...turn) => budget.push(turn) });
  const github = new Octokit({
    auth: { token: "secret", installationId: 7 },
    retry: { enabled: false },
    request: {
      fetch: (_url: string, init?: RequestInit) => {
        sent.push(init?.method ?? "GET");
        return Promise.resolve(Response.json({ name: "plan: proposed" }));
      },
    },
  });
  const written: string[] = [];
  rehearse(github, ({ method, path }) => written.push(`${method} ${path}`));

  const start = { branch: "plan/issue-3", from: TIP, path: "plans/3.md", text: "# Plan" };
  const commit = await startBranch(github, ref, { ...start, message: "Plan" });
  expect(commit.sha).toMatch(/^[0-9a-f]{40}$/);
  const wanted = { title: "Plan", body: "Text", head: "plan/issue-3", base: "main", draft: true };
  expect(await openPull(github, ref, wanted)).toMatchObject({
    state: "open",
    title: "Plan",
    branch: "plan/issue-3",
    base: "main",
    headSha: commit.sha,
  });
  expect(await createComment(github, ref, "Status")).toBe(0);
  await addLabel(github, ref, { name: "plan: proposed", description: "", color: "0e8a16" });
  await removeLabel(github, ref, "needs-plan");

  expect(written).toEqual([
    "POST /repos/acme/api/git/trees",
    "POST /repos/acme/api/git/commits",
    "POST /repos/acme/api/git/refs",
    "POST /repos/acme/api/pulls",
    "POST /repos/acme/api/issues/3/comments",
    "POST /repos/acme/api/issues/3/labels",
    "DELETE /repos/acme/api/issues/3/labels/needs-plan",
  ]);
  expect(sent).toEqual(["GET"]);
  // What is not sent takes nothing of the installation's budget.
  expect(budget).toEqual([]);
});
