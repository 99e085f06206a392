import { expect, test } from "#jest";
import { labelsOf, planOf, proposed, statusOf, type Scene } from "../../bot/scene.js";
import { play } from "../../bot/stage.js";

/** `#45` as the status comment writes what is no reference on GitHub. */
const name = (number: number): string => `#\u200B${number}`;

/** An issue with an approved plan; its number and the plan's path. */
async function approved(scene: Scene): Promise<{ number: number; path: string; pull: number }> {
  const number = await proposed(scene);
  const pull = (await scene.github.pulls())[0]?.number ?? 0;
  await scene.github.mergePull(pull);
  await scene.rest();
  return { number, pull, path: (await planOf(scene, number)).path };
}

function planWith(...items: readonly string[]): string {
  return `# Plan\n\n## Steps\n\n${items.join("\n")}\n`;
}

/** Opens a pull request with one file, from a branch of that name. */
async function work(
  { github }: Scene,
  head: string,
  { base = "main", body = "", message }: { base?: string; body?: string; message?: string } = {},
): Promise<number> {
  await github.setFile(`src/${head}.ts`, "export {};\n", {
    branch: head,
    ...(message !== undefined && { message }),
  });
  return github.openPull({ title: `Work on ${head}`, head, base, body });
}

async function mergeCommit({ github }: Scene, pull: number): Promise<string> {
  return String((await github.pull(pull))["merge_commit_sha"]);
}

async function forceTo({ github }: Scene, sha: string): Promise<void> {
  const { owner, repo } = github;
  await github.as("ada").rest.git.updateRef({ owner, repo, ref: "heads/main", sha, force: true });
}

async function tipOfMain({ github }: Scene): Promise<string> {
  const { owner, repo } = github;
  const { data } = await github.as("ada").rest.git.getRef({ owner, repo, ref: "heads/main" });
  return data.object.sha;
}

test("work that was merged into another branch proves nothing until the default branch contains it", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    const { number, path } = await approved(scene);
    await github.makeBranch("develop");
    const store = await work(scene, "store", { base: "develop", body: `Part of #${number}` });
    const limiter = await work(scene, "limiter", {
      base: "develop",
      body: `Part of #${number}\n\nPlan-Step: 2`,
    });
    await github.setFile(path, planWith(`- [x] Store in #${store}`, "- [ ] Limiter"));
    await github.mergePull(store);
    await github.mergePull(limiter);
    await rest();
    const early = await statusOf(scene, number);
    expect(early).toContain("merged into `develop`");
    expect(early).toContain(
      `Ticked, but ${name(store)} was merged into \`develop\`, and is not on the default branch: [Store in`,
    );
    expect(early).not.toMatch(/Proven by|Done in|are proven/);

    const release = await github.openPull({ title: "Release", head: "develop" });
    await github.mergePull(release);
    await rest();
    const late = await statusOf(scene, number);
    expect(late).not.toContain("merged into `develop`");
    expect(late).toContain("1 of 1 ticked items is proven");
    expect(late).toContain(`Done in ${name(limiter)} according to ada, not ticked: [Limiter]`);
  });
}, 180_000);

test("a pull request that was reverted proves nothing any more, and a tick based on it is called into question", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    const { number, path } = await approved(scene);
    const store = await work(scene, "store");
    const limiter = await work(scene, "limiter", { body: `Part of #${number}\n\nPlan-Step: 2` });
    const docs = await work(scene, "docs");
    await github.setFile(
      path,
      planWith(`- [x] Store in #${store}`, "- [x] Limiter", `- [ ] Docs in #${docs}`),
    );
    await github.mergePull(store);
    await github.mergePull(limiter, { method: "squash" });
    await github.mergePull(docs);
    await rest();
    expect(await statusOf(scene, number)).toContain("2 of 2 ticked items are proven");

    // As GitHub's button does it, merged with the title alone: only its description says what it reverts.
    await github.setFile("src/store.ts", "\n", { branch: "revert-store", message: "Revert it" });
    const undo = await github.openPull({
      title: `Revert "Work on store"`,
      head: "revert-store",
      body: `Reverts ${github.owner}/${github.repo}#${store}`,
    });
    await github.mergePull(undo, { method: "squash", commitMessage: "" });
    // And a commit of git's own.
    const message = `Revert "Work on limiter"\n\nThis reverts commit ${await mergeCommit(scene, limiter)}.`;
    await github.setFile("src/limiter.ts", "\n", { message });
    const byHand = await tipOfMain(scene);
    await rest();
    const status = await statusOf(scene, number);
    const by = (await mergeCommit(scene, undo)).slice(0, 7);
    expect(status).toContain(`Ticked, but ${name(store)} was reverted in \`${by}\`: [Store in`);
    expect(status).toContain(
      `Ticked, but ${name(limiter)} was reverted in \`${byHand.slice(0, 7)}\`: [Limiter]`,
    );
    expect(status).toContain(`merged, reverted in \`${byHand.slice(0, 7)}\``);
    expect(status).toContain(`Proven by ${name(docs)}, not ticked`);
    expect(status).not.toContain("are proven by");

    // It stays so when other commits come, and a revert that is reverted counts for nothing.
    await github.setFile(path, (await planOf(scene, number)).text.replace("Docs", "The docs"));
    await rest();
    expect(await statusOf(scene, number)).toContain(`${name(limiter)} was reverted in`);
    await github.setFile("src/limiter.ts", "export {};\n", {
      message: `Reapply "Work on limiter"\n\nThis reverts commit ${byHand}.`,
    });
    await rest();
    const again = await statusOf(scene, number);
    expect(again).not.toContain(`${name(limiter)} was reverted in`);
    expect(again).toContain("1 of 2 ticked items is proven");
  });
}, 180_000);

