import { getPrivateKey } from "@probot/get-private-key";
import { createPrivateKey } from "node:crypto";
import { chmodSync, readFileSync, writeFileSync, existsSync } from "node:fs";
import { parseEnv } from "node:util";
import * as z from "zod";
import { GITHUB_COM_API } from "../github/http/client.js";
import { readRedisUrl, type RedisAddress } from "../storage/redis.js";

/** What the process was told by its environment, checked. */
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

/** The file of variables, in the working folder. */
export const ENV_FILE = ".env";

/** It holds the App's private key: nobody but its owner reads or writes it. */
const OWNER_ONLY = 0o600;

/** Values that need no quotes, whoever reads the file. */
const PLAIN = /^[\w.:/@%+=,-]*$/;

/** In the order of preference: between the first, no reader expands anything. */
const QUOTES = ["'", '"', "`"];

/**
 * Adds the variables of the file `.env` in the working folder to `target`, where there is one. What
 * the environment says already stays.
 *
 * @throws where the file is there but cannot be read
 */
export function loadEnvFile(target: Record<string, string | undefined>): void {
  let text: string;
  try {
    text = readFileSync(ENV_FILE, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
    throw error;
  }
  for (const [name, value] of Object.entries(parseEnv(text))) target[name] ??= value;
}

/**
 * Sets variables in a `.env` file, and keeps the rest of it as it is. Each is written on one line, so
 * that `docker run --env-file` can read it: line ends become `\n`, and quotes stand around a value
 * that needs them ({@link unquote}). Afterwards only its owner can read the file, which is made where
 * there is none.
 *
 * @throws where the file cannot be written, or a value not be expressed in it; the message shows no value
 */
export function updateEnvFile(path: string, changes: Readonly<Record<string, string>>): void {
  writeFileSync(path, "", { flag: "a", mode: OWNER_ONLY });
  // Before the secrets are in it: a file that was there keeps its mode.
  chmodSync(path, OWNER_ONLY);
  const before = readFileSync(path, "utf8");
  const after = Object.entries(changes).reduce(
    (text, [name, value]) => setVariable(text, name, `${name}=${oneLine(name, value)}`),
    before,
  );
  writeFileSync(path, after);
}

/**
 * Takes the quotes off a value that stands in quotes. `docker run --env-file` hands them on.
 *
 * @see https://github.com/docker/cli/issues/4665
 */
export function unquote(value: string): string {
  return value.replace(/^(["'`])(.*)\1$/s, "$2");
}

function setVariable(text: string, name: string, line: string): string {
  const old = new RegExp(
    `^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=[ \\t]*(?:"[^"]*"|'[^']*'|\`[^\`]*\`)?[^#\\n]*(#.*)?$`,
    "gm",
  );
  if (!text.match(old)) return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${line}\n`;
  // A comment behind a value would be a part of it for Docker.
  return text.replace(old, (_, comment?: string) => (comment ? `${comment}\n${line}` : line));
}

function oneLine(name: string, value: string): string {
  const line = unquote(value).replace(/\r?\n/g, "\\n");
  if (PLAIN.test(line)) return line;
  const quote = QUOTES.find((each) => !line.includes(each));
  if (quote === undefined) {
    throw new Error(`${name} cannot be written to .env: there are all three kinds of quotes in it`);
  }
  return `${quote}${line}${quote}`;
}

/** Base64 as it is written on one line or on many, with line ends as they are or written out. */
const BASE64 = /^(?:[A-Za-z\d+/=]|\s|\\[rn])+$/;

/** A private key; or the file that is named in its place; or what is wrong. */
type ReadKey = { /** PEM. */ readonly pem: string } | { readonly path: string } | Problem;

/** To follow the name of what should hold the key. Never a part of it. */
interface Problem {
  readonly problem: string;
}

const NO_KEY = "holds no private key: use the .pem file that GitHub gave you";

/**
 * Reads a private key as people store it: as PEM, with quotes around it or not, with line ends as they
 * are, written out (`\n`) or lost to spaces; or all of that in base64.
 */
export function privateKeyIn(given: string): ReadKey {
  const text = unquote(given);
  // Without a text, a key would be looked for in the working folder.
  if (text.trim() === "") return { problem: NO_KEY };
  const path = pathIn(text.trim());
  if (path !== undefined) return { path };
  try {
    return checked(getPrivateKey({ env: { PRIVATE_KEY: withPlainLineEnds(text) } }) ?? "");
  } catch {
    return { problem: NO_KEY };
  }
}

/**
 * Reads the App's private key from `PRIVATE_KEY` (see {@link privateKeyIn}), `PRIVATE_KEY_PATH`, or the
 * one `*.pem` file of the working folder, as Probot does.
 *
 * @param problems gets a line for what is wrong; never a part of the key
 */
export function readPrivateKey(
  { PRIVATE_KEY: given, PRIVATE_KEY_PATH: file }: Readonly<Record<string, string | undefined>>,
  problems: string[],
): string | undefined {
  const read = given === undefined ? keyFile(file) : privateKeyIn(given);
  if (read === undefined) {
    problems.push("PRIVATE_KEY or PRIVATE_KEY_PATH is missing: the private key of the App, as PEM");
    return undefined;
  }
  if ("pem" in read) return read.pem;
  const variable = given === undefined ? "PRIVATE_KEY_PATH" : "PRIVATE_KEY";
  problems.push(
    "path" in read
      ? `PRIVATE_KEY looks like a path: set PRIVATE_KEY_PATH=${read.path} instead`
      : `${variable} ${read.problem}`,
  );
  return undefined;
}

/** The key in a file, or in the one of the working folder; `undefined` where there is none. */
function keyFile(file: string | undefined): { pem: string } | Problem | undefined {
  if (file !== undefined && !existsSync(file)) return { problem: `names no file: ${file}` };
  try {
    const pem = getPrivateKey({ env: { PRIVATE_KEY_PATH: file } });
    return pem === null ? undefined : checked(pem);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^\[.*?\] /, "") : "unreadable";
    return { problem: `cannot be used: ${reason}` };
  }
}

function checked(pem: string): { pem: string } | Problem {
  try {
    if (createPrivateKey(pem).asymmetricKeyType === "rsa") return { pem };
    return {
      problem: "is no RSA key, as those of GitHub are: use the .pem file that GitHub gave you",
    };
  } catch {
    return { problem: NO_KEY };
  }
}

/** The path that stands where the key belongs: `/run/key.pem`, `./key.pem`, or `@key.pem`. */
function pathIn(text: string): string | undefined {
  const isPath = /^(?:@|~?\/|\.{1,2}\/|[A-Za-z]:\\)/.test(text) || /\.(?:pem|key)$/i.test(text);
  return isPath && text.length < 300 && !/\s/.test(text) ? text.replace(/^@/, "") : undefined;
}

/** Without the line ends that `base64` puts into it, and without those of Windows that were written out. */
function withPlainLineEnds(text: string): string {
  return BASE64.test(text)
    ? text.replaceAll(/\s|\\[rn]/g, "")
    : text.replaceAll(String.raw`\r\n`, String.raw`\n`);
}
