import { expect, test } from "#jest";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { findOperation } from "../support/contract/description.js";
import {
  createRunner,
  initWorkflow,
  permissionsOf,
  startActionsGitHub,
} from "../support/actions.js";
import { contractTable } from "../support/contract/page.js";
import { asObject, trusted } from "../support/json.js";
import { labelsOf, proposed, statusOf, type Scene } from "./scene.js";
import { play } from "./stage.js";

const manifest = asObject(parse(readFileSync("app.yml", "utf8")));
const all = trusted<Readonly<Record<string, string>>>(manifest["default_permissions"]);

/**
 * By what is missing: what the issue says, what the operator's log names, and in how many lines.
 * Nothing is said on an issue that cannot be read or written.
 */
const MISSING: readonly (readonly [string, string, string, number?])[] = [
  ["no checks", "Plan proposed", "checks=write"],
  ["checks: read", "Plan proposed", "checks=write"],
  ["no contents", "contents=read", "contents=read"],
  ["contents: read", "contents=write", "contents=write"],
  ["no issues", "", "issues=read"],
  ["issues: read", "", "issues=write"],
  // It only lets GitHub report merge queues.
  ["no merge_queues", "Plan proposed", "", 0],
  // GitHub gives it to every App.
  ["no metadata", "metadata=read", "metadata=read"],
  ["no pull_requests", "pull_requests=write", "pull_requests=write"],
  ["pull_requests: read", "pull_requests=write", "pull_requests=write"],
];

/** The same for the action: what its log says, and whether the run fails. */
const MISSING_IN_WORKFLOW: readonly (readonly [string, string, 0 | 1])[] = [
  ["no checks", "checks=write", 0],
  ["checks: read", "checks=write", 0],
  ["no contents", "contents=read", 1],
  ["contents: read", "contents=write", 1],
  ["no issues", "issues=read", 1],
  ["issues: read", "issues=write", 1],
  ["no pull_requests", "pull_requests=write", 1],
  ["pull_requests: read", "pull_requests=write", 1],
];

/** Each permission missing in turn, and each to write made one to read. */
function eachMissing(permissions: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(permissions).flatMap(([name, access]) =>
    access === "write" ? [`no ${name}`, `${name}: read`] : [`no ${name}`],
  );
}

/** The permissions without one of {@link eachMissing}. */
function lacking(
  permissions: Readonly<Record<string, string>>,
  missing: string,
): Readonly<Record<string, string>> {
  const [, name = "", access] = /^(?:no )?(\w+)(?:: (\w+))?$/.exec(missing) ?? [];
  const others = Object.fromEntries(
    Object.entries(permissions).filter(([given]) => given !== name),
  );
  return access === undefined ? others : { ...others, [name]: access };
}

/** The lines of the log that tell the operator of an issue that something could not be done. */
function linesOf({ bot, github }: Scene, number: number): readonly string[] {
  const item = `"item":"${github.owner}/${github.repo}#${number}"`;
  return bot
    .output()
    .split("\n")
    .filter((line) => line.includes(item) && /"level":[45]0/.test(line));
}

test("the bot does its work with just the permissions of app.yml, and says which one is missing", async () => {
  await play(async (scene) => {
    const { github, rest, bot } = scene;
    const whole = await proposed(scene, { title: "All permissions", assignees: ["ada"] });
    const [pull] = await github.pulls();
    await github.mergePull(pull?.number ?? 0);
    await rest();
    expect(await labelsOf(scene, whole)).toEqual(["plan: approved"]);
    await github.closeIssue(whole);
    await rest();
    expect(await statusOf(scene, whole)).toContain("Completed");
    expect(bot.output()).not.toContain("not accessible");

    /** What somebody sees and the operator reads where a permission is missing. */
    async function without(missing: string, times: number) {
      github.permissions = lacking(all, missing);
      const number = await proposed(scene, { title: "A permission is missing" });
      const comments = (await github.comments(number)).map(({ body }) => body ?? "");
      // What a process writes is read a moment later.
      const read = (): readonly string[] | undefined => {
        const found = linesOf(scene, number);
        return found.length < times ? undefined : found;
      };
      const lines = await github.waitFor(read);
      // It ends there: one more event is one more look, and nothing is said twice.
      await github.label(number, "later");
      await rest();
      expect(await github.comments(number)).toHaveLength(comments.length);
      return { told: comments.join("\n"), lines: lines.join("\n"), count: lines.length };
    }

    expect(MISSING.map(([missing]) => missing).toSorted()).toEqual(eachMissing(all).toSorted());
    const seen: unknown[] = [];
    for (const [missing, word, line, times = 1] of MISSING) {
      const { told, lines, count } = await without(missing, times);
      const isTold = word === "" ? told === "" : told.includes(word);
      seen.push([missing, isTold ? word : told, lines.includes(line) ? line : lines, count]);
    }
    expect(seen).toEqual(
      MISSING.map(([missing, word, line, times = 1]) => [missing, word, line, times]),
    );

    github.permissions = all;
    const last = await proposed(scene, { title: "All again" });
    expect(await statusOf(scene, last)).toContain("Plan proposed");
    expect(await bot.stop()).toBe(0);

    const names = [...contractTable("Endpoints"), ...contractTable("Queries")];
    const documented = new Set(names.map(([name]) => name));
    const asked = github.requests.flatMap(({ byApp, method, path, operation }) => {
      if (!byApp) return [];
      return operation || (findOperation(method, path)?.operation.name ?? `${method} ${path}`);
    });
    expect([...new Set(asked)].filter((endpoint) => !documented.has(endpoint))).toEqual([]);
  });
}, 60_000);

test("the action does its work with just the permissions of the workflow, and says which one is missing", async () => {
  const github = await startActionsGitHub();
  const runner = createRunner(github);
  const given = permissionsOf(initWorkflow());
  const written = lacking(given, "no metadata");
  expect(MISSING_IN_WORKFLOW.map(([missing]) => missing).toSorted()).toEqual(
    eachMissing(written).toSorted(),
  );
  try {
    const propose = async (): Promise<void> => {
      const number = await github.openIssue({ title: "A limiter", assignees: ["ada"] });
      await runner.take();
      await github.label(number, "needs-plan");
    };
    const seen: unknown[] = [];
    for (const [missing, word] of MISSING_IN_WORKFLOW) {
      github.permissions = lacking(given, missing);
      await propose();
      const run = await runner.runAll();
      seen.push([missing, run?.log.includes(word) ? word : run?.log, run?.code]);
      const told = run?.log.split("\n").filter((line) => /^::(?:error|warning) /.test(line));
      expect([missing, told?.length]).toEqual([missing, 1]);
    }
    expect(seen).toEqual(MISSING_IN_WORKFLOW);
    github.permissions = given;
    await propose();
    expect(await runner.runAll()).toMatchObject({ code: 0, log: "" });
  } finally {
    await github.close();
  }
}, 60_000);
