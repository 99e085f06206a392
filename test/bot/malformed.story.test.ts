import { expect, test } from "#jest";
import { DOCUMENTS } from "../malformed/documents.js";
import { planOf, proposed, statusOf } from "./scene.js";
import { play } from "./stage.js";

/** A document that was broken by hand. */
function broken(what: string): string {
  const found = DOCUMENTS.find((it) => it.what === what);
  if (found === undefined) throw new Error(`no document of ${what}`);
  return found.text;
}

const BODIES = ["an open comment", "lists in lists, by lines", "lone surrogates", "NUL characters"];
const PLANS = ["a fence that never ends", "somebody else's marker", "line ends of old Macs"];

test("whatever people write wrongly is told of or worked with, and the next issue gets its plan", async () => {
  await play(async (scene) => {
    const { github, rest, bot } = scene;
    const config = ".github/plansmith.yml";
    const template = ".github/plan-templates/issue-plan.md";
    // Payloads that GitHub would not send; the signature is right.
    for (const event of ["issues", "issue_comment", "pull_request", "push", "check_run"]) {
      for (const payload of [{}, { action: 3, repository: [], issue: "x", ref: {}, commits: 1 }]) {
        github.deliveries.send(event, payload);
      }
    }
    const numbers: number[] = [];
    for (const what of BODIES) {
      const text = broken(what);
      numbers.push(await github.openIssue({ title: text.slice(0, 40), body: text }));
    }
    await Promise.all(numbers.map((number) => github.label(number, "needs-plan")));
    await rest();
    for (const number of numbers) {
      expect(await statusOf(scene, number)).toContain("Plan proposed");
    }
    const [first = 0] = numbers;
    const branch = `plan/issue-${first}`;
    const { path } = await planOf(scene, first, branch);
    for (const what of PLANS) await github.setFile(path, broken(what), { branch });
    const [, second = 0] = numbers;
    const asked = await github.comment(
      second,
      "/plan done 1\n/plan log `\n/plan status [\n/plan decide",
      "ada",
    );
    await rest();
    expect(await statusOf(scene, first)).toContain("Plan proposed");
    expect(await github.reactions(asked)).toEqual(["eyes", "confused"]);

    await github.setFile(config, broken("aliases that grow"));
    await rest();
    expect(await statusOf(scene, first)).toMatch(/plansmith\.yml, line 4, .*more than 20 aliases/);
    await github.setFile(config, "labels: {}\n");
    await github.setFile(template, broken("sections that cross"));
    const told = await proposed(scene, { title: "A broken template" });
    expect(await statusOf(scene, told)).toContain("issue-plan, line 3: ");
    await github.setFile(template, "# {{title}}\n\n## Steps\n\n- [ ] Write it\n");
    await rest();

    const good = await proposed(scene, { title: "A good issue" });
    expect(await statusOf(scene, good)).toContain("Plan proposed");
    expect((await planOf(scene, good, `plan/issue-${good}`)).text).toContain("# A good issue\n");
    expect(bot.output()).not.toContain('"level":60');
  });
});
