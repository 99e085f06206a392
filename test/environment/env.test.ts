import { afterAll, describe, expect, test } from "#jest";
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EnvError, readEnv } from "../../src/environment/env.js";
import { isSameKey, privateKeyForms } from "./private-key-forms.js";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "pkcs1", format: "pem" },
});
/** A key of another kind than GitHub's, as PEM. */
const other = generateKeyPairSync("ed25519");
const PEM = { type: "pkcs8", format: "pem" } as const;

const folder = mkdtempSync(join(tmpdir(), "plansmith-env-"));
afterAll(() => rmSync(folder, { recursive: true }));

const app = { APP_ID: "12", PRIVATE_KEY: privateKey, WEBHOOK_SECRET: "secret" };

function problemsOf(source: Record<string, string>): string {
  try {
    readEnv(source);
  } catch (error) {
    if (error instanceof EnvError) return error.message;
    throw error;
  }
  throw new Error("nothing was wrong");
}

describe("the environment", () => {
  test("has defaults for everything but the App", () => {
    expect(readEnv({})).toEqual({
      host: "localhost",
      port: 3000,
      logLevel: "info",
      githubApiUrl: "https://api.github.com",
      writeSpacingMs: 1000,
      dryRun: false,
      settleMs: 1000,
      stateFile: undefined,
      issueRequestPercent: 10,
      dashboardSpacingMs: 300_000,
      onboarding: true,
      redis: undefined,
      redisPrefix: "plansmith",
      metricsToken: undefined,
      webhookProxyUrl: undefined,
      polls: false,
      app: undefined,
    });
  });

  test("names a state file of this App's own, or another one, or none", () => {
    const stateFile = (STATE_FILE: string) => readEnv({ ...app, STATE_FILE }).stateFile;
    expect(stateFile("")).toBe(".plansmith-12.json");
    expect(stateFile("/state/plansmith.json")).toBe("/state/plansmith.json");
    expect(stateFile("off")).toBeUndefined();
  });

  test("is read, and an empty variable counts as not set", () => {
    const env = readEnv({
      ...app,
      HOST: "0.0.0.0",
      PORT: "8080",
      LOG_LEVEL: "",
      WRITE_SPACING_MS: "0",
      DRY_RUN: "true",
      GITHUB_API_URL: "http://127.0.0.1:4001/",
    });
    expect(env).toMatchObject({
      host: "0.0.0.0",
      port: 8080,
      logLevel: "info",
      writeSpacingMs: 0,
      dryRun: true,
      githubApiUrl: "http://127.0.0.1:4001",
      app: { appId: 12, webhookSecret: "secret", privateKey },
    });
  });

  test.each(privateKeyForms(privateKey))("takes a private key %s", (_, key) => {
    expect(isSameKey(readEnv({ ...app, PRIVATE_KEY: key }).app?.privateKey, privateKey)).toBe(true);
  });

  test.each([`'a#b'`, `"a#b"`, "`a#b`"])(
    "leaves out the quotes of %s, which Docker hands on",
    (secret) => {
      expect(readEnv({ ...app, WEBHOOK_SECRET: secret, PORT: `"8080"`, HOST: "''" })).toMatchObject(
        {
          app: { webhookSecret: "a#b" },
          port: 8080,
          host: "localhost",
        },
      );
    },
  );

  test("takes the path of a private key", () => {
    const path = join(folder, "key.pem");
    writeFileSync(path, privateKey);
    const { PRIVATE_KEY: _, ...rest } = app;
    expect(readEnv({ ...rest, PRIVATE_KEY_PATH: path }).app?.privateKey).toBe(privateKey);
  });

  test("polling and a channel exclude each other", () => {
    expect(readEnv({ ...app, WEBHOOKS: "poll" }).polls).toBe(true);
    const both = { ...app, WEBHOOKS: "poll", WEBHOOK_PROXY_URL: "https://smee.io/x" };
    expect(problemsOf(both)).toContain("WEBHOOK_PROXY_URL has no use with WEBHOOKS=poll");
  });

  test("names every problem at once, in one message, and no secret", () => {
    const message = problemsOf({
      APP_ID: "twelve",
      PRIVATE_KEY: "hunter2",
      PORT: "99999",
      LOG_LEVEL: "loud",
      GITHUB_API_URL: "ftp://example.com",
      WEBHOOK_PROXY_URL: "smee",
      WEBHOOKS: "push",
      WRITE_SPACING_MS: "-1",
      DRY_RUN: "yes",
    });
    for (const name of [
      "APP_ID must be a whole number",
      "PORT must be a whole number from 1 to 65535",
      "LOG_LEVEL must be one of trace",
      "GITHUB_API_URL must be an http",
      "WEBHOOK_PROXY_URL must be an http",
      "WEBHOOKS must be receive or poll",
      "DRY_RUN must be true or false",
      "WRITE_SPACING_MS must be a whole number from 0",
      "WEBHOOK_SECRET is missing",
      "PRIVATE_KEY holds no private key",
    ]) {
      expect(message).toContain(name);
    }
    expect(message).not.toContain("hunter2");
  });

  test.each([
    ["/run/secrets/key.pem", "/run/secrets/key.pem"],
    ["./key.pem", "./key.pem"],
    ["@key.pem", "key.pem"],
    ["~/plansmith.private-key.pem", "~/plansmith.private-key.pem"],
  ])("says where a path belongs: PRIVATE_KEY=%s", (given, path) => {
    const message = problemsOf({ ...app, PRIVATE_KEY: given });
    expect(message).toContain(`PRIVATE_KEY looks like a path: set PRIVATE_KEY_PATH=${path}`);
  });

  test.each([
    "redis://localhost:6379/first",
    "redis://localhost/0/1",
    "rediss://user:hunter2@localhost:6379/-1",
    "redis+sentinel://one:26379/main/first",
  ])("refuses a Redis database that is no number: %s", (url) => {
    const message = problemsOf({ ...app, REDIS_URL: url });
    expect(message).toContain("REDIS_URL must end with the number of a database");
    expect(message).not.toContain("hunter2");
  });

  test.each(["redis://localhost", "redis://localhost/", "rediss://localhost:6379/3"])(
    "takes the Redis address %s",
    (url) => {
      expect(readEnv({ ...app, REDIS_URL: url }).redis).toEqual({ kind: "server", url });
    },
  );

  test("turns onboarding issues off, and takes no other word for it", () => {
    expect(readEnv({ ...app, ONBOARDING: "off" }).onboarding).toBe(false);
    expect(problemsOf({ ...app, ONBOARDING: "never" })).toContain("ONBOARDING must be on or off");
  });

  test("says which file is missing", () => {
    const message = problemsOf({ APP_ID: "1", WEBHOOK_SECRET: "s", PRIVATE_KEY_PATH: "/no/key" });
    expect(message).toContain("- PRIVATE_KEY_PATH names no file: /no/key\n");
  });

  test("says that a file holds no key", () => {
    const path = join(folder, "not-a-key.pem");
    writeFileSync(path, "nothing");
    const message = problemsOf({ APP_ID: "1", WEBHOOK_SECRET: "s", PRIVATE_KEY_PATH: path });
    expect(message).toContain("PRIVATE_KEY_PATH holds no private key");
  });

  test("takes no key that lies in the working folder where an input is empty but for its quotes", () => {
    const cwd = mkdtempSync(join(folder, "key-"));
    writeFileSync(join(cwd, "somebody.pem"), privateKey);
    const module = new URL("../../src/environment/env.js", import.meta.url).href;
    const program = `import(${JSON.stringify(module)}).then((it) => console.log(Object.keys(it.privateKeyIn("''"))));`;
    const loader = ["--import", import.meta.resolve("tsx")];
    const said = execFileSync(process.execPath, [...loader, "--eval", program], { cwd });
    expect(said.toString()).toBe("[ 'problem' ]\n");
  });

  test("refuses a key of another kind than GitHub's", () => {
    const key = other.privateKey.export(PEM).toString();
    expect(problemsOf({ ...app, PRIVATE_KEY: key })).toContain(
      "PRIVATE_KEY is no RSA key, as those of GitHub are",
    );
  });

  test("says the same of all that is no private key, in one sentence", () => {
    const publicKey = other.publicKey.export({ type: "spki", format: "pem" }).toString();
    const locked = other.privateKey
      .export({ ...PEM, cipher: "aes-256-cbc", passphrase: "x" })
      .toString();
    for (const key of [publicKey, locked, "hunter2"]) {
      expect(problemsOf({ ...app, PRIVATE_KEY: key })).toContain(
        "- PRIVATE_KEY holds no private key: use the .pem file that GitHub gave you\n",
      );
    }
  });

  test("says which of GitHub's two ids is meant", () => {
    const message = problemsOf({ ...app, APP_ID: "Iv23liABCDEFGHIJKLMN" });
    expect(message).toContain(
      "it is the App ID in the App's settings on GitHub, not the client ID",
    );
  });

  test("wants the App in production", () => {
    expect(problemsOf({ NODE_ENV: "production" })).toContain("APP_ID is missing");
  });
});
