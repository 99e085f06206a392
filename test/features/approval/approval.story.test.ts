import { describe, expect, test } from "#jest";
import { proposed, statusOf, USERS, type Scene } from "../../bot/scene.js";
import { play } from "../../bot/stage.js";
import type { EmbeddedGitHub } from "../../support/github.js";

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
      expect(await statusOf(scene, number)).toContain("Changes requested by [grace]");
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

describe("where the base branch is protected in a way that the App cannot read", () => {
  /** Has a push to a pull request take its approvals away. */
  async function protect({ github }: Scene): Promise<void> {
    await github.as("ada").rest.repos.updateBranchProtection({
      owner: github.owner,
      repo: github.repo,
      branch: "main",
      required_status_checks: null,
      enforce_admins: false,
      required_pull_request_reviews: { dismiss_stale_reviews: true },
      restrictions: null,
    });
  }

  async function statesOf({ github }: Scene): Promise<readonly string[]> {
    const { data } = await github.as("ada").rest.pulls.listReviews(await pullOf(github));
    return data.map(({ state }) => state);
  }

  test("an approval is not written into the plan: the comment alone says who approved", async () => {
    await play(async (scene) => {
      await protect(scene);
      const number = await proposed(scene);
      const head = await headOf(scene);
      await review(scene, "grace", "APPROVE");
      expect(await statusOf(scene, number)).toContain("Approved by [grace]");
      expect(await headOf(scene)).toBe(head);
      expect(await statesOf(scene)).toEqual(["APPROVED"]);
    });
  });

  test("with `stamp: always` it is, once, and that the App's own push dismissed it is seen", async () => {
    await play(async (scene) => {
      const { github } = scene;
      await github.setFile(".github/plansmith.yml", "approval: { stamp: always }\n");
      await protect(scene);
      const number = await proposed(scene);
      await review(scene, "grace", "APPROVE");
      expect(await textOf(scene, number)).toContain("**Approved By**: @grace");
      expect(await statesOf(scene)).toEqual(["DISMISSED"]);
      expect(await statusOf(scene, number)).not.toContain("Approved by");

      const stamped = await headOf(scene);
      await review(scene, "grace", "APPROVE");
      expect(await headOf(scene)).toBe(stamped);
      expect(await statesOf(scene)).toEqual(["DISMISSED", "APPROVED"]);
      expect(await statusOf(scene, number)).toContain("Approved by [grace]");
    });
  });
});

