import { generateKeyPairSync } from "node:crypto";
import { expect, test, describe } from "#jest";
import { createAppClient } from "../../src/doctor/app.js";
import { examine, type Examined } from "../../src/doctor/doctor.js";
import type { Finding } from "../../src/doctor/finding.js";
import { readRedisFacts, redisFindings, type RedisFacts } from "../../src/doctor/redis.js";
import { webhookHandler } from "../../src/server/webhook-handler.js";
import { listen } from "../../src/server/http-server.js";
import { createLog } from "../../src/server/log.js";
import { portOf } from "../support/free-port.js";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";
import { answer } from "../support/proxy/http.js";

const GOOD_REDIS: RedisFacts = {
  missingDatabase: undefined,
  version: "7.2.4",
  evictionPolicy: "noeviction",
  isPersistent: true,
};

type Changes = Partial<
  Examined & { privateKey: string; hook: Partial<EmbeddedGitHub["registration"]["hook"]> }
>;

/** Examines an App of which everything is in order but for what `plant` changes. */
async function examined(
  plant: (github: EmbeddedGitHub) => Promise<Changes> | Changes = () => ({}),
): Promise<readonly Finding[]> {
  const github = await startGitHub();
  try {
    github.registration.hook.url = "https://plansmith.example.com/api/github/webhooks";
    const { privateKey = github.privateKey, hook = {}, ...changes } = await plant(github);
    Object.assign(github.registration.hook, hook);
    const { appId = github.appId } = changes;
    const { findings } = await examine({
      appId,
      apiUrl: "https://api.github.com",
      webhookSecret: github.webhookSecret,
      webhookProxyUrl: undefined,
      polls: false,
      github: createAppClient({ appId, privateKey }, github.url, github.fetch),
      redis: async () => GOOD_REDIS,
      verifiedAt: () => undefined,
      now: Date.now,
      ...changes,
    });
    return findings;
  } finally {
    await github.close();
  }
}

function problemsOf(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ level }) => level !== "ok")
    .map(({ check, message }) => `${check}: ${message}`);
}

