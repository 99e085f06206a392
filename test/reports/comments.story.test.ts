import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "#jest";
import { editComment, tick } from "../bot/boxes.js";
import { labelsOf, planOf, proposed, statusOf, type Scene } from "../bot/scene.js";
import { refusal } from "../support/proxy/http.js";
import { after, sharedScene } from "./shared-scene.js";

// What people reported of bots that write comments and obey them. Each story names the report.

const shared = sharedScene();

const BODY = "## Steps\n\n- [ ] Count requests\n- [ ] Refuse with 429\n- [ ] Tell the caller\n";

async function ownComment({ github }: Scene, number: number) {
  const own = (await github.comments(number)).filter(({ user }) => user?.login.endsWith("[bot]"));
  expect(own).toHaveLength(1);
  return own[0];
}

// DefinitelyTyped/dt-mergebot#43: several events within a second, and the bot comments up to four times.
test("many events at once make one status comment", async () => {
  const { github, rest } = shared();
  const number = await github.openIssue({ title: "Burst", body: BODY });
  const labels = ["needs-plan", "bug", "priority: high", "area"];
  await Promise.all(labels.map((label) => github.label(number, label)));
  await rest();
  expect(await statusOf(shared(), number)).toContain("Plan proposed");
});

// openedx/openedx-webhooks#277: “Close with comment” is two events, each was answered with a comment.
test("a comment and a closing at the same time are told once", async () => {
  const { github, rest } = shared();
  const number = await proposed(shared(), { title: "Closed with a comment" });
  await Promise.all([github.comment(number, "No longer needed."), github.closeIssue(number)]);
  await rest();
  expect(await statusOf(shared(), number)).toContain("Closed without an approved plan");
});

// all-contributors/app#79: GitHub delivered an event again after a timeout, and the bot answered twice.
test("a command that is delivered again is answered once", async () => {
  const { github, rest } = shared();
  const number = await proposed(shared(), { title: "Delivered again", body: BODY });
  await after(shared(), github.comment(number, "/plan help"));
  const before = (await github.comments(number)).length;
  const { deliveries } = github;
  for (const { event, guid } of deliveries.log.slice(-20)) {
    if (event === "issue_comment") deliveries.redeliver(guid);
  }
  await rest();
  expect(await github.comments(number)).toHaveLength(before);
});

// renovatebot/renovate#19563: somebody emptied the dashboard, and from then on every run failed.
test("a status comment that was emptied is written again, in its place", async () => {
  const number = await proposed(shared(), { title: "Emptied" });
  const { id } = (await ownComment(shared(), number)) ?? {};
  await after(
    shared(),
    editComment(shared(), number, "ada", () => "-"),
  );
  const own = (await shared().github.comments(number)).filter(({ body }) => body !== "-");
  expect(own.map(({ body }) => body)).toEqual([expect.stringContaining("Plan proposed")]);
  expect(id).toBeGreaterThan(0);
});

// renovatebot/renovate#14638: each run made a new dashboard instead of updating the old one.
test("every look keeps the same comment", async () => {
  const { github } = shared();
  const number = await proposed(shared(), { title: "Same comment" });
  const first = await ownComment(shared(), number);
  for (const label of ["one", "two"]) await after(shared(), github.label(number, label));
  expect((await ownComment(shared(), number))?.id).toBe(first?.id);
});

// rust-lang/rfcbot-rs#253: two people ticked their boxes within a second, and one tick was lost.
// renovatebot/renovate#4355: boxes that are ticked while the bot works are reset by its next write.
test("boxes that two people tick at once are both ticked in the plan", async () => {
  const { github, rest } = shared();
  const number = await proposed(shared(), { title: "Two ticks", body: BODY });
  await editComment(shared(), number, "grace", tick("[Count requests]"));
  await editComment(shared(), number, "ada", tick("[Tell the caller]"));
  await rest();
  const { text } = await planOf(shared(), number, `plan/issue-${number}`);
  expect(text.match(/- \[x\].*(?:Count requests|Tell the caller)/g)).toHaveLength(2);
  expect(text).toMatch(/- \[ \].*Refuse with 429/);
  expect(await github.issue(number)).toMatchObject({ state: "open" });
});

