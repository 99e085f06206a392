import { afterEach, beforeEach, expect, test } from "#jest";
import { pino } from "pino";
import { onboard } from "../../../src/features/onboarding/run.js";
import {
  createInMemoryRunStorage,
  createSharedContext,
} from "../../../src/server/shared-context.js";
import { computeOnCopies } from "../../support/cloning-compute.js";
import { startGitHub, type EmbeddedGitHub } from "../../support/github.js";

const STATES = 6;

/** Runs in this process, against a GitHub of their own. */
let github: EmbeddedGitHub;

beforeEach(async () => {
  github = await startGitHub({ users: ["ada"], otherRepos: [".github", "web"] });
});
afterEach(() => github.close());

interface RunOptions {
  readonly repo?: string;
  /** Whether many repositories were added. */
  readonly isMany?: boolean;
  readonly onboarding?: boolean;
  readonly attempt?: number;
}

/** One run: the lines of its log, by level. */
async function run({ repo, isMany = false, onboarding = true, attempt = 1 }: RunOptions = {}) {
  const lines: { level: number; reason?: string }[] = [];
  const log = pino({}, { write: (line) => void lines.push(JSON.parse(line)) });
  const context = {
    github: await github.asApp(),
    bot: `${github.slug}[bot]`,
    attempt,
    rehearse: () => undefined,
    signal: new AbortController().signal,
    ...createSharedContext({
      compute: computeOnCopies,
      storage: createInMemoryRunStorage(Date.now),
      enqueue: () => Promise.resolve(),
      enqueueSoon: () => Promise.resolve(),
      waitForConsistency: () => Promise.resolve(),
      onboarding,
      log,
    }),
  };
  const { installationId, owner } = github;
  await onboard(context, {
    kind: "onboarding",
    installationId,
    owner,
    repo: repo ?? github.repo,
    ...(!isMany && { withIssue: true }),
  });
  return lines.filter(({ level }) => level >= 40);
}

const where = (repo = github.repo) => ({ owner: github.owner, repo });

async function issues(repo?: string) {
  const { rest } = github.as("ada");
  const { data } = await rest.issues.listForRepo({ ...where(repo), state: "all" });
  return data;
}

async function labels(repo?: string): Promise<readonly string[]> {
  const { data } = await github.as("ada").rest.issues.listLabelsForRepo(where(repo));
  return data.map(({ name }) => name).filter((name) => name.includes("plan"));
}

async function configure(repo: string, text: string): Promise<void> {
  await github.as("ada").rest.repos.createOrUpdateFileContents({
    ...where(repo),
    path: ".github/plansmith.yml",
    message: "Configure",
    content: Buffer.from(text).toString("base64"),
  });
}

test("the operator turns the issue off, and the labels are there all the same", async () => {
  expect(await run({ onboarding: false })).toEqual([]);
  expect(await issues()).toEqual([]);
  expect(await labels()).toHaveLength(1 + STATES);
});

test("the organization turns the issue off, and names the labels", async () => {
  await configure(".github", "onboarding: false\nlabels:\n  request: plan please\n");
  await run();
  expect(await issues()).toEqual([]);
  expect(await labels()).toContain("plan please");
  expect(await labels()).not.toContain("needs-plan");
  // A repository of its own mind.
  await configure("web", "onboarding: true\n");
  await run({ repo: "web" });
  expect(await issues("web")).toHaveLength(1);
  expect((await issues("web"))[0]?.body).not.toContain("```yaml");
});

test("one of many repositories gets the label that requests a plan, and nothing else", async () => {
  await run({ isMany: true });
  expect(await labels()).toEqual(["needs-plan"]);
  expect(await issues()).toEqual([]);
});

test("where the App may not write issues, nothing is written, and the log has one line", async () => {
  github.permissions = { ...github.permissions, issues: "read", pull_requests: "read" };
  const lines = await run();
  expect(lines).toHaveLength(1);
  expect(lines[0]?.reason).toContain("issues=write");
  github.permissions = { ...github.permissions, issues: "write" };
  expect(await issues()).toEqual([]);
  expect(await labels()).toEqual([]);
});

test.each([
  ["its issues are turned off", { has_issues: false }],
  ["it is read-only", { archived: true }],
])("where %s, nothing is written, and the log has one line", async (reason, change) => {
  await github.as("ada").rest.repos.update({ ...where(), ...change });
  const lines = await run();
  expect(lines.map((line) => line.reason)).toEqual([reason]);
  expect(await labels()).toEqual([]);
});

test("in a dry run, or with a configuration that has errors, nothing is written", async () => {
  await configure(github.repo, "dryRun: true\n");
  expect(await run()).toEqual([]);
  await configure("web", "labels: 3\n");
  expect(await run({ repo: "web" })).toHaveLength(1);
  for (const repo of [github.repo, "web"]) {
    expect(await labels(repo)).toEqual([]);
    expect(await issues(repo)).toEqual([]);
  }
});

test("a run that breaks at any write leaves one issue and all labels once it is run again", async () => {
  let writes = 0;
  let broken = -1;
  github.intercept(({ write }) => {
    if (!write) return undefined;
    writes += 1;
    // GitHub acts, and the answer is lost.
    return writes === broken ? "drop-after" : undefined;
  });
  for (let attempt = 1; attempt <= STATES + 2; attempt += 1) {
    writes = 0;
    broken = 1;
    await expect(run({ attempt })).rejects.toThrow();
  }
  broken = -1;
  await run({ attempt: 2 });
  expect(await issues()).toHaveLength(1);
  expect(await labels()).toHaveLength(1 + STATES);
});

test("of two onboarding issues the older one stays", async () => {
  await run();
  const [first] = await issues();
  const app = await github.asApp();
  const { data: second } = await app.rest.issues.create({
    ...where(),
    title: "Again",
    body: first?.body ?? "",
  });
  await run();
  const states = (await issues()).map(({ number, state }) => [number, state]);
  expect(Object.fromEntries(states)).toEqual({
    [first?.number ?? 0]: "open",
    [second.number]: "closed",
  });
});