/** Answers as Plansmith does with another secret. */
async function withSecret(secret: string, act: (url: string) => Promise<void>): Promise<void> {
  const path = "/api/github/webhooks";
  const handle = webhookHandler({
    path,
    secret,
    handleEvent: () => Promise.resolve(),
    onDelivery: () => undefined,
  });
  const log = createLog("silent");
  const server = await listen({ host: "127.0.0.1", port: 0 }, [handle], log);
  try {
    await act(`http://127.0.0.1:${portOf(server)}${path}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Delivers something that is answered with `secret`. */
async function deliver(github: EmbeddedGitHub, secret: string): Promise<void> {
  await withSecret(secret, async (url) => {
    github.webhookTarget = url;
    await github.openIssue({ title: "Add a limiter" });
    await github.deliveries.idle();
  });
}

describe("plansmith doctor", () => {
  test("finds nothing where everything is in order", async () => {
    const findings = await examined(async (github) => {
      await deliver(github, github.webhookSecret);
      return {};
    });
    expect(problemsOf(findings)).toEqual([]);
    expect(new Set(findings.map(({ check }) => check))).toEqual(
      new Set([
        "address",
        "app",
        "permissions",
        "events",
        "clock",
        "version",
        "webhook",
        "secret",
        "deliveries",
        "installations",
        "redis",
      ]),
    );
  });

  const otherKey = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "pkcs1", format: "pem" },
  }).privateKey;

  /** What is planted, what is said of it, and which variable or setting is to be changed. */
  const MISTAKES: readonly (readonly [
    string,
    (github: EmbeddedGitHub) => Promise<Changes> | Changes,
    string,
    RegExp,
  ])[] = [
    [
      "a key of another App",
      () => ({ privateKey: otherKey }),
      "app: GitHub does not accept the key for App 4711.",
      /PRIVATE_KEY/,
    ],
    ["another App id", () => ({ appId: 12 }), "app: There is no App 12", /APP_ID/],
    [
      "an address that cannot be reached",
      ({ appId, privateKey }) => ({
        apiUrl: "https://api.github.invalid",
        github: createAppClient({ appId, privateKey }, "http://127.0.0.1:9", fetch),
      }),
      "address: https://api.github.invalid cannot be reached.",
      /GITHUB_API_URL/,
    ],
    [
      "the address of GitHub's pages in place of its API",
      (github) => {
        github.intercept(({ path }) =>
          path === "/app"
            ? {
                answer: {
                  ...answer(200),
                  headers: { "content-type": "text/html" },
                  body: Buffer.from("<html>"),
                },
              }
            : undefined,
        );
        return {};
      },
      "does not answer as GitHub's API does",
      /GITHUB_API_URL/,
    ],
    [
      "a missing permission",
      async (github) => {
        edit(github, "/app", (app) => ({
          ...app,
          permissions: { ...app.permissions, checks: "read", issues: undefined },
        }));
        return {};
      },
      "permissions: The App lacks permissions: checks: write, issues: write.",
      /Permissions & events/,
    ],
    [
      "a missing event",
      async (github) => {
        edit(github, "/app", (app) => ({ ...app, events: ["issues"] }));
        return {};
      },
      "events: The App does not receive events: check_run",
      /Permissions & events/,
    ],
    [
      "no webhook address",
      () => ({ hook: { url: "" } }),
      "webhook: The App has no webhook address.",
      /webhook URL/,
    ],
    [
      "a webhook address on localhost",
      () => ({ hook: { url: "http://localhost:3000/" } }),
      "localhost:3000 is on a private network",
      /public https/,
    ],
    [
      "a channel that nobody reads",
      () => ({ hook: { url: "https://smee.io/secret-channel" } }),
      "which this process does not read",
      /WEBHOOK_PROXY_URL/,
    ],
    [
      "another channel",
      () => ({
        hook: { url: "https://smee.io/secret-channel" },
        webhookProxyUrl: "https://smee.io/other",
      }),
      "another channel",
      /WEBHOOK_PROXY_URL/,
    ],
    [
      "a log that is read, of an App without an address",
      () => ({ hook: { url: "" }, polls: true }),
      "GitHub keeps a log only of what it tries to deliver",
      /plansmith\.invalid/,
    ],
    [
      "another path",
      () => ({ hook: { url: "https://plansmith.example.com/webhooks" } }),
      "where Plansmith takes nothing",
      /\/api\/github\/webhooks/,
    ],
    [
      "forms",
      () => ({ hook: { contentType: "form" } }),
      "Deliveries come as a form",
      /content type/,
    ],
    [
      "no secret",
      () => ({ hook: { hasSecret: false } }),
      "secret: The App's webhook has no secret",
      /WEBHOOK_SECRET/,
    ],
    [
      "another secret",
      async (github) => {
        await deliver(github, "another");
        return {};
      },
      "secret: GitHub signs deliveries with another secret.",
      /WEBHOOK_SECRET/,
    ],
    [
      "a host that GitHub cannot reach",
      async (github) => {
        github.webhookTarget = "http://127.0.0.1:9/";
        await github.openIssue({ title: "Add a limiter" });
        await github.deliveries.idle();
        return {};
      },
      "deliveries: 1 of the last 1 deliveries failed: failed to connect to host (1).",
      /webhook address/,
    ],
    [
      "no installation",
      async (github) => {
        github.intercept(({ path }) =>
          path === "/app/installations" ? { answer: answer(200, []) } : undefined,
        );
        return {};
      },
      "installations: The App is installed nowhere.",
      /\/installations\/new/,
    ],
    [
      "a suspended installation",
      async (github) => {
        edit(github, "/app/installations", (all) =>
          all.map((it: object) => ({ ...it, suspended_at: "2026-11-01T00:00:00Z" })),
        );
        return {};
      },
      "installations: The App is suspended on acme.",
      /owner/,
    ],
    [
      "permissions that nobody accepted",
      async (github) => {
        edit(github, "/app/installations", (all) =>
          all.map((it: object) => ({ ...it, permissions: { metadata: "read" } })),
        );
        return {};
      },
      "installations: New permissions are not accepted on acme.",
      /accepts them/,
    ],
    [
      "a Redis that drops keys",
      () => ({ redis: async () => ({ ...GOOD_REDIS, evictionPolicy: "allkeys-lru" }) }),
      "redis: Redis drops keys",
      /noeviction/,
    ],
    [
      "a Redis that keeps nothing",
      () => ({ redis: async () => ({ ...GOOD_REDIS, isPersistent: false }) }),
      "redis: Redis keeps nothing on disk",
      /appendonly/,
    ],
    [
      "a Redis that is too old",
      () => ({ redis: async () => ({ ...GOOD_REDIS, version: "5.0.14" }) }),
      "redis: Redis 5.0.14 is too old.",
      /6\.2/,
    ],
    [
      "a Redis that is away",
      () => ({ redis: () => Promise.reject(new Error("ECONNREFUSED")) }),
      "redis: Redis cannot be reached.",
      /REDIS_URL/,
    ],
    [
      "a Redis that refuses the password",
      () => ({
        redis: () => Promise.reject(new Error("WRONGPASS invalid username-password pair")),
      }),
      "redis: Redis refuses the login.",
      /user and password in REDIS_URL/,
    ],
    [
      "a Redis without the database",
      () => ({ redis: async () => ({ ...GOOD_REDIS, missingDatabase: 99 }) }),
      "redis: Redis has no database 99, and uses the first one instead.",
      /REDIS_URL/,
    ],
    [
      "a clock that is wrong",
      () => ({ now: () => Date.now() - 5 * 60_000 }),
      "clock: The clock of this machine is ",
      /NTP/,
    ],
  ];

  test.each(MISTAKES)("finds %s", async (_, plant, message, fix) => {
    const findings = (await examined(plant)).filter(({ level }) => level !== "ok");
    const found = findings.find((finding) =>
      `${finding.check}: ${finding.message}`.includes(message),
    );
    expect(problemsOf(findings).join("\n")).toContain(message);
    expect(found?.fix).toMatch(fix);
    expect(JSON.stringify(findings)).not.toContain("secret-channel");
  });

  test("a delivery that was refused before the secret was put right is no error", async () => {
    const findings = await examined(async (github) => {
      await deliver(github, "another");
      return { verifiedAt: Date.now };
    });
    expect(problemsOf(findings)).toEqual([
      "deliveries: 1 of the last 1 deliveries failed: the signature did not match (1).",
    ]);
  });
});

test("reads what Redis says of itself", async () => {
  const info =
    "# Server\r\nredis_version:7.0.15\r\nmaxmemory_policy:volatile-lru\r\naof_enabled:0\r\n";
  const call = async (...[name]: readonly unknown[]): Promise<unknown> =>
    name === "CLIENT" ? "id=3 addr=127.0.0.1:54186 db=0 sub=0" : ["save", ""];
  const client = { info: async () => info, call };
  const facts = { version: "7.0.15", evictionPolicy: "volatile-lru", isPersistent: false };
  expect(await readRedisFacts(client, 0)).toEqual({ ...facts, missingDatabase: undefined });
  expect(await readRedisFacts(client, 99)).toEqual({ ...facts, missingDatabase: 99 });
  const rented = { info: async () => info, call: () => Promise.reject(new Error("NOPERM")) };
  expect(await readRedisFacts(rented, 99)).toMatchObject({
    isPersistent: undefined,
    missingDatabase: undefined,
  });
  expect(redisFindings(GOOD_REDIS)).toMatchObject([{ level: "ok" }]);
});

/** Changes what GitHub answers at a path. */
// oxlint-disable-next-line typescript/no-explicit-any -- JSON of two shapes
function edit(github: EmbeddedGitHub, at: string, change: (body: any) => unknown): void {
  github.intercept(({ path }) =>
    path === at
      ? {
          after: (given) => ({
            ...given,
            body: Buffer.from(JSON.stringify(change(JSON.parse(given.body.toString())))),
          }),
        }
      : undefined,
  );
}