describe("an approved plan that is not merged", () => {
  const BODY =
    "## Summary\n\nSlow down clients.\n\n## Steps\n\n- [ ] Count requests\n- [ ] Refuse with 429\n";
  const otto = { login: "otto", role: "outsider" as const };
  const cast = { github: { users: [...USERS, otto] } };
  const ottos = { body: BODY, login: "otto" };

  function edit({ github }: Scene, number: number, body: string): Promise<unknown> {
    const { owner, repo } = github;
    return github.as("otto").rest.issues.update({ owner, repo, issue_number: number, body });
  }

  /** A text of somebody who may not write to the repository. */
  const OTHER = BODY.replace("Refuse with 429", "Let otto in");

  test("does not follow its issue, whose author may not write: that is reported", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await proposed(scene, ottos);
      await review(scene, "grace", "APPROVE");
      const approved = await textOf(scene, number);
      expect(approved).toContain("**Approved By**: @grace");

      await edit(scene, number, OTHER);
      await scene.rest();
      expect(await textOf(scene, number)).toBe(approved);
      const told = await statusOf(scene, number);
      expect(told).toContain("**The issue has changed since the plan was approved.**");
      expect(told).toMatch(/the issue now says “[^”]*Let otto in”/);

      const asked = await github.comment(number, "/plan refill", "otto");
      await scene.rest();
      expect(await textOf(scene, number)).toBe(approved);
      expect(await github.reactions(asked)).toEqual(["eyes", "confused"]);
      const replies = (await github.comments(number)).map(({ body }) => body);
      expect(replies.at(-1)).toContain("requires write permission");

      await github.comment(number, "/plan refill", "ada");
      await scene.rest();
      expect(await textOf(scene, number)).toContain("Let otto in");
      const [own] = (await github.comments(number)).map(({ body }) => body);
      expect(own).not.toContain("has changed since");
    }, cast);
  });

  test("says what the reviewer saw, where the issue was edited before the approval was noticed", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await proposed(scene, ottos);
      const seen = await textOf(scene, number);
      await github.quietly(() => edit(scene, number, OTHER));
      await review(scene, "grace", "APPROVE");
      const approved = await textOf(scene, number);
      expect(approved).toContain("**Approved By**: @grace");
      expect(approved).not.toContain("Let otto in");
      expect(approved.split("\n").length).toBe(seen.split("\n").length);
      expect(await statusOf(scene, number)).toMatch(/the issue now says “[^”]*Let otto in”/);
    }, cast);
  });

  test("is noted as approved before a refill that somebody asks for at the same time", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await proposed(scene, ottos);
      await github.quietly(async () => {
        await edit(scene, number, OTHER);
        await github.comment(number, "/plan refill", "ada");
      });
      await review(scene, "grace", "APPROVE");
      const text = await textOf(scene, number);
      expect(text).toContain("**Approved By**: @grace");
      expect(text).toContain("Let otto in");
      const { owner, repo } = github;
      const sha = `plan/issue-${number}`;
      const { data } = await github.as("ada").rest.repos.listCommits({ owner, repo, sha });
      const noted = data.find(({ commit }) => commit.message.startsWith("Record the approval"));
      const path = `plans/${number}-add-a-limiter.md`;
      expect(await github.readFile(path, noted?.sha ?? "")).not.toContain("Let otto in");
    }, cast);
  });

  test("is not called approved where the reviewer saw an earlier version", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await proposed(scene, ottos);
      const seen = await headOf(scene);
      await edit(scene, number, OTHER);
      await scene.rest();
      const text = await textOf(scene, number);
      expect(text).toContain("Let otto in");
      const where = await pullOf(github);
      const { rest } = github.as("grace");
      await rest.pulls.createReview({ ...where, event: "APPROVE", commit_id: seen });
      await scene.rest();
      expect(await textOf(scene, number)).toBe(text);
      const told = await statusOf(scene, number);
      expect(told).toContain("[grace]");
      expect(told).toContain("approved an earlier version of the plan");
      expect(told).not.toContain("can be merged");

      await review(scene, "ada", "APPROVE");
      expect(await textOf(scene, number)).toContain("**Approved By**: @ada\n");
    }, cast);
  });

  test("is not called approved where a push comes between the review and that note", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await proposed(scene, ottos);
      const branch = `plan/issue-${number}`;
      const text = await textOf(scene, number);
      let isPushed = false;
      github.intercept(async ({ byApp, method, path }) => {
        if (isPushed || !byApp || method !== "PUT" || !path.includes("/contents/")) return;
        isPushed = true;
        const pushed = text.replace("Count requests", "Count nothing");
        await github.setFile(`plans/${number}-add-a-limiter.md`, pushed, { branch });
      });
      await review(scene, "grace", "APPROVE");
      expect(isPushed).toBe(true);
      expect(await textOf(scene, number)).toContain("Count nothing");
      expect(await textOf(scene, number)).not.toContain("@grace");
    }, cast);
  });

  test("names two reviewers who saw the same text, the second before the first was noted", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await proposed(scene, ottos);
      const seen = await headOf(scene);
      await review(scene, "grace", "APPROVE");
      const where = await pullOf(github);
      const { rest } = github.as("ada");
      await rest.pulls.createReview({ ...where, event: "APPROVE", commit_id: seen });
      await scene.rest();
      expect(await textOf(scene, number)).toContain("**Approved By**: @grace, @ada");
    }, cast);
  });
});
