import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { BotTarget } from "../../test/support/bot.js";
import { portOf } from "../../test/support/free-port.js";

/** What a look at an issue has asked, so far. */
interface Asked {
  readonly looks: number;
  /** Milliseconds since the epoch. */
  readonly first: number;
  readonly last: number;
}

/**
 * A GitHub in a process of its own that knows only issues without plans: for measuring what has
 * nothing to do with GitHub. The embedded one would be what is measured.
 */
export interface PlainGitHub extends BotTarget {
  /** What was asked since the last time. */
  asked(): Promise<Asked>;
  close(): Promise<void>;
}

/** @param delayMs how long it takes to answer */
export async function startPlainGitHub(delayMs = 0): Promise<PlainGitHub> {
  const script = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, ["--import", "tsx", script, String(delayMs)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [port] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
  const url = `http://127.0.0.1:${port.trim()}`;
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  return {
    url,
    appId: 1,
    privateKey,
    webhookSecret: "bench",
    webhookTarget: undefined,
    asked: async () => (await (await fetch(`${url}/asked`)).json()) as Asked,
    async close() {
      const gone = once(child, "close");
      child.kill("SIGKILL");
      await gone;
    },
  };
}

const COMMENT = { id: 1, user: { login: "ada" }, body: "A word" };

/** What it answers; `undefined` for what there is none of. */
function answerTo(path: string, origin: string): unknown {
  if (path === "/app") {
    const app = { id: 1, slug: "plansmith", html_url: `${origin}/apps/plansmith` };
    return { ...app, permissions: {}, events: [] };
  }
  if (path === "/app/hook/config") {
    const address = "https://bench.example/api/github/webhooks";
    return { url: address, content_type: "json", secret: "********", insecure_ssl: "0" };
  }
  if (/^\/app\/(?:installations|hook\/deliveries)$/.test(path)) return [];
  if (path.endsWith("/access_tokens")) {
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    return { token: "ghs_bench", expires_at: expires, permissions: {} };
  }
  if (path.endsWith("/comments")) return [COMMENT];
  const [, repository = "", number] = /^\/repos\/([^/]+\/[^/]+)\/issues\/(\d+)$/.exec(path) ?? [];
  if (number === undefined) return undefined;
  return {
    number: Number(number),
    title: "An issue",
    body: "Words",
    state: "open",
    labels: [],
    assignees: [],
    user: { login: "ada" },
    html_url: `${origin}/${repository}/issues/${number}`,
    repository_url: `${origin}/repos/${repository}`,
    created_at: "2026-11-20T10:00:00Z",
    comments: 1,
  };
}

function serve(delayMs: number): void {
  let asked: Asked = { looks: 0, first: 0, last: 0 };
  const server = createServer((request, response) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    const origin = `http://${request.headers.host ?? ""}`;
    request.resume();
    const send = (body: unknown, status: number): void => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    if (path === "/asked") {
      send(asked, 200);
      asked = { looks: 0, first: 0, last: 0 };
      return;
    }
    void sleep(delayMs).then(() => {
      const found = answerTo(path, origin);
      const status = found === undefined ? 404 : path.endsWith("/access_tokens") ? 201 : 200;
      send(found ?? { message: "Not Found" }, status);
      // Comments are the last thing that a look asks for here.
      if (path.endsWith("/comments")) {
        const now = Date.now();
        asked = { looks: asked.looks + 1, first: asked.first || now, last: now };
      }
    });
  });
  server.listen(0, "127.0.0.1", () => process.stdout.write(`${portOf(server)}\n`));
  // It ends with the process that started it.
  process.stdin.resume().once("end", () => process.exit());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) serve(Number(process.argv[2]));
