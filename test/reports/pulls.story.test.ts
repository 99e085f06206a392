import { expect, test } from "#jest";
import { labelsOf, planOf, proposed, statusOf, type Scene } from "../bot/scene.js";
import { answer, refusal } from "../support/proxy/http.js";
import { after, sharedScene } from "./shared-scene.js";

// What people reported of bots that open pull requests. Each story names the report.

const shared = sharedScene();

const BODY = "## Steps\n\n- [ ] Count requests\n- [ ] Refuse with 429\n";

/** The plan's pull requests of an issue, oldest first. */
async function pullsOf({ github }: Scene, number: number) {
  return (await github.pulls()).filter(({ head }) => head.ref === `plan/issue-${number}`);
}

async function change(
  { github }: Scene,
  issue_number: number,
  to: { body?: string; title?: string },
) {
  const { owner, repo } = github;
  return github.as("ada").rest.issues.update({ owner, repo, issue_number, ...to });
}

// github/spec-kit#2968: running the command a second time made everything a second time.
test("asking again makes no second plan", async () => {
  const { github } = shared();
  const number = await proposed(shared(), { title: "Twice", body: BODY });
  await after(shared(), github.label(number, "needs-plan"));
  await after(shared(), github.comment(number, "/plan"));
  expect(await pullsOf(shared(), number)).toHaveLength(1);
  expect(await labelsOf(shared(), number)).toEqual(["plan: proposed"]);
});

// niavasha/plex-mcp-server#111: the release bot wrote its pull request again, and hand edits were gone.
test("what people write into the open plan stays when the issue changes", async () => {
  const { github, rest } = shared();
  const number = await proposed(shared(), { title: "By hand", body: BODY });
  const branch = `plan/issue-${number}`;
  const { path, text } = await planOf(shared(), number, branch);
  await github.setFile(path, text.replace("Count requests", "Count requests per client"), {
    branch,
  });
  await rest();
  await after(shared(), change(shared(), number, { body: BODY.replace("429", "status 429") }));
  const now = (await planOf(shared(), number, branch)).text;
  expect(now).toContain("Count requests per client");
  expect(now).toContain("Refuse with status 429");
});

// Mergifyio/mergify#442: a pull request that people reopened was closed by the bot again and again.
test("a plan pull request that is closed stays closed, and one that is reopened stays open", async () => {
  const { github, rest } = shared();
  const number = await proposed(shared(), { title: "Reopened" });
  const [pull] = await pullsOf(shared(), number);
  const pull_number = pull?.number ?? 0;
  await after(shared(), github.closePull(pull_number));
  await after(shared(), github.label(number, "other"));
  expect((await pullsOf(shared(), number)).map(({ state }) => state)).toEqual(["closed"]);
  const { owner, repo } = github;
  await github.as("ada").rest.pulls.update({ owner, repo, pull_number, state: "open" });
  await rest();
  expect((await pullsOf(shared(), number)).map(({ state }) => state)).toEqual(["open"]);
  expect(await statusOf(shared(), number)).toContain("Plan proposed");
});

// robvanderleek/create-issue-branch#80: no pull request can be opened from a branch without a commit.
test("a branch that is there without a commit gets the plan, and its pull request", async () => {
  const { github } = shared();
  const number = await github.openIssue({ title: "Bare branch", body: BODY });
  await github.makeBranch(`plan/issue-${number}`);
  await after(shared(), github.label(number, "needs-plan"));
  expect(await pullsOf(shared(), number)).toHaveLength(1);
  expect((await planOf(shared(), number, `plan/issue-${number}`)).text).toContain("Count requests");
});

// googleapis/release-please#1034, renovatebot/renovate#2032: the description was longer than GitHub takes.
test("a very long issue still gets its pull request and its comment", async () => {
  const steps = Array.from({ length: 500 }, (_, index) => `- [ ] Step ${index} ${"x".repeat(90)}`);
  const number = await proposed(shared(), {
    title: "Long",
    body: `## Steps\n\n${steps.join("\n")}`,
  });
  const [pull] = await pullsOf(shared(), number);
  expect(pull?.body?.length).toBeLessThanOrEqual(65_536);
  expect(await statusOf(shared(), number)).toContain("500 steps");
});

// renovatebot/renovate#2558, dependabot/dependabot-core#427: names in a copied text notified people.
test("people whom an issue names are not notified by the App", async () => {
  const body = `${BODY}\n## Notes\n\nAsk @grace and @acme/team.\n`;
  const number = await proposed(shared(), { title: "Ask @grace", body });
  const [pull] = await pullsOf(shared(), number);
  for (const text of [pull?.title, pull?.body, await statusOf(shared(), number)]) {
    expect(text).not.toMatch(/@(?:grace|acme)/);
  }
});