test("work that a force-push took off the default branch proves nothing any more", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    const { number, path } = await approved(scene);
    const store = await work(scene, "store", { body: `Part of #${number}` });
    await github.setFile(path, planWith(`- [x] Store in #${store}`, "- [ ] Docs"));
    const before = await tipOfMain(scene);
    await github.mergePull(store);
    await rest();
    expect(await statusOf(scene, number)).toContain("1 of 1 ticked items is proven");
    await forceTo(scene, before);
    await rest();
    const status = await statusOf(scene, number);
    expect(status).toContain(
      `Ticked, but ${name(store)} was merged into \`main\`, and is not on the default branch: [Store in`,
    );
    expect(status).toContain("merged, no longer on `main`");
    expect(await labelsOf(scene, number)).toEqual(["plan: in progress"]);
  });
}, 180_000);

test("a plan that was removed from the default branch is withdrawn, and a new one can be opened as the comment says", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    const { number, path, pull } = await approved(scene);
    await github.removeFile(path);
    const removed = await tipOfMain(scene);
    await rest();
    const status = await statusOf(scene, number);
    expect(status).toContain("### ⚪ Plan withdrawn");
    expect(status).toContain(`The plan was removed from \`main\` in [\`${removed.slice(0, 7)}\`]`);
    const branch = `plan/issue-${number}`;
    expect(status).toContain(`delete the branch \`${branch}\`, if it still exists`);
    expect(await labelsOf(scene, number)).toEqual(["plan: rejected"]);
    // A second look says the same.
    await github.label(number, "unrelated");
    await rest();
    expect(await statusOf(scene, number)).toContain(removed.slice(0, 7));

    await github.deleteBranch(branch).catch(() => undefined);
    await github.label(number, "needs-plan");
    await rest();
    expect(await labelsOf(scene, number)).toContain("plan: proposed");
    const open = (await github.pulls()).filter(({ state }) => state === "open");
    expect(open).toHaveLength(1);
    expect(open[0]?.number).toBeGreaterThan(pull);
  });
}, 180_000);

test("a withdrawn plan that is restored is approved again", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    const { number, path } = await approved(scene);
    const { text } = await planOf(scene, number);
    await github.removeFile(path);
    await rest();
    expect(await statusOf(scene, number)).toContain("Restore the file to approve it again.");
    await github.setFile(path, text);
    await rest();
    expect(await labelsOf(scene, number)).toEqual(["plan: approved"]);
  });
}, 180_000);

test("a plan that was merged into another branch is not approved until the default branch has it", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    await github.makeBranch("develop");
    const number = await proposed(scene);
    const pull = (await github.pulls())[0]?.number ?? 0;
    const { owner, repo } = github;
    await github.as("ada").rest.pulls.update({ owner, repo, pull_number: pull, base: "develop" });
    await github.setFile(".github/plansmith.yml", "gate: require\n");
    const gated = await work(scene, "gated", { body: `Part of #${number}` });
    await github.mergePull(pull);
    await rest();
    const status = await statusOf(scene, number);
    expect(status).toContain(`### 🟡 Plan merged into \`develop\``);
    expect(status).toContain("It is not on `main` yet.");
    expect(await labelsOf(scene, number)).toEqual(["plan: proposed"]);
    const conclusion = async (): Promise<string | null | undefined> => {
      const ref = (await github.pull(gated)).head.sha;
      const { data } = await github.as("ada").rest.checks.listForRef({ owner, repo, ref });
      return data.check_runs.find((run) => run.name === "Plan approved")?.conclusion;
    };
    expect(await conclusion()).toBe("failure");

    await github.mergePull(await github.openPull({ title: "Release", head: "develop" }));
    await rest();
    expect(await labelsOf(scene, number)).toEqual(["plan: in progress"]);
    expect(await conclusion()).toBe("success");
  });
}, 180_000);

test("items that are marked neither open nor done are named when the issue is closed", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    await github.setFile(".github/plansmith.yml", "archive: auto\n");
    const { number, path } = await approved(scene);
    await github.setFile(path, planWith("- [x] Store", "- [~] Limiter", "- [?] Docs"));
    await rest();
    expect(await labelsOf(scene, number)).toEqual(["plan: in progress"]);
    await github.closeIssue(number);
    await rest();
    const status = await statusOf(scene, number);
    expect(status).not.toContain("Everything in the plan is done");
    expect(status).toContain("### ⚪ Closed before the plan was completed");
    expect(status).toContain(
      String.raw`Marked neither done nor open: \[\~\] Limiter and \[?\] Docs.`,
    );
    expect(await labelsOf(scene, number)).toEqual([]);
    const titles = (await github.pulls()).map(({ title }) => title);
    expect(titles.some((title) => title.startsWith("Archive plan"))).toBe(false);
  });
}, 180_000);
