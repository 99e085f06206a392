import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { ListedPlan } from "../../src/features/dashboard/rules.js";
import { dashboardText } from "../../src/features/dashboard/text.js";
import { startGitHub, type EmbeddedGitHub } from "../../test/support/github.js";
import { startLocalBot } from "../../test/support/local-bot.js";
import { ISSUE } from "../demo/issue.js";
import { DEMO_GITHUB, prepareRepository } from "../demo/serve.js";
import { headingView, postView, type Viewer } from "../demo/site/conversation.js";
import { statusComment } from "../demo/site/guide.js";
import { html, type Html } from "../demo/site/html.js";
import { mergeBox } from "../demo/site/pull.js";
import { createReader, type Post, type Reader } from "../demo/site/read.js";

/** Something of the product, to be shown as a picture. */
export interface Scene {
  /** The name of its files in `docs/pictures/`, before the theme and the ending. */
  readonly name: string;
  /** CSS pixels. */
  readonly width: number;
  /** Equal whenever the product is: without times, addresses and names of commits by chance. */
  readonly markup: string;
  /** SHA-256 of the markup, in hexadecimal digits. */
  readonly hash: string;
}

/** How long each thing may take, in milliseconds: the machine may be busy. */
const PATIENCE = { timeoutMs: 120_000 };

/** A status comment that nobody writes for so long, in milliseconds, is as it stays. */
const QUIET_MS = 2000;

/**
 * Plays the App against the embedded GitHub, in this process, and gives what the documentation
 * shows of it.
 */
export async function playScenes(): Promise<readonly Scene[]> {
  const github = await startGitHub({ ...DEMO_GITHUB, validate: false });
  const bot = await startLocalBot(github);
  try {
    await prepareRepository(github);
    const reader = createReader(github);
    return await play(github, reader);
  } finally {
    await bot.stop();
    await github.close();
  }
}

async function play(github: EmbeddedGitHub, reader: Reader): Promise<readonly Scene[]> {
  const viewer: Viewer = {
    login: "maintainer",
    isPicture: true,
    siteUrl: github.url,
    repository: `${github.owner}/${github.repo}`,
    labels: [],
  };
  const says = (words: string) => waitForStatus(github, reader, 1, words);
  const maintainer = { login: "maintainer" };

  const where = { owner: github.owner, repo: github.repo };
  const { rest } = github.as("maintainer");
  await rest.issues.addAssignees({ ...where, issue_number: 1, assignees: ["maintainer"] });
  await github.label(1, "needs-plan", "maintainer");
  await says("Plan proposed");
  const plan = await github.waitFor(async () => {
    const found = await reader.pull(2);
    return found?.checks.some(({ conclusion }) => conclusion === "neutral") && found;
  }, PATIENCE);
  const about = html`plansmith wants to merge <code>${plan.head}</code> into
    <code>${plan.base}</code>`;
  const proposed = html`${headingView("pulls", plan, about)} ${postView(plan.body, plan, viewer)}
  ${mergeBox(plan, viewer)}`;

  await github.mergePull(2, maintainer);
  await says("Plan approved");
  await openWork(github, "Add the token bucket", "bucket", "Part of #1\n\nPlan-Step: 1, 2");
  await says("/pull/3)");
  await github.mergePull(3, maintainer);
  const text = await says("Tick all proven items");
  const line = text.split("\n").findIndex((one) => one.startsWith("- [ ] Tick all proven items"));
  const comment = statusComment((await reader.issue(1))!)!;
  await rest.issues.updateComment({
    ...where,
    comment_id: comment.id,
    body: text.split("\n").with(line, text.split("\n")[line]!.replace("[ ]", "[x]")).join("\n"),
  });
  await github.waitFor(async () => (await reader.pull(4))?.state === "open", PATIENCE);
  await github.mergePull(4, maintainer);
  await says("**2/5**");
  await openWork(github, "Answer 429 with Retry-After", "answer", "Part of #1\n\nPlan-Step: 3");
  await says("/pull/5)");
  const inProgress = await issueAtRest(reader, 1);

  return [
    scene(
      "status-comment",
      390,
      postView(statusComment(inProgress!)!, inProgress!, viewer),
      github.url,
    ),
    scene("plan-pull-request", 720, proposed, github.url),
    scene("dashboard", 720, dashboardPost(viewer.repository)),
  ];
}

