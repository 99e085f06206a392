import { describe, expect, test } from "#jest";
import { editComment, tick } from "./boxes.js";
import { labelsOf, proposed, statusOf, type Scene } from "./scene.js";
import { play } from "./stage.js";

type Reason = "completed" | "not_planned" | "duplicate";

async function close({ github, rest }: Scene, number: number, reason: Reason): Promise<void> {
  const { owner, repo } = github;
  await github.as("ada").request("PATCH /repos/{owner}/{repo}/issues/{issue_number}", {
    owner,
    repo,
    issue_number: number,
    state: "closed",
    state_reason: reason,
  });
  await rest();
}

async function reopen({ github, rest }: Scene, number: number): Promise<void> {
  const { owner, repo } = github;
  await github.as("ada").rest.issues.update({ owner, repo, issue_number: number, state: "open" });
  await rest();
}

test("the request label on a closed issue is answered, and counts once it is reopened", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    const number = await github.openIssue({ title: "Add a limiter" });
    await close(scene, number, "completed");
    await github.label(number, "needs-plan");
    await rest();
    const status = await statusOf(scene, number);
    expect(status).toContain("### ⚠️ No plan was opened, because the issue is closed");
    expect(status).toContain("Reopen the issue to get a plan");
    expect(await github.pulls()).toEqual([]);
    expect(await labelsOf(scene, number)).toEqual(["needs-plan"]);

    await github.unlabel(number, "needs-plan");
    await rest();
    expect(await github.comments(number)).toEqual([]);

    await github.label(number, "needs-plan");
    await rest();
    await reopen(scene, number);
    expect(await statusOf(scene, number)).toContain("Plan proposed");
    expect(await github.pulls()).toHaveLength(1);
  });
});

describe("an issue that is closed while its plan pull request is open", () => {
  const CASES: readonly (readonly [Reason, string])[] = [
    ["not_planned", "Closed as not planned"],
    ["duplicate", "Closed as a duplicate"],
  ];
  test("says so on top, and closes it where somebody with permission asks for it", async () => {
    await play(async (scene) => {
      const { github, rest } = scene;
      for (const [reason, title] of CASES) {
        const number = await proposed(scene);
        const pull = (await github.pulls()).at(-1)?.number ?? 0;
        await close(scene, number, reason);
        const status = await statusOf(scene, number);
        expect(status).toContain(
          `### ⚪ ${title}\n\nIts plan pull request #${pull} is still open.`,
        );
        expect(status).toContain("- [ ] Close the plan pull request <!--");
        expect((await github.pull(pull)).state).toBe("open");

        await editComment(scene, number, "grace", tick("Close the plan pull request"));
        await rest();
        expect((await github.pull(pull)).state).toBe("closed");
        const after = await statusOf(scene, number);
        expect(after).toContain(`### ⚪ ${title}`);
        expect(after).not.toMatch(/still open|Close the plan pull request/);

        // A box that was ticked once closes nothing that is opened later.
        const { owner, repo } = github;
        await github.as("ada").rest.pulls.update({ owner, repo, pull_number: pull, state: "open" });
        await rest();
        expect((await github.pull(pull)).state).toBe("open");
        expect(await statusOf(scene, number)).toContain("is still open");
      }
    });
  });
});
