import { setTimeout as sleep } from "node:timers/promises";
import { createAppClient } from "../../doctor/app.js";
import { examine } from "../../doctor/doctor.js";
import { error, ok, type Finding } from "../../doctor/finding.js";
import { smokeTest } from "../../doctor/live/live.js";
import { smokeReport } from "../../doctor/live/stage.js";
import { readRedisFacts, type RedisFacts } from "../../doctor/redis.js";
import { loadEnvFile } from "../../environment/files.js";
import { EnvError, readEnv, type Env } from "../../environment/env.js";
import { counted } from "../../features/words.js";
import { fetchWithTimeout } from "../../github/http/transport.js";
import { reasonOf } from "../../model/errors.js";
import { connectRedis, databaseOf, type RedisAddress } from "../../storage/redis.js";
import { painter, printable, type ExitCode, type Io, UsageError } from "../io.js";

const MARKS = {
  ok: ["green", "ok"],
  warning: ["yellow", "warning"],
  error: ["red", "error"],
} as const;

/** How long Redis may take to answer, in milliseconds. */
const REDIS_MS = 5000;

/**
 * Prints what is set up well and what is not, and which variable or setting to change.
 *
 * @returns 1 where there is an error
 */
export async function doctor(io: Io): Promise<ExitCode> {
  const findings = await findingsOf({ ...io.env });
  const paint = painter(io.outColours);
  for (const { level, check, message, fix } of findings) {
    const [colour, mark] = MARKS[level];
    io.out(`${paint(colour, mark.padEnd(8))} ${check.padEnd(13)} ${printable(message)}\n`);
    if (fix !== undefined) io.out(`${" ".repeat(23)}${printable(fix)}\n`);
  }
  const errors = findings.filter(({ level }) => level === "error").length;
  const warnings = findings.filter(({ level }) => level === "warning").length;
  io.out(`\n${counted(errors, "error")}, ${counted(warnings, "warning")}\n`);
  return errors > 0 ? 1 : 0;
}

async function findingsOf(source: Record<string, string | undefined>): Promise<readonly Finding[]> {
  let env: Env;
  try {
    loadEnvFile(source);
    env = readEnv(source);
  } catch (failure) {
    if (failure instanceof EnvError) {
      return failure.problems.map((problem) => {
        const [variable = ""] = problem.split(" ");
        return error("environment", `${problem}.`, `.env.example says what ${variable} takes.`);
      });
    }
    const reason = reasonOf(failure);
    return [error("environment", `.env cannot be read: ${reason}.`, "Check who may read .env.")];
  }
  const { app, redis } = env;
  if (app === undefined) {
    return [
      error("environment", "APP_ID is missing: there is no App yet.", "Create it with npm start."),
    ];
  }
  const { findings } = await examine({
    appId: app.appId,
    apiUrl: env.githubApiUrl,
    webhookSecret: app.webhookSecret,
    webhookProxyUrl: env.webhookProxyUrl,
    polls: env.polls,
    github: createAppClient(app, env.githubApiUrl, fetchWithTimeout),
    redis: redis && (() => askRedis(redis)),
    verifiedAt: () => undefined,
    now: Date.now,
  });
  return [ok("environment", "All variables can be used."), ...findings];
}

async function askRedis(address: RedisAddress): Promise<RedisFacts> {
  const client = connectRedis(address, "patient", () => undefined);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("Redis does not answer")), REDIS_MS);
  });
  try {
    return await Promise.race([readRedisFacts(client, databaseOf(address)), late]);
  } finally {
    clearTimeout(timer);
    client.disconnect();
  }
}

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
