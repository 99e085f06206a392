import { setTimeout as sleep } from "node:timers/promises";
import { createAppClient } from "../../doctor/app.js";
import { smokeTest } from "../../doctor/live/live.js";
import { smokeReport } from "../../doctor/live/report.js";
import { readEnv } from "../../environment/env.js";
import { loadEnvFile } from "../../environment/env-file.js";
import { fetchWithTimeout } from "../../github/http/transport.js";
import { printable, UsageError, type ExitCode, type Io } from "../io.js";

/** Where the report is written. */
const REPORT = "smoke-report.md";

/**
 * Plays the main job on a throw-away repository of the real GitHub, with the bot that runs, and writes
 * what it measured to `smoke-report.md`.
 *
 * @param repository `OWNER/REPO`; the name must contain `smoke`
 * @returns 1 where Plansmith did not do its work
 * @throws UsageError where something is missing, before anything is written
 */
export async function doctorLive(io: Io, repository: string): Promise<ExitCode> {
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(repository) ?? [];
  if (owner === undefined || repo === undefined) throw new UsageError("--live wants OWNER/REPO");
  if (!repo.includes("smoke")) {
    throw new UsageError(`${repo} is no throw-away repository: its name must contain “smoke”`);
  }
  const source = { ...io.env };
  loadEnvFile(source);
  const env = readEnv(source);
  if (env.app === undefined) throw new UsageError("APP_ID is missing: there is no App yet");
  const adminToken = source["ADMIN_TOKEN"];
  if (!adminToken) throw new UsageError("ADMIN_TOKEN is missing: the token of an owner");
  io.err(
    `This opens issues and pull requests in ${repository}, merges, and renames it and back.\n`,
  );
  io.err("Plansmith must run and receive its deliveries. Go on? [y/N] ");
  const answer = new TextDecoder().decode(await io.stdin(1)).trim();
  if (!/^y(?:es)?$/i.test(answer)) throw new UsageError("nothing was done");
  const { measurements, payloads } = await smokeTest({
    owner,
    repo,
    apiUrl: env.githubApiUrl,
    adminToken,
    secondToken: source["SECOND_TOKEN"] || undefined,
    app: createAppClient(env.app, env.githubApiUrl, fetchWithTimeout),
    send: fetchWithTimeout,
    now: () => Date.now(),
    sleep: (ms) => sleep(ms),
    onMeasured: ({ what, expected, actual, result }) =>
      io.out(
        printable(`${result.padEnd(9)} ${what}: expected ${expected}; actual ${actual}`) + "\n",
      ),
  });
  const at = io.now().toISOString();
  await io.writeFile(REPORT, smokeReport(measurements, payloads, { at, github: env.githubApiUrl }));
  io.out(`\nWrote ${REPORT}.\n`);
  const isBroken = measurements.some(({ isEssential, result }) => isEssential && result !== "same");
  return isBroken ? 1 : 0;
}
