import { describe, expect, test } from "#jest";
import { createHmac } from "node:crypto";
import { answer } from "../support/proxy/http.js";
import { costOf, proposed, statusOf, type Scene } from "./scene.js";
import { play } from "./stage.js";

const METRICS_TOKEN = "metrics-token-0123456789";
const WEBHOOKS = "/api/github/webhooks";

/** A delivery as anyone can send it. */
async function deliver(
  { bot }: Scene,
  body: string,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  return fetch(`${bot.url}${WEBHOOKS}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-github-event": "issues",
      "x-github-delivery": "0b989ba4-242f-11e5-81e1-c7b6966d2516",
      ...headers,
    },
    body,
  });
}

/** Every kind of page that strangers can ask for, and what of it is no 404. */
async function everyPage({ bot }: Scene): Promise<readonly Response[]> {
  const paths = [
    "/",
    "/ping",
    "/healthz",
    "/readyz",
    "/metrics",
    "/probot",
    "/probot/static/primer.css",
    "/nothing?x=<script>",
    WEBHOOKS,
    `${WEBHOOKS}/`,
    "//",
    "/%",
  ];
  const asked = paths.flatMap((path) => [
    fetch(`${bot.url}${path}`),
    fetch(`${bot.url}${path}`, { method: "POST", body: "x" }),
  ]);
  const metrics = fetch(`${bot.url}/metrics`, {
    headers: { authorization: `Bearer ${METRICS_TOKEN}` },
  });
  return Promise.all([...asked, metrics]);
}

const VERSION = /probot|node(?:\.js)?[/ ]v?\d|express|\b\d+\.\d+\.\d+\b/i;

/** A page has its security headers, and says nothing about repositories or versions. All of it. */
async function checkPage(page: Response, { github }: Scene): Promise<string> {
  const { headers } = page;
  expect(Object.fromEntries(headers)).toMatchObject({
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
  });
  // Over plain HTTP it would say nothing.
  expect(headers.get("strict-transport-security")).toBeNull();
  const all = `${JSON.stringify([...headers])} ${await page.text()}`;
  for (const name of [github.repo, github.owner, "x-powered-by", '"server"']) {
    expect(all).not.toContain(name);
  }
  // The version of the format of metrics, and what whoever has their token may know.
  const known = /version=0\.0\.4|plansmith_build_info\{[^}]*\}/g;
  expect(all.replaceAll(known, "")).not.toMatch(VERSION);
  return all;
}

describe("strangers", () => {
  test("what is not signed costs nothing but one line of the log; what comes again writes nothing", async () => {
    await play(async (scene) => {
      const { github, bot } = scene;
      const number = await proposed(scene, { labels: [] });
      const payload = JSON.stringify({
        action: "labeled",
        installation: { id: github.installationId },
        repository: { name: github.repo, owner: { login: github.owner }, full_name: "a/b" },
        issue: { number, title: "SPAM", state: "open", labels: [], user: { login: "x" } },
      });
      const before = bot.output().length;
      const refused = await costOf(scene, async () => {
        const statuses = [
          await deliver(scene, payload, { "x-hub-signature-256": `sha256=${"0".repeat(64)}` }),
          await deliver(scene, payload, {}),
          await deliver(scene, payload, { "x-hub-signature-256": "sha256=0" }),
        ].map(({ status }) => status);
        expect(statuses).toEqual([400, 400, 400]);
      });
      expect(refused.requests).toBe(0);
      const lines = await github.waitFor(() => {
        const all = bot.output().slice(before).trim().split("\n");
        return all.filter((line) => /\/webhooks","status":400/.test(line)).length === 3
          ? all
          : undefined;
      });
      expect(lines.filter((line) => line.includes('"level":50'))).toEqual([]);
      expect(lines.join()).not.toContain("SPAM");

      const secret = github.webhookSecret;
      const signature = `sha256=${createHmac("sha256", secret).update(payload).digest("hex")}`;
      const again = await costOf(scene, async () => {
        for (let times = 0; times < 3; times += 1) {
          const taken = await deliver(scene, payload, { "x-hub-signature-256": signature });
          expect(taken.status).toBe(200);
        }
      });
      expect(again.writes).toBe(0);
      expect(again.requests).toBeGreaterThan(0);
    });
  });

  test("no key, secret or token reaches a log, a page, a metric or GitHub's texts, even where requests fail; pages tell nothing of repositories", async () => {
    await play(
      async (scene) => {
        const { github, bot, rest } = scene;
        const secrets = new Set([github.webhookSecret, METRICS_TOKEN]);
        for (const line of github.privateKey.split("\n")) if (line.length > 40) secrets.add(line);
        const bodies: string[] = [];
        let failures = 0;
        github.intercept(({ body, path, headers, write, number }) => {
          bodies.push(`${path} ${JSON.stringify(body ?? "")}`);
          secrets.add((headers["authorization"] ?? "").replace(/^\w+ /, ""));
          if (!write || number % 5 > 0 || failures > 1) return undefined;
          failures += 1;
          const status = failures === 1 ? 500 : 403;
          const headersOut = status === 500 ? {} : { "retry-after": "0" };
          return { answer: answer(status, { message: "No" }, headersOut) };
        });
        const number = await proposed(scene, { body: "- [ ] {{process.env.PRIVATE_KEY}}" });
        const [pull] = await github.pulls();
        await github.mergePull(pull?.number ?? 0);
        await rest();
        await github.closeIssue(number);
        await rest();
        expect(failures).toBeGreaterThan(0);
        expect(await statusOf(scene, number)).not.toBe("");
        await deliver(scene, "{}", { "x-hub-signature-256": `sha256=${"0".repeat(64)}` });
        const texts = await Promise.all((await everyPage(scene)).map((it) => checkPage(it, scene)));
        const overTls = await fetch(`${bot.url}/healthz`, {
          headers: { "x-forwarded-proto": "https" },
        });
        expect(overTls.headers.get("strict-transport-security")).toBe("max-age=31536000");
        await bot.stop();
        const said = [bot.output(), ...bodies, ...texts].join("\n");
        expect(secrets.size).toBeGreaterThan(20);
        secrets.delete("");
        expect([...secrets].filter((secret) => said.includes(secret))).toEqual([]);
        expect(said).not.toMatch(/PRIVATE KEY-----|\bgh[a-z]_\w{10}|\beyJ\w{20}/);
      },
      { bot: { env: { LOG_LEVEL: "trace", METRICS_TOKEN } } },
    );
  }, 60_000);
});
