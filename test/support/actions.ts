import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { runAction } from "../../src/action/run.js";
import { computeOnCopies } from "./cloning-compute.js";
import { installationToken } from "./app-token.js";
import { inSeconds } from "./gaps/seconds.js";
import { startGitHub, type EmbeddedGitHub } from "./github.js";
import { asObject, trusted, type Json } from "./json.js";
import type { GitHubOptions } from "./seed.js";

/** Who writes by `GITHUB_TOKEN`. */
export const ACTIONS_BOT = "github-actions[bot]";

/** What a run left behind. */
export interface RunResult {
  readonly code: number;
  /** The log of the step. */
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** An event that starts a workflow, with its payload as GitHub Actions gives it. */
export interface WorkflowEvent {
  readonly name: string;
  readonly payload: Json;
}

/** How a step is run. */
export interface StepOptions {
  /** What the workflow says under `with`. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** Added to, or instead of, what the runner sets. */
  readonly env?: Readonly<Record<string, string>>;
  /** The program of the action, as a process of its own; in this process without it. */
  readonly program?: { readonly node: string; readonly file: string };
}

/** A workflow file, as far as it decides what starts it. */
interface Workflow {
  readonly on: Readonly<Record<string, { types?: string[]; branches?: string[] } | null>>;
  readonly permissions: Readonly<Record<string, string>>;
}

/** A GitHub whose App is the one behind `GITHUB_TOKEN`, and nobody's webhooks but those of workflows. */
export function startActionsGitHub(options: GitHubOptions = {}): Promise<EmbeddedGitHub> {
  const permissions = permissionsOf(initWorkflow());
  return startGitHub({ users: ["ada", "grace"], slug: "github-actions", permissions, ...options });
}

/** The workflow file that `plansmith init` writes. */
export function initWorkflow(): string {
  return readFileSync("templates/init/workflow.yml", "utf8")
    .replaceAll("{{branch}}", "main")
    .replaceAll("{{repository}}", "acme/plansmith")
    .replaceAll("{{version}}", "1.0.0");
}

/** What a workflow's token may do, by the names that GitHub has for an App's permissions. */
export function permissionsOf(workflow: string): Readonly<Record<string, string>> {
  const { permissions } = trusted<Workflow>(parse(workflow));
  const named = Object.entries(permissions).map(([name, access]) => [
    name.replaceAll("-", "_"),
    access,
  ]);
  // GitHub gives it to every token.
  return { ...Object.fromEntries(named), metadata: "read" };
}

/** Those of the webhooks that start a run of a workflow, in order. */
function startedBy(
  workflow: string,
  webhooks: readonly { readonly event: string; readonly payload: Json }[],
): readonly WorkflowEvent[] {
  const { on } = trusted<Workflow>(parse(workflow));
  return webhooks.flatMap(({ event, payload: delivered }) => {
    const payload = Object.fromEntries(
      Object.entries(delivered).filter(([key]) => key !== "installation"),
    );
    const name = event === "pull_request" ? "pull_request_target" : event;
    // What is done by GITHUB_TOKEN starts no workflow.
    if (asObject(payload["sender"])["login"] === ACTIONS_BOT) return [];
    if (!Object.hasOwn(on, name)) return [];
    const { types, branches } = on[name] ?? {};
    if (types !== undefined && !types.includes(String(payload["action"]))) return [];
    const branch = String(payload["ref"]).replace("refs/heads/", "");
    return branches === undefined || branches.includes(branch) ? [{ name, payload }] : [];
  });
}

/** Runs a workflow for events, each by itself and one after the other. */
export interface Runner {
  /** The events that started a run since they were taken last. */
  readonly take: () => Promise<readonly WorkflowEvent[]>;
  /** Runs one of them. */
  readonly run: (event: WorkflowEvent) => Promise<RunResult>;
  /** Takes all of them, and runs one after the other; what the last one left behind. */
  readonly runAll: () => Promise<RunResult | undefined>;
}

/** Has a workflow, `plansmith init`'s by default, run for what happens on `github`. */
export function createRunner(
  github: EmbeddedGitHub,
  { workflow = initWorkflow(), ...options }: StepOptions & { readonly workflow?: string } = {},
): Runner {
  let seen = 0;
  const runner: Runner = {
    async take() {
      await github.deliveries.idle();
      const fresh = github.deliveries.log.slice(seen);
      seen += fresh.length;
      return startedBy(workflow, fresh);
    },
    run: (event) => runStep(github, event, options),
    async runAll() {
      let last: RunResult | undefined;
      for (const event of await runner.take()) last = await runner.run(event);
      return last;
    },
  };
  return runner;
}

/** Runs one step, as the runner does. */
export async function runStep(
  github: EmbeddedGitHub,
  event: WorkflowEvent,
  { inputs = {}, env = {}, program }: StepOptions = {},
): Promise<RunResult> {
  const folder = mkdtempSync(join(tmpdir(), "plansmith-step-"));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  try {
    const { inputs: defined } = trusted<{ inputs: Record<string, { default?: string }> }>(
      parse(readFileSync("action.yml", "utf8")),
    );
    const given = Object.entries(defined).map(([name, { default: value = "" }]) => [
      `INPUT_${name.toUpperCase()}`,
      inputs[name] ?? (value.startsWith("${{") ? "" : value),
    ]);
    const environment: Record<string, string> = {
      PATH: process.env["PATH"] ?? "",
      GITHUB_ACTIONS: "true",
      GITHUB_REPOSITORY: `${github.owner}/${github.repo}`,
      GITHUB_EVENT_NAME: event.name,
      GITHUB_EVENT_PATH: file("event.json", inSeconds(JSON.stringify(event.payload))),
      GITHUB_API_URL: github.url,
      GITHUB_OUTPUT: file("output", ""),
      GITHUB_STEP_SUMMARY: file("summary", ""),
      WRITE_SPACING_MS: "0",
      ...Object.fromEntries(given),
      INPUT_TOKEN: inputs["token"] ?? (await installationToken(github)),
      ...env,
    };
    const { code, log } =
      program === undefined
        ? await inProcess(github, environment)
        : await asProcess(program, environment);
    const outputs = readFileSync(join(folder, "output"), "utf8").trim().split("\n");
    return {
      code,
      log,
      summary: readFileSync(join(folder, "summary"), "utf8"),
      outputs: Object.fromEntries(
        outputs.filter((line) => line !== "").map((line) => line.split(/=(.*)/).slice(0, 2)),
      ),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function inProcess(
  github: EmbeddedGitHub,
  env: Readonly<Record<string, string>>,
): Promise<Pick<RunResult, "code" | "log">> {
  let log = "";
  const code = await runAction(env, {
    send: github.fetch,
    pool: {
      compute: computeOnCopies,
      watched: () => computeOnCopies,
      close: () => Promise.resolve(),
    },
    out(text) {
      log += text;
    },
  });
  return { code, log };
}

async function asProcess(
  { node, file }: NonNullable<StepOptions["program"]>,
  env: Readonly<Record<string, string>>,
): Promise<Pick<RunResult, "code" | "log">> {
  const child = spawn(node, [file], { env, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  }
  const [code] = await once(child, "close");
  return { code: typeof code === "number" ? code : -1, log };
}
