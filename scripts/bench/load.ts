import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** What a process of its own is to deliver. */
export interface Load {
  readonly url: string;
  readonly secret: string;
  /** Webhooks in all. */
  readonly count: number;
  /** Deliveries a second; as fast as answers come, if left out. */
  readonly rate?: number;
  readonly connections: number;
  /** How many issues the webhooks are about, in turn; 1 if left out. */
  readonly issues?: number;
  /** The first of them; 1 if left out. */
  readonly issue?: number;
  /** 1 if left out. */
  readonly installationId?: number;
}

/** How it was answered. Times in milliseconds, from when a delivery was due. */
export interface Answers {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Answers other than 2xx, and none at all. */
  readonly failed: number;
}

/** Delivers from a second process. */
export async function deliver(load: Load): Promise<Answers> {
  const script = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, ["--import", "tsx", script, JSON.stringify(load)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let written = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    written += text;
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`the load ended with ${String(code)}`);
  return JSON.parse(written) as Answers;
}

/** A webhook with its signature; signed before anything is measured. */
interface Signed {
  readonly body: Buffer;
  readonly signature: string;
}

function webhook(number: number, { secret, installationId = 1 }: Load): Signed {
  const body = Buffer.from(
    JSON.stringify({
      action: "labeled",
      issue: { number, title: "An issue", body: "Word ".repeat(1000), labels: [{ name: "bug" }] },
      label: { name: "bug" },
      repository: { name: "garden", full_name: "acme/garden", owner: { login: "acme" } },
      sender: { login: "ada" },
      installation: { id: installationId },
    }),
  );
  const digest = createHmac("sha256", secret).update(body).digest("hex");
  return { body, signature: `sha256=${digest}` };
}

async function run(load: Load): Promise<Answers> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.connections });
  const { issues = 1, issue = 1 } = load;
  const signed = Array.from({ length: issues }, (_, at) => webhook(issue + at, load));
  const times: number[] = [];
  let failed = 0;
  let sent = 0;

  async function one(due: number): Promise<void> {
    const at = sent;
    sent += 1;
    const { body, signature } = signed[at % signed.length] ?? webhook(issue, load);
    try {
      const status = await post(load.url, agent, body, {
        "content-type": "application/json",
        "content-length": String(body.length),
        "user-agent": "GitHub-Hookshot/bench",
        "x-github-event": "issues",
        "x-github-delivery": `00000000-0000-4000-8000-${String(at).padStart(12, "0")}`,
        "x-hub-signature-256": signature,
      });
      if (status < 200 || status > 299) failed += 1;
    } catch {
      failed += 1;
    }
    times.push(performance.now() - due);
  }

  const start = performance.now();
  const { rate } = load;
  if (rate === undefined) {
    const loop = async (): Promise<void> => {
      while (sent < load.count) await one(performance.now());
    };
    await Promise.all(Array.from({ length: load.connections }, loop));
  } else {
    const answers: Promise<void>[] = [];
    for (let at = 0; at < load.count; at += 1) {
      const due = start + (at * 1000) / rate;
      const early = due - performance.now();
      if (early > 1) await sleep(early);
      answers.push(one(due));
    }
    await Promise.all(answers);
  }
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  const sorted = times.toSorted((one_, other) => one_ - other);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return { perSecond: load.count / seconds, p50: at(0.5), p99: at(0.99), failed };
}

function post(
  url: string,
  agent: Agent,
  body: Buffer,
  headers: Readonly<Record<string, string>>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", agent, headers }, (answer) => {
      answer.resume();
      answer.once("end", () => resolve(answer.statusCode ?? 0));
    });
    sent.once("error", reject);
    sent.end(body);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const load = JSON.parse(process.argv[2] ?? "") as Load;
  process.stdout.write(JSON.stringify(await run(load)));
}
