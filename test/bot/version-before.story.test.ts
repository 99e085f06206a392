import { expect, test } from "#jest";
import { readFileSync } from "node:fs";
import { readMetadata } from "../../src/model/metadata.js";
import { blobSha } from "../../src/plan/identity.js";
import { editComment, tick } from "./boxes.js";
import { labelsOf, planOf, statusOf } from "./scene.js";
import { play } from "./stage.js";

/** What version 0.1.0 wrote for this issue, as the first one of `acme/garden`. */
const ISSUE = {
  title: "Limit requests per client",
  body: `## Summary

Requests per client are limited, so that one client cannot starve the others.

## Tasks

- [ ] Count requests per client
- [ ] Refuse with 429 over the limit
- [ ] Document the headers

## Acceptance criteria

- [ ] A client over the limit gets 429 with Retry-After

## Risks

- Clocks of replicas differ
`,
};
const FILLED_AT = "2026-11-28T17:20:18.578Z";
const BRANCH = "plan/issue-1";
const PATH = "plans/1-limit-requests-per-client.md";

/** One of the texts, with the addresses of this GitHub and, in a status comment, this commit. */
function written(name: string, site: string, head = ""): string {
  return readFileSync(`test/fixtures/version-before/${name}.md`, "utf8")
    .replaceAll("<site>", site)
    .replaceAll("<head>", head)
    .replaceAll("<short>", head.slice(0, 7));
}

test("a plan, its pull request and its status comment of version 0.1.0 go on as they were", async () => {
  await play(
    async (scene) => {
      const { github } = scene;
      const where = { owner: github.owner, repo: github.repo };
      const { rest: app } = await github.asApp();
      const text = written("plan", github.url);
      const { number, head } = await github.quietly(async () => {
        const issue = await github.openIssue(ISSUE);
        await github.makeBranch(BRANCH);
        const commit = await app.repos.createOrUpdateFileContents({
          ...where,
          path: PATH,
          branch: BRANCH,
          message: `Add the plan for #1\n\nPlansmith-Rendering: 1 ${blobSha(text)} ${FILLED_AT}`,
          content: Buffer.from(text).toString("base64"),
        });
        const sha = commit.data.commit.sha ?? "";
        await app.pulls.create({
          ...where,
          title: "Plan: Limit requests per client (#1)",
          head: BRANCH,
          base: "main",
          body: written("pull", github.url),
        });
        const body = written("status-proposed", github.url, sha);
        await app.issues.createComment({ ...where, issue_number: issue, body });
        return { number: issue, head: sha };
      });

      await github.label(number, "plan: proposed");
      await scene.rest();
      const { at: _, ...kept } = readMetadata(written("status-proposed", github.url, head)) ?? {};
      expect(kept).toMatchObject({ pull: 2, path: PATH, filled: expect.any(String) });
      expect(readMetadata(await statusOf(scene, number))).toMatchObject(kept);
      expect((await github.pulls()).map((pull) => [pull.number, pull.head.sha])).toEqual([
        [2, head],
      ]);

      await github.mergePull(2);
      await scene.rest();
      expect(await labelsOf(scene, number)).toEqual(["plan: approved"]);

      const { data: main } = await app.repos.getBranch({ ...where, branch: "main" });
      const approved = written("status-approved", github.url, main.commit.sha);
      const edit = tick("[Context is complete]");
      await editComment(scene, number, "ada", () => edit(approved));
      await scene.rest();
      const update = await planOf(scene, number, `${BRANCH}-update`);
      expect(update.text).toBe(
        text.replace("- [ ] Context is complete", "- [x] Context is complete"),
      );
      const after = readMetadata(await statusOf(scene, number));
      expect(after).toMatchObject({ update: 3, ticks: [expect.any(String)] });
      expect(after?.points?.[0]).toEqual(readMetadata(approved)?.points?.[0]);
      expect(after?.settled).toBe(readMetadata(approved)?.settled);
    },
    // The digest of what a plan is filled from holds the owner's name.
    { github: { owner: "acme" } },
  );
});
