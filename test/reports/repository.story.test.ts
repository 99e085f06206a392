import { expect, test } from "#jest";
import { labelsOf, proposed, statusOf } from "../bot/scene.js";
import { play } from "../bot/stage.js";

// What people reported of bots when something happened to the repository. Each story names the report.

const CONFIG = ".github/plansmith.yml";
const BODY = "## Steps\n\n- [ ] Count requests\n";

// zulip/zulipbot#189, athul/waka-readme#34: the name `master` was written into the code.
// palantir/policy-bot#13: a changed policy counted only after something else had happened.
// golang/go#40640: an issue that was gone kept the bot in a loop of errors.
// palantir/policy-bot#408, ManageIQ/miq_bot#234: nothing worked after the repository had moved.
test("another default branch, a new rule, a deleted issue and another name are taken as they come", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    const { owner, repo } = github;
    const { rest: api } = github.as("ada");

    await github.makeBranch("trunk");
    await api.repos.update({ owner, repo, default_branch: "trunk" });
    const number = await proposed(scene, { body: BODY });
    const [plan] = await github.pulls();
    expect(plan?.base.ref).toBe("trunk");
    await github.mergePull(plan?.number ?? 0);
    await rest();
    expect(await labelsOf(scene, number)).toEqual(["plan: approved"]);

    await github.makeBranch("work", "trunk");
    await github.setFile("work.txt", "1\n", { branch: "work" });
    const body = `Part of #${number}`;
    const work = await github.openPull({ title: "Work", head: "work", base: "trunk", body });
    await rest();
    const { sha } = (await github.pull(work)).head;
    const gates = async () => {
      const { data } = await api.checks.listForRef({ owner, repo, ref: sha });
      return data.check_runs.map(({ name, conclusion }) => [name, conclusion]);
    };
    expect(await gates()).toEqual([]);
    await github.setFile(CONFIG, "gate: require\n", { branch: "trunk" });
    await rest();
    expect(await gates()).toEqual([["Plan approved", "success"]]);

    const gone = await proposed(scene, { title: "Gone" });
    await github.deleteIssue(gone);
    await rest();
    const { deliveries, requests } = github;
    const count = requests.length;
    const told = deliveries.log.filter(({ event }) => event === "issues").slice(-3);
    for (const { guid } of told) deliveries.redeliver(guid);
    await rest();
    expect(requests.slice(count).filter(({ byApp }) => byApp).length).toBeLessThan(15);

    await github.renameRepository("orchard");
    await api.issues.addLabels({ owner, repo: "orchard", issue_number: number, labels: ["seen"] });
    await rest();
    expect(await statusOf(scene, number)).toContain(`/${owner}/orchard/`);
  });
});

// joomla/jissues#906, DeltaV-Station/Delta-v#5047: bots put a label on and took it off again, endlessly.
test("a label that another bot takes off each time is put back a few times only", async () => {
  await play(async (scene) => {
    const { github } = scene;
    const number = await github.openIssue({ title: "Fought over", body: BODY });
    const path = `/issues/${number}/labels`;
    let fights = 0;
    github.intercept(({ method, path: asked, byApp }) => {
      if (!byApp || method !== "POST" || !asked.endsWith(path) || fights > 20) return undefined;
      return {
        async after() {
          fights += 1;
          await github.unlabel(number, "plan: proposed");
        },
      };
    });
    await github.label(number, "needs-plan");
    await github.waitFor(async () => (await github.comments(number)).length > 0, {
      what: "the status comment",
    });
    await github.waitFor(async () => (await statusOf(scene, number)).includes("keeps removing"), {
      what: "a word about it",
    });
    expect(fights).toBeLessThanOrEqual(4);
  });
});
