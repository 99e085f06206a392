import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { EmbeddedGitHub } from "../support/github.js";
import { waitFor } from "../support/wait-for.js";

const run = promisify(execFile);

/** What is loaded before the App, so that it ends when the test does. */
export const STARTER = new URL("../support/end-with-starter.js", import.meta.url).href;

/** For what npm fetches and installs. */
export const LIMIT_MS = 300_000;

/** The program of a version of Node.js, which npm fetches where it is not there. */
export async function nodeOf(version: string): Promise<string> {
  const args = ["-y", "-p", `node@${version}`, "node", "-p", "process.execPath"];
  const { stdout } = await run("npx", args);
  return stdout.trim();
}

/** Asks for a plan of a new issue, and waits for its pull request. */
export async function opensPlan(github: EmbeddedGitHub, title: string): Promise<void> {
  const number = await github.openIssue({ title });
  await github.label(number, "needs-plan");
  const { owner, repo } = github;
  await waitFor(
    async () => {
      const { data } = await github.as("ada").rest.pulls.list({ owner, repo });
      return data.some(({ head }) => head.ref === `plan/issue-${number}`);
    },
    { timeoutMs: 30_000, what: "the plan pull request" },
  );
}