/** A dashboard with a plan in every state, on a day of its own. */
function dashboardPost(repository: string): Html {
  const viewer: Viewer = {
    login: "maintainer",
    isPicture: true,
    siteUrl: "https://github.com",
    repository,
    labels: [],
  };
  const today = new Date("2026-03-12T09:30:00Z");
  const ago = (days: number): number => today.getTime() - days * 86_400_000;
  const input = { plans: plansOf(viewer, ago), unread: 0, staleAfter: 14, hasBoxes: true };
  const at = today.toISOString();
  const post: Post = {
    kind: "issue",
    id: 9,
    author: "plansmith[bot]",
    at,
    isEdited: false,
    body: dashboardText(input, today, at),
    verdict: undefined,
  };
  return postView(post, { number: 9 }, viewer);
}

function plansOf(
  { siteUrl, repository }: Viewer,
  ago: (days: number) => number,
): readonly ListedPlan[] {
  const plan = (number: number, title: string, fields: Partial<ListedPlan>): ListedPlan => ({
    number,
    title,
    url: `${siteUrl}/${repository}/issues/${number}`,
    state: "in progress",
    closedAt: undefined,
    owners: ["maintainer"],
    pull: number + 1,
    progress: undefined,
    since: undefined,
    movedAt: ago(1),
    waits: [],
    reason: undefined,
    due: undefined,
    ...fields,
  });
  return [
    plan(31, "Show customers what is left of their limit", {
      state: "proposed",
      waits: ["reviewer"],
    }),
    plan(27, "Rotate the keys without downtime", {
      state: "blocked",
      reason: "waits for the new vault",
      progress: { done: 2, total: 6 },
      since: ago(9),
    }),
    plan(1, ISSUE.title, { progress: { done: 2, total: 5 }, since: ago(8), due: "2026-03-20" }),
    plan(18, "Move the reports to the worker", {
      progress: { done: 3, total: 4 },
      since: ago(40),
      movedAt: ago(21),
      owners: [],
    }),
    plan(24, "Log who is refused", { state: "approved", progress: { done: 0, total: 3 } }),
    plan(12, "Answer in JSON everywhere", {
      state: "completed",
      progress: { done: 7, total: 7 },
      since: ago(20),
      closedAt: new Date(ago(3)).toISOString(),
    }),
  ];
}

async function openWork(
  github: EmbeddedGitHub,
  title: string,
  head: string,
  body: string,
): Promise<void> {
  await github.setFile(`src/${head}.ts`, "export {};\n", { branch: head, login: "maintainer" });
  await github.openPull({ title, head, body, login: "maintainer" });
}

/** Waits until the status comment of an issue says `words`, and gives its text. */
async function waitForStatus(
  github: EmbeddedGitHub,
  reader: Reader,
  number: number,
  words: string,
): Promise<string> {
  return github.waitFor(
    async () => {
      const issue = await reader.issue(number);
      const body = issue && statusComment(issue)?.body;
      return body?.includes(words) && body;
    },
    { ...PATIENCE, what: `“${words}” in the status comment of #${number}` },
  );
}

/** An issue whose status comment is not written any more: several events may each change it once. */
async function issueAtRest(reader: Reader, number: number): ReturnType<Reader["issue"]> {
  for (let before: string | undefined; ;) {
    const issue = await reader.issue(number);
    const body = issue && statusComment(issue)?.body;
    if (body !== undefined && body === before) return issue;
    before = body;
    await sleep(QUIET_MS);
  }
}

function scene(name: string, width: number, content: Html, siteUrl?: string): Scene {
  const all = content.toString();
  const markup = siteUrl === undefined ? all : withoutChance(all, siteUrl);
  return { name, width, markup, hash: createHash("sha256").update(markup).digest("hex") };
}

/** Markup in which every day, time, commit and address is always the same one. */
export function withoutChance(markup: string, siteUrl: string): string {
  return markup
    .replaceAll(siteUrl, "https://github.com")
    .replaceAll(/\b[\da-f]{40}\b/g, "9f2c1e7ab8d05364c7e1f0a2b3d4c5e6f7a8b9c0")
    .replaceAll(/(?<=>)[\da-f]{7}(?=<)/g, "9f2c1e7")
    .replaceAll(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, "2026-03-12T09:30:00Z")
    .replaceAll(/\b\d{4}-\d\d-\d\d\b/g, "2026-03-12")
    .replaceAll(/\b\d\d:\d\d(?= UTC)/g, "09:30");
}
