import * as z from "zod";
import { GITHUB_COM_API } from "../github/http/client.js";
import { readRedisUrl, type RedisAddress } from "../storage/redis.js";
import { unquote, readPrivateKey } from "./files.js";

/** The process's settings from its environment, checked. */
export interface Env {
  readonly host: string;
  readonly port: number;
  readonly logLevel: string;
  /** Base address of GitHub's REST API, without a slash at the end. */
  readonly githubApiUrl: string;
  /** What counts as a second of GitHub's limits of writes, in milliseconds; 0: there are none. */
  readonly writeSpacingMs: number;
  /** Whether nothing is written to GitHub: the log shows what would be. */
  readonly dryRun: boolean;
  /** How long the events of a burst are waited for before an issue is looked at, in milliseconds. */
  readonly settleMs: number;
  /** Time between two looks at a dashboard, in milliseconds. */
  readonly dashboardSpacingMs: number;
  /** Whether a repository to which the App is added may get an issue that explains how to start. */
  readonly onboarding: boolean;
  /** The share of an installation's requests that one issue may use in an hour, in percent. */
  readonly issueRequestPercent: number;
  /** Where the queue is; in memory without it. */
  readonly redis: RedisAddress | undefined;
  /** Start of all keys in Redis. */
  readonly redisPrefix: string;
  /** The file of a process without Redis that outlives it; `undefined`: there is none. */
  readonly stateFile: string | undefined;
  /** What `GET /metrics` is to be asked with; without it there is no such page. */
  readonly metricsToken: string | undefined;
  readonly webhookProxyUrl: string | undefined;
  /** Whether events are read from GitHub's log of deliveries, because GitHub cannot deliver them here. */
  readonly polls: boolean;
  /** The App's credentials; `undefined` before the App exists: the setup page creates it. */
  readonly app: AppCredentials | undefined;
}

/** What makes the process this App. */
export interface AppCredentials {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
}

/** The environment cannot be used. The message names every problem, a line each. */
export class EnvError extends Error {
  override readonly name = "EnvError";
  /** Each begins with the name of a variable. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const lines = problems.map((problem) => `  - ${problem}`).join("\n");
    super(`Plansmith cannot start:\n${lines}\nSee .env.example for what each variable means.`);
    this.problems = problems;
  }
}

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

const address = z.url({ protocol: /^https?$/, error: "must be an http:// or https:// address" });

function wholeNumber(least: number, most: number, hint = ""): z.ZodType<number, string> {
  const error = `must be a whole number from ${least} to ${most}${hint}`;
  return z
    .string()
    .regex(/^\d{1,10}$/, { error })
    .transform(Number)
    .refine((value) => value >= least && value <= most, { error });
}

function redisAddress(
  url: string | undefined,
  context: z.RefinementCtx<string | undefined>,
): RedisAddress | undefined {
  if (url === undefined) return undefined;
  try {
    return readRedisUrl(url);
  } catch (error) {
    context.addIssue({ code: "custom", message: error instanceof Error ? error.message : "" });
    return z.NEVER;
  }
}

const variables = z.object({
  APP_ID: wholeNumber(
    1,
    9_999_999_999,
    ": it is the App ID in the App's settings on GitHub, not the client ID",
  ).optional(),
  WEBHOOK_SECRET: z.string().optional(),
  HOST: z.string().default("localhost"),
  PORT: wholeNumber(1, 65_535).default(3000),
  LOG_LEVEL: z
    .enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(", ")}` })
    .default("info"),
  WEBHOOK_PROXY_URL: address.optional(),
  WEBHOOKS: z.enum(["receive", "poll"], { error: "must be receive or poll" }).default("receive"),
  GITHUB_API_URL: address.default(GITHUB_COM_API),
  WRITE_SPACING_MS: wholeNumber(0, 60_000).default(1000),
  SETTLE_MS: wholeNumber(0, 60_000).default(1000),
  DASHBOARD_SPACING_MS: wholeNumber(0, 86_400_000).default(300_000),
  ONBOARDING: z.enum(["on", "off"], { error: "must be on or off" }).default("on"),
  ISSUE_REQUEST_PERCENT: wholeNumber(1, 100).default(10),
  DRY_RUN: z
    .enum(["true", "false"], { error: "must be true or false" })
    .default("false")
    .transform((value) => value === "true"),
  STATE_FILE: z.string().optional(),
  METRICS_TOKEN: z.string().min(16, { error: "must have at least 16 characters" }).optional(),
  REDIS_URL: z.string().optional().transform(redisAddress),
  REDIS_PREFIX: z
    .string()
    .regex(/^[\w.:-]{1,64}$/, {
      error: "must be 1 to 64 letters, digits, or any of the characters . : _ -",
    })
    .default("plansmith"),
});

/**
 * Reads the environment. A variable that is empty counts as not set. Quotes around a value are not
 * part of it, so that a `.env` file means the same to `npm start` and to `docker run --env-file`.
 *
 * @throws EnvError naming every bad and missing variable; never a value that could be a secret
 */
export function readEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const set = Object.fromEntries(
    Object.entries(source)
      .map(([name, value]) => [name, value === undefined ? undefined : unquote(value)] as const)
      .filter(([, value]) => value !== ""),
  );
  const read = variables.safeParse(set);
  const problems = (read.error?.issues ?? []).map(
    (issue) => `${issue.path.join(".")} ${issue.message}`,
  );
  const wantsApp = set.APP_ID !== undefined;
  const privateKey = wantsApp ? readPrivateKey(set, problems) : undefined;
  if (wantsApp && set.WEBHOOK_SECRET === undefined) {
    problems.push("WEBHOOK_SECRET is missing: it is the secret of the App's webhook");
  }
  if (set.WEBHOOKS === "poll" && set.WEBHOOK_PROXY_URL !== undefined) {
    problems.push("WEBHOOK_PROXY_URL has no use with WEBHOOKS=poll: delete one of them");
  }
  if (!wantsApp && set.NODE_ENV === "production") {
    problems.push(
      "APP_ID is missing. To create the App with the setup page, start once without NODE_ENV=production",
    );
  }
  if (read.data === undefined || problems.length > 0) throw new EnvError(problems);
  const { APP_ID: appId, WEBHOOK_SECRET: webhookSecret } = read.data;
  // Two Apps may have one working folder.
  const ownState = appId === undefined ? "off" : `.plansmith-${appId}.json`;
  const { STATE_FILE: stateFile = ownState } = read.data;
  return Object.freeze({
    host: read.data.HOST,
    port: read.data.PORT,
    logLevel: read.data.LOG_LEVEL,
    githubApiUrl: read.data.GITHUB_API_URL.replace(/\/+$/, ""),
    writeSpacingMs: read.data.WRITE_SPACING_MS,
    dryRun: read.data.DRY_RUN,
    settleMs: read.data.SETTLE_MS,
    dashboardSpacingMs: read.data.DASHBOARD_SPACING_MS,
    onboarding: read.data.ONBOARDING === "on",
    issueRequestPercent: read.data.ISSUE_REQUEST_PERCENT,
    redis: read.data.REDIS_URL,
    redisPrefix: read.data.REDIS_PREFIX,
    stateFile: stateFile === "off" ? undefined : stateFile,
    metricsToken: read.data.METRICS_TOKEN,
    webhookProxyUrl: read.data.WEBHOOK_PROXY_URL,
    polls: read.data.WEBHOOKS === "poll",
    app:
      appId === undefined || privateKey === undefined || webhookSecret === undefined
        ? undefined
        : Object.freeze({ appId, privateKey, webhookSecret }),
  });
}
