import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "#jest";
import { planOf, proposed, statusOf, type Scene } from "../../bot/scene.js";
import { play } from "../../bot/stage.js";
import { costOfApp } from "../../support/cost.js";
import type { PullJson } from "../../support/json.js";
import { refusal } from "../../support/proxy/http.js";

/** A pull request that does not refer to the planned issue. */
async function work({ github }: Scene, head: string, body = ""): Promise<number> {
  await github.setFile(`src/${head}.ts`, "export {};\n", { branch: head });
  return github.openPull({ title: `Work on ${head}`, head, body });
}

test("merged work proves what refers to it; what was closed unmerged is warned of; ticks are offered, and made where that is wanted", async () => {
  await play(async (scene) => {
    const { github } = scene;
    const number = await proposed(scene);
    const [plan] = await github.pulls();
    await github.mergePull(plan?.number ?? 0);
    const [store, limiter] = [await work(scene, "store"), await work(scene, "limiter")];
    const needed = await github.openIssue({ title: "Keys" });
    const { path } = await planOf(scene, number);
    const items = [
      `- [ ] Store in ${github.url}/${github.owner}/${github.repo}/pull/${store}`,
      `- [x] Limiter in #${limiter}`,
      "- [ ] All dependencies are closed",
      "- [ ] Write the docs",
      "- [ ] Tell everybody",
    ];
    const text = `# Plan\n\n## Steps\n\n${items.join("\n")}\n\n## Dependencies\n\n- #${needed}\n`;
    await github.setFile(path, text);
    await scene.rest();
    const name = (other: number): string => `#\u200B${other}`;
    expect(await statusOf(scene, number)).toContain(`: ${name(needed)} is open`);
    expect(await statusOf(scene, number)).not.toContain("not ticked");

    await github.mergePull(store);
    await github.closePull(limiter);
    await github.closeIssue(needed);
    // Its description names no step; a commit of it does.
    await github.setFile("docs/keys.md", "# Keys\n", {
      branch: "docs",
      message: "Tell of keys\n\nPlan-Step: 4",
    });
    const docs = await work(scene, "docs", `Part of #${number}`);
    await github.mergePull(docs);
    await scene.rest();
    const told = await statusOf(scene, number);
    expect(told).toContain(`Ticked, but ${name(limiter)} was closed without merging: [Limiter in`);
    expect(told).toContain(`Proven by ${name(store)}, not ticked: [Store in`);
    expect(told).toContain(`Proven by ${name(needed)}, not ticked: [All dependencies are closed]`);
    expect(told).toContain(`Done in ${name(docs)} according to ada, not ticked: [Write the docs]`);
    expect(await github.readFile(path)).toBe(text);
    // What is referred to is told nothing of it.
    for (const quiet of [store, limiter, needed]) {
      const events = (await github.timeline(quiet)).map((event) => event["event"]);
      expect(events).not.toContain("cross-referenced");
    }

    const other = await github.openIssue({ title: "Something else" });
    await scene.rest();
    const before = github.requests.length;
    await github.closeIssue(other);
    await scene.rest();
    const cost = costOfApp(github.requests.slice(before));
    // The issue itself: who refers to what is known by now.
    expect(cost).toMatchObject({ requests: 1, writes: 0 });

    const merged = async (): Promise<void> => {
      const isOpen = ({ head, state }: PullJson): boolean =>
        state === "open" && head.ref.endsWith("-update");
      await github.mergePull((await github.pulls()).find(isOpen)?.number ?? 0);
      await scene.rest();
    };
    const [comment] = await github.comments(number);
    await github.as("grace").rest.issues.updateComment({
      owner: github.owner,
      repo: github.repo,
      comment_id: comment?.id ?? 0,
      body: told.replace("- [ ] Tick all proven items", "- [x] Tick all proven items"),
    });
    await scene.rest();
    expect(await github.readFile(path)).toBe(text);
    expect(await statusOf(scene, number)).not.toMatch(/not ticked|Tick all proven items/);
    await merged();
    const ticked = items.map((item) => (item.includes("Tell") ? item : item.replace("[ ]", "[x]")));
    const proven = text.replace(items.join("\n"), ticked.join("\n"));
    expect(await github.readFile(path)).toBe(proven);
    expect(await statusOf(scene, number)).toContain("3 of 4 ticked items are proven");

    await github.setFile(".github/plansmith.yml", "evidence:\n  tick: auto\n");
    await github.setFile(path, proven.replace("Tell everybody", `Tell in #${store}`));
    await scene.rest();
    await merged();
    expect(await github.readFile(path)).toContain(`- [x] Tell in #${store}`);
    expect((await github.comments(number)).length).toBe(1);
  });
});

