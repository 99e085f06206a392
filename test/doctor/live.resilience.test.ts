import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "#jest";
import { scrub } from "../../src/doctor/live/stage.js";
import { playAlone } from "../bot/scene.js";
import { appEnv } from "../support/bot.js";

/** Runs the command with an answer on its input, in `folder`. */
async function live(
  folder: string,
  repository: string,
  env: Readonly<Record<string, string>>,
  answer = "y\n",
): Promise<{ readonly code: number; readonly output: string }> {
  const child = spawn(process.execPath, [resolve("dist/cli.js"), "doctor", "--live", repository], {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "", NO_COLOR: "1", ...env },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
  child.stdin.end(answer);
  const [code] = await once(child, "close");
  return { code: Number(code), output };
}

test("the smoke test plays the main job, says what it measured, and cleans up", async () => {
  const folder = mkdtempSync(join(tmpdir(), "plansmith-smoke-"));
  try {
    await playAlone(
      async ({ github }) => {
        const { owner, repo } = github;
        const env = { ...appEnv(github, 3000), ADMIN_TOKEN: github.tokenOf("ada") };
        const report = join(folder, "smoke-report.md");

        expect(await live(folder, `${owner}/garden`, env)).toMatchObject({
          code: 2,
          output: expect.stringContaining("must contain “smoke”"),
        });
        expect(await live(folder, `${owner}/${repo}`, env, "n\n")).toMatchObject({ code: 2 });
        expect([await github.pulls(), existsSync(report)]).toEqual([[], false]);

        const { code, output } = await live(folder, `${owner}/${repo}`, {
          ...env,
          SECOND_TOKEN: github.tokenOf("grace"),
        });
        expect([code, output]).toEqual([0, expect.stringContaining("opened after")]);
        const text = readFileSync(report, "utf8");
        expect(text).toMatch(
          /\| The label needs-plan opens a plan pull request \| opened \| .* \| same \|/,
        );
        for (const [what, actual] of [
          ["CI runs for one plan", "1 push"],
          ["A comment that somebody reacted to counts as edited", "no; .*"],
          ["Who dismisses an approval after a push", "who pushed"],
        ]) {
          expect(text).toMatch(new RegExp(`\\| ${what} \\| .* \\| ${actual} \\| same \\|`));
        }
        expect(text).not.toMatch(/\| (?:different|unknown) \|$(?<!A transferred.*)/m);
        expect(text).toContain("### issues.labeled");
        for (const secret of [owner, github.tokenOf("ada"), github.webhookSecret]) {
          expect(text).not.toContain(secret);
        }
        const open = (await github.pulls()).filter(({ state }) => state === "open");
        expect(open).toEqual([]);
        const { data } = await github.as("ada").rest.repos.listBranches({ owner, repo });
        expect(data.map(({ name }) => name)).toEqual(["main"]);
        await expect(
          github.as("ada").rest.repos.getContent({ owner, repo, path: "plans" }),
        ).rejects.toMatchObject({ status: 404 });
      },
      { github: { repo: "plansmith-smoke" } },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 120_000);

test("payloads in the report tell nobody whose they are", () => {
  const payload = {
    action: "edited",
    issue: {
      id: 1234567,
      body: "by ada in acme/garden",
      html_url: "https://github.com/acme/garden",
    },
    sender: { login: "ada", email: "ada@acme.example" },
  };
  expect(scrub(payload, ["acme", "garden", "ada"])).toEqual({
    action: "edited",
    issue: { id: 1111111, body: "by x in x/x", html_url: "x" },
    sender: { login: "x", email: "x" },
  });
});