test.each([
  // rust-lang/triagebot#1493: a quoted command was carried out once more.
  ["in a quote", "> /plan done 1\n\nI would not do that."],
  // conda-forge/conda-forge-webservices#411: a command in code was carried out.
  ["in code", "Write this:\n\n```\n/plan done 1\n```\n"],
  // servo/homu#202: naming the command in a sentence was enough.
  ["in a sentence", "Somebody should write /plan done 1 here."],
])("a command %s is none", async (name, comment) => {
  const { github } = shared();
  const number = await proposed(shared(), { title: `Command ${name}`, body: BODY });
  const id = await after(shared(), github.comment(number, comment));
  expect(await github.reactions(id)).toEqual([]);
  const { text } = await planOf(shared(), number, `plan/issue-${number}`);
  expect(text).toMatch(/- \[ \].*Count requests/);
});

// palantir/policy-bot#356: a comment that was edited later counted as what its author had said.
test("a command that is edited into a comment is not carried out", async () => {
  const { github } = shared();
  const number = await proposed(shared(), { title: "Edited", body: BODY });
  const comment_id = await after(shared(), github.comment(number, "Looks good."));
  // GitHub's times are whole seconds.
  await sleep(1100);
  const { owner, repo } = github;
  const body = "/plan done 1";
  const { issues } = github.as("grace").rest;
  await after(shared(), issues.updateComment({ owner, repo, comment_id, body }));
  const { text } = await planOf(shared(), number, `plan/issue-${number}`);
  expect(text).toMatch(/- \[ \].*Count requests/);
});

// rust-lang/triagebot#1661: the bot's own comment showed how a command is written, and it obeyed that.
test("what the App writes itself is no command", async () => {
  const { github } = shared();
  const number = await proposed(shared(), { title: "Own words", body: BODY });
  await after(shared(), github.comment(number, "/plan help"));
  const { length } = await github.comments(number);
  await after(shared(), github.label(number, "again"));
  expect(length).toBe(3);
  expect(await github.comments(number)).toHaveLength(length);
});

// probot/stale#25, actions/stale#51: comments on a locked issue are refused, and every run failed there.
test("a locked issue gets its plan, and its comment once it is unlocked", async () => {
  const { github } = shared();
  const message = "Unable to create comment because issue is locked.";
  const unlock = github.intercept(({ method, path }) =>
    method === "POST" && path.endsWith("/comments") ? { answer: refusal(403, message) } : undefined,
  );
  const number = await proposed(shared(), { title: "Locked" });
  expect((await github.pulls()).at(-1)?.head.ref).toBe(`plan/issue-${number}`);
  expect(await github.comments(number)).toEqual([]);
  // Of this issue alone: meanwhile, the App may look at the others again, for what its start has missed.
  const own = github.requests.filter(({ path }) => path.includes(`/issues/${number}/`));
  expect(own.filter(({ byApp }) => byApp).length).toBeLessThan(30);
  unlock();
  await after(shared(), github.label(number, "unlocked"));
  expect(await statusOf(shared(), number)).toContain("Plan proposed");
  expect(await labelsOf(shared(), number)).toContain("plan: proposed");
});

// MrLesk/Backlog.md#603: an edit of one field changed the file's name and other lines.
test("ticking a step changes that line and the date alone", async () => {
  const { github } = shared();
  const number = await proposed(shared(), { title: "One line", body: BODY });
  const branch = `plan/issue-${number}`;
  const before = await planOf(shared(), number, branch);
  await after(shared(), github.comment(number, "/plan done 2"));
  const now = await planOf(shared(), number, branch);
  expect(now.path).toBe(before.path);
  const old = new Set(before.text.split("\n"));
  const changed = now.text.split("\n").filter((line) => !old.has(line));
  expect(changed.filter((line) => !/Updated/.test(line))).toEqual([
    expect.stringMatching(/^- \[x\].*Refuse with 429/),
  ]);
  // github/spec-kit#1024: what was ticked was there twice then.
  expect(now.text.match(/Refuse with 429/g)).toHaveLength(
    before.text.match(/Refuse with 429/g)?.length ?? 0,
  );
});