test("a description proves what it said when it was merged, and what somebody with write permission wrote into it since", async () => {
  await play(
    async (scene) => {
      const { github } = scene;
      const number = await proposed(scene);
      const [plan] = await github.pulls();
      await github.mergePull(plan?.number ?? 0);
      const { path } = await planOf(scene, number);
      const steps = ["Store", "Limiter", "Docs", "Keys"].map((step) => `- [ ] ${step}`);
      await github.setFile(path, `# Plan\n\n## Steps\n\n${steps.join("\n")}\n`);
      const merged = async (head: string, body: string): Promise<number> => {
        await github.setFile(`src/${head}.ts`, "export {};\n", { branch: head });
        const pull = await github.openPull({ title: `Fix ${head}`, head, body, login: "otto" });
        await github.mergePull(pull);
        return pull;
      };
      const describe = async (login: string, pull: number, body: string): Promise<void> => {
        // GitHub shows times in seconds.
        await sleep(1000);
        const where = { owner: github.owner, repo: github.repo, pull_number: pull };
        await github.as(login).rest.pulls.update({ ...where, body });
        await scene.rest();
      };
      const offered = async (): Promise<readonly string[]> =>
        [...(await statusOf(scene, number)).matchAll(/☑️ (.+), not ticked: \[(\w+)\]/g)].map(
          ([, how = "", item = ""]) => `${item}: ${how.replaceAll("\u200B", "")}`,
        );
      const typo = await merged("typo", `Part of #${number}`);
      const store = await merged("store", `Part of #${number}\n\nPlan-Step: 1`);
      await scene.rest();
      const first = `Store: Done in #${store} according to otto`;
      expect(await offered()).toEqual([first]);

      await describe("otto", typo, `Part of #${number}\n\nPlan-Step: 1, 2, 3, 4`);
      await describe("otto", store, `Part of #${number}\n\nPlan-Step: 1, 4`);
      expect(await offered()).toEqual([first]);

      // Who may write says so of what they add, not of what they leave standing.
      await describe(
        "grace",
        typo,
        `Part of #${number}\n\nPlan-Step: 1, 2, 3, 4\n\nPlan-Step: Docs`,
      );
      expect(await offered()).toEqual([first, `Docs: Done in #${typo} according to grace`]);
      await describe("otto", typo, `Part of #${number}\n\nPlan-Step: 2`);
      expect(await offered()).toEqual([first]);

      // Where GraphQL says nothing of it, a description that was touched since says nothing.
      const queries = (): number =>
        github.requests.filter(({ operation }) => operation === "TextEdits").length;
      const before = queries();
      await github.label(number, "unrelated");
      await scene.rest();
      expect(queries()).toBe(before);
      github.intercept(({ operation }) =>
        operation === "TextEdits" ? { answer: refusal(404, "Not Found") } : undefined,
      );
      await describe("grace", store, `Part of #${number}\n\nPlan-Step: 1`);
      expect(await offered()).toEqual([]);
    },
    { github: { users: ["ada", "grace", { login: "otto", role: "outsider" }] } },
  );
}, 180_000);