// ThioJoe/YT-Spam-Lists#2: a commit message named another issue by mistake, and merging closed it.
test("merging a plan closes no issue, whatever the title says", async () => {
  const { github } = shared();
  const other = await github.openIssue({ title: "Stays open" });
  const number = await proposed(shared(), { title: `Fixes #${other}`, body: BODY });
  const [pull] = await pullsOf(shared(), number);
  await after(shared(), github.mergePull(pull?.number ?? 0, { method: "squash" }));
  expect((await github.issue(other)).state).toBe("open");
  expect((await github.issue(number)).state).toBe("open");
  expect(await labelsOf(shared(), number)).toEqual(["plan: approved"]);
});

// MrLesk/Backlog.md#783: the same task on several branches counted as several tasks.
test("a copy of the plan on another branch changes nothing", async () => {
  const { github, rest } = shared();
  const number = await proposed(shared(), { title: "Copied", body: BODY });
  const before = await statusOf(shared(), number);
  await github.makeBranch(`copy-${number}`, `plan/issue-${number}`);
  await rest();
  await after(shared(), github.setFile("notes.md", "Mine\n", { branch: `copy-${number}` }));
  expect(await statusOf(shared(), number)).toBe(before);
  expect(await pullsOf(shared(), number)).toHaveLength(1);
});

// tomasbjerre/git-changelog-lib#76: what was reverted was still listed as done.
test("work that is reverted does not count any more", async () => {
  const { github, rest } = shared();
  const number = await proposed(shared(), { title: "Reverted", body: BODY });
  const [plan] = await pullsOf(shared(), number);
  await after(shared(), github.mergePull(plan?.number ?? 0));
  await github.setFile("work.txt", "1\n", { branch: `work-${number}` });
  const body = `Part of #${number}`;
  const work = await github.openPull({ title: "Work", head: `work-${number}`, body });
  await after(shared(), github.mergePull(work));
  expect(await labelsOf(shared(), number)).toEqual(["plan: in progress"]);
  const sha = (await github.pull(work)).merge_commit_sha ?? "";
  const message = `Revert "Work"\n\nThis reverts commit ${sha}.`;
  await github.removeFile("work.txt", { message });
  await rest();
  expect(await labelsOf(shared(), number)).toEqual(["plan: approved"]);
  expect(await statusOf(shared(), number)).toContain("merged, reverted in");
});

// palantir/policy-bot#818: a pull request got another base branch, and was judged as before.
test("a plan pull request that is retargeted is approved only where the default branch has it", async () => {
  const { github, rest } = shared();
  const number = await proposed(shared(), { title: "Retargeted", body: BODY });
  const [plan] = await pullsOf(shared(), number);
  const pull_number = plan?.number ?? 0;
  const { owner, repo } = github;
  await github.makeBranch(`next-${number}`);
  await github.as("ada").rest.pulls.update({ owner, repo, pull_number, base: `next-${number}` });
  await rest();
  await after(shared(), github.mergePull(pull_number));
  expect(await statusOf(shared(), number)).toContain(`Plan merged into \`next-${number}\``);
  expect(await labelsOf(shared(), number)).toEqual(["plan: proposed"]);
});

// probot/probot#779: at the rate limit the bot stopped in the middle, and never went on.
test("a rate limit in the middle is waited for, and the rest follows", async () => {
  const { github } = shared();
  const limited = refusal(403, "You have exceeded a secondary rate limit.");
  let count = 0;
  const remove = github.intercept(({ method, path }) => {
    if (method !== "POST" || !path.endsWith("/pulls") || count > 0) return undefined;
    count += 1;
    return { answer: { ...limited, headers: { ...limited.headers, "retry-after": "1" } } };
  });
  const number = await proposed(shared(), { title: "Limited" });
  await github.waitFor(async () => (await pullsOf(shared(), number)).length === 1, {
    what: "the pull request",
  });
  await shared().rest();
  remove();
  expect(count).toBe(1);
  expect(await statusOf(shared(), number)).toContain("Plan proposed");
});

// solana-foundation/solana-developer-platform#602: the branch was deleted, and every update failed.
test("a plan branch that is deleted ends the proposal, and the next request begins anew", async () => {
  const { github } = shared();
  const number = await proposed(shared(), { title: "Deleted branch", body: BODY });
  await after(shared(), github.deleteBranch(`plan/issue-${number}`));
  expect(await statusOf(shared(), number)).toContain("Plan rejected");
  await after(shared(), github.label(number, "needs-plan"));
  expect((await pullsOf(shared(), number)).map(({ state }) => state)).toEqual(["closed", "open"]);
});

// EnricoMi/publish-unit-test-result-action#419: GitHub goes on answering with its limit.
test("an answer of GitHub's that is none is asked for again", async () => {
  const { github } = shared();
  let count = 0;
  const remove = github.intercept(({ method, path, byApp }) => {
    if (!byApp || method !== "GET" || !path.endsWith("/timeline") || count >= 2) return undefined;
    count += 1;
    return { answer: answer(502, { message: "Bad gateway" }) };
  });
  const number = await proposed(shared(), { title: "Bad gateway" });
  remove();
  expect(await pullsOf(shared(), number)).toHaveLength(1);
});
