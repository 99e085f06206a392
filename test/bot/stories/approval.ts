import { describe, expect, test } from "#jest";
import type { EmbeddedGitHub } from "../../support/github.js";
import { proposed, statusOf, type Scene } from "../scene.js";
import { play } from "../stage.js";

async function review(
  { github, rest }: Scene,
  login: string,
  event: "APPROVE" | "REQUEST_CHANGES",
): Promise<number> {
  const { data } = await github.as(login).rest.pulls.createReview({
    ...(await pullOf(github)),
    event,
    body: "Read",
  });
  await rest();
  return data.id;
}

async function pullOf(github: EmbeddedGitHub) {
  const [pull] = await github.pulls();
  return { owner: github.owner, repo: github.repo, pull_number: pull?.number ?? 0 };
}

async function textOf({ github }: Scene, number: number): Promise<string> {
  return (await github.readFile(`plans/${number}-add-a-limiter.md`, `plan/issue-${number}`)) ?? "";
}

async function headOf({ github }: Scene): Promise<string> {
  return (await github.pulls())[0]?.head.sha ?? "";
}

describe("reviews", () => {
  test("changes are requested, then the plan is approved, and its file says so", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await proposed(scene);
      await review(scene, "grace", "REQUEST_CHANGES");
      expect(await statusOf(scene, number)).toContain("Changes are requested by [grace]");
      const asked = await headOf(scene);

      await review(scene, "grace", "APPROVE");
      expect(await statusOf(scene, number)).not.toContain("requested by");
      expect(await statusOf(scene, number)).toContain("Approved by [grace]");
      expect(await textOf(scene, number)).toContain("**Approved By**: @grace");
      const stamped = await headOf(scene);
      expect(stamped).not.toBe(asked);

      const [own] = await github.comments(number);
      const app = await github.asApp();
      const where = { owner: github.owner, repo: github.repo };
      await app.rest.issues.deleteComment({ ...where, comment_id: own?.id ?? 0 });
      await github.label(number, "size: S");
      await scene.rest();
      expect(await textOf(scene, number)).toContain("**Approved By**: @grace");

      const before = await headOf(scene);
      const { data: reviews } = await github.as("ada").rest.pulls.listReviews(await pullOf(github));
      await github.as("ada").rest.pulls.dismissReview({
        ...(await pullOf(github)),
        review_id: reviews.at(-1)?.id ?? 0,
        message: "Not yet",
      });
      await scene.rest();
      expect(await statusOf(scene, number)).not.toContain("Approved by");
      await review(scene, "ada", "APPROVE");
      expect(await statusOf(scene, number)).toContain("Approved by [ada]");
      expect(await headOf(scene)).toBe(before);
    });
  });

  test("where a push would dismiss the approval, and of strangers, nothing is written", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await proposed(scene);
      github.intercept(({ path }) => {
        if (!path.includes("/rules/branches/")) return undefined;
        const parameters = { dismiss_stale_reviews_on_push: true };
        const body = Buffer.from(JSON.stringify([{ type: "pull_request", parameters }]));
        return { answer: { status: 200, headers: { "content-type": "application/json" }, body } };
      });
      const head = await headOf(scene);
      await review(scene, "grace", "APPROVE");
      expect(await statusOf(scene, number)).toContain("Approved by [grace]");
      expect(await headOf(scene)).toBe(head);
    });
  });
});
