import { afterEach, beforeEach, expect, test } from "#jest";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";

let github: EmbeddedGitHub;
beforeEach(async () => {
  github = await startGitHub();
});
afterEach(() => github.close());

test("everybody has reactions of their own, each of a kind once; a comment counts them all", async () => {
  const where = { owner: github.owner, repo: github.repo };
  const number = await github.openIssue({ title: "Water" });
  const comment_id = await github.comment(number, "/plan", "maria");
  const app = await github.asApp();
  await github.react(comment_id, "eyes", "otto");
  await github.react(comment_id, "eyes", "otto");
  await github.react(comment_id, "confused", "otto");
  await app.rest.reactions.createForIssueComment({ ...where, comment_id, content: "eyes" });
  const { data } = await app.rest.reactions.listForIssueComment({ ...where, comment_id });
  expect(data.map(({ user, content }) => [user?.login, content])).toEqual([
    ["otto", "eyes"],
    ["otto", "confused"],
    [`${github.slug}[bot]`, "eyes"],
  ]);
  const [comment] = await github.comments(number);
  expect(comment?.["reactions"]).toMatchObject({ total_count: 3, eyes: 2, confused: 1, rocket: 0 });
});

test("what is on a comment goes with it", async () => {
  const where = { owner: github.owner, repo: github.repo };
  const number = await github.openIssue({ title: "Water" });
  const comment_id = await github.comment(number, "/plan", "maria");
  await github.react(comment_id, "eyes", "otto");
  const { rest } = github.as("maria");
  await rest.issues.deleteComment({ ...where, comment_id });
  await expect(rest.reactions.listForIssueComment({ ...where, comment_id })).rejects.toMatchObject({
    status: 404,
  });
});
