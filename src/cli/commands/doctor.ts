import { reasonOf } from "../../model/errors.js";
import { createAppClient } from "../../doctor/app.js";
import { examine } from "../../doctor/doctor.js";
import { error, ok, type Finding } from "../../doctor/finding.js";
import { readRedisFacts, type RedisFacts } from "../../doctor/redis.js";
import { EnvError, readEnv, type Env } from "../../environment/env.js";
import { counted } from "../../features/words.js";
import { loadEnvFile } from "../../environment/env-file.js";
import { fetchWithTimeout } from "../../github/http/transport.js";
import { connectRedis, databaseOf, type RedisAddress } from "../../storage/redis.js";
import { painter, printable, type ExitCode, type Io } from "../io.js";

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
