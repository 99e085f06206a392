import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { findOperation } from "../support/contract/description.js";
import { contractTable } from "../support/contract/page.js";
import { asObject, trusted } from "../support/json.js";
import { labelsOf, proposed, statusOf, type Scene } from "./scene.js";
import { play } from "./stage.js";

const manifest = asObject(parse(readFileSync("app.yml", "utf8")));
const all = trusted<Readonly<Record<string, string>>>(manifest["default_permissions"]);

/** The lines of the log that tell the operator of an issue that was given up on. */
function givenUp({ bot, github }: Scene, number: number): readonly string[] {
  const item = `"item":"${github.owner}/${github.repo}#${number}"`;
  return bot
    .output()
    .split("\n")
    .filter((line) => line.includes(item) && line.includes('"level":50'));
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
    async function without(missing: Readonly<Record<string, string | undefined>>) {
      const given = Object.entries({ ...all, ...missing });
      github.permissions = Object.fromEntries(
        given.flatMap(([name, access]) => (access === undefined ? [] : [[name, access]])),
      );
      const number = await proposed(scene, { title: "A permission is missing" });
      const comments = (await github.comments(number)).map(({ body }) => body ?? "");
      const lines = givenUp(scene, number);
      // It ends there: one more event is one more look, and nothing is said twice.
      await github.label(number, "later");
      await rest();
      expect(await github.comments(number)).toHaveLength(comments.length);
      return { told: comments.join("\n"), lines: lines.join("\n"), count: lines.length };
    }

    const contents = await without({ contents: undefined });
    expect(contents.told).toContain("contents=read");
    const push = await without({ contents: "read" });
    expect(push.told).toContain("contents=write");
    expect([push.count, push.lines.includes("contents=write")]).toEqual([1, true]);
    const pulls = await without({ pull_requests: undefined });
    expect(pulls.told).toContain("pull_requests=");
    expect([pulls.count, pulls.lines.includes("pull_requests=")]).toEqual([1, true]);
    const open = await without({ pull_requests: "read" });
    expect(open.told).toContain("pull_requests=write");
    expect([open.count, open.lines.includes("pull_requests=write")]).toEqual([1, true]);
    const issues = await without({ issues: undefined });
    expect([issues.told, issues.count, issues.lines.includes("issues=read")]).toEqual([
      "",
      1,
      true,
    ]);
    const comment = await without({ issues: "read" });
    expect([comment.told, comment.lines.includes("issues=write")]).toEqual(["", true]);
    const checks = await without({ checks: undefined });
    expect(checks.told).toContain("Plan proposed");

    github.permissions = all;
    const last = await proposed(scene, { title: "All again" });
    expect(await statusOf(scene, last)).toContain("Plan proposed");
    expect(await bot.stop()).toBe(0);

    const documented = new Set(contractTable("Endpoints").map(([endpoint]) => endpoint));
    const asked = github.requests.flatMap(({ byApp, method, path }) =>
      byApp ? [findOperation(method, path)?.operation.name ?? `${method} ${path}`] : [],
    );
    expect([...new Set(asked)].filter((endpoint) => !documented.has(endpoint))).toEqual([]);
  });
}, 60_000);
