import { appendFileSync } from "node:fs";
import * as z from "zod";
import { createComputePool, type ComputePool } from "../compute/pool.js";
import { problemText } from "../config/problem.js";
import { CONFIG_FILE, CONFIG_FILES } from "../config/read-config.js";
import { readPayload } from "../events/payload.js";
import { planCheck } from "../features/checks/plan-check.js";
import { checkedPlans } from "../features/checks/plans.js";
import { readConfiguration } from "../features/configuration/read.js";
import type { GitHubClient } from "../github/http/client.js";
import { hasStatus, refusalOf } from "../github/http/errors.js";
import { fetchWithTimeout } from "../github/http/transport.js";
import { findIssue } from "../github/issues.js";
import { changedFiles, proposedPull } from "../github/pulls.js";
import type { Compute } from "../model/compute.js";
import { issueRef } from "../model/refs.js";
import { annotation } from "../cli/reports.js";
import { builtinTemplates } from "../plan/template/template.js";
import { ACTIONS_BOT, adviceOn } from "../reconcile/reconcile.js";
import { createLog } from "../server/log.js";
import {
  connect,
  type Connection,
  InputError,
  readInputs,
  type ActionInputs,
  repositoryOf,
  requestedItems,
  webhookOf,
} from "./inputs.js";
import { outcomeReport, type RunReport } from "./report.js";
import { workOff } from "./work.js";

/** Parts that a test puts in place of the usual ones. */
export interface ReplacedParts {
  /** What requests to GitHub go through. */
  readonly send?: typeof fetch;
  /** What reads and renders text from outside; it is closed with the run. */
  readonly pool?: ComputePool;
  /** Takes what goes to the log of the job. */
  readonly out?: (text: string) => void;
}

/**
 * One run of the action: reads what the runner says, does it, and leaves annotations, a summary and
 * outputs behind.
 *
 * @param env the environment of the step
 * @returns the exit code: 1 where something could not be done
 */
export async function runAction(
  env: Readonly<Record<string, string | undefined>>,
  { send = fetchWithTimeout, pool, out = (text) => process.stdout.write(text) }: ReplacedParts = {},
): Promise<number> {
  let inputs: ActionInputs | undefined;
  try {
    inputs = readInputs(env);
    const report = await perform(inputs, { send, pool, out });
    out(report.annotations);
    append(inputs.summaryPath, report.summary);
    append(
      inputs.outputPath,
      Object.entries(report.outputs)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(""),
    );
    return report.failed ? 1 : 0;
  } catch (error) {
    out(annotation("error", { title: "Plansmith" }, failureOf(error, inputs)));
    return 1;
  }
}

async function perform(
  inputs: ActionInputs,
  parts: {
    readonly send: typeof fetch;
    readonly pool: ComputePool | undefined;
    readonly out: (text: string) => void;
  },
): Promise<RunReport> {
  const log = createLog(inputs.isDebug ? "debug" : "warn", {
    write: (line) => parts.out(logLine(line)),
  });
  const { repository } = inputs;
  const connection = await connect(inputs, parts.send);
  const pool =
    parts.pool ??
    createComputePool({ onError: (error) => log.error({ err: error }, "a worker ended") });
  try {
    if (inputs.mode === "check") {
      const github = connection.client();
      return await checkPullRequest({ inputs, github, compute: pool.compute, now: new Date() });
    }
    if (inputs.issue !== undefined) await assertIssue(connection, inputs, inputs.issue);
    const items = requestedItems(inputs);
    const work = { connection, pool, repository, log };
    const isSweep = items !== undefined && inputs.issue === undefined;
    return outcomeReport(await workOff(work, items ?? webhookOf(inputs), isSweep));
  } finally {
    await pool.close();
  }
}

/** @throws InputError where a number that somebody gave by hand is no issue */
async function assertIssue(
  { client }: Connection,
  { repository }: ActionInputs,
  number: number,
): Promise<void> {
  const { found } = await findIssue(client(), issueRef(repositoryOf(repository), number));
  if (found !== "here") throw new InputError(`#${number} is no issue of this repository.`);
}

/** Why nothing could be done at all, and what to do about it. */
function failureOf(error: unknown, inputs: ActionInputs | undefined): string {
  const isApp = inputs !== undefined && "appId" in inputs.credentials;
  if (hasStatus(error, 401)) {
    return isApp
      ? "GitHub does not accept the App's key. Is private-key a key of the App of app-id?"
      : "GitHub does not accept the token. Is it still valid?";
  }
  const reason = refusalOf(error);
  // What the system refuses, such as a file, is no refusal of GitHub's.
  const isRefusal = hasStatus(error, 403, 404, 409, 422);
  const advice = isRefusal ? adviceOn(reason, isApp ? undefined : ACTIONS_BOT) : "";
  return advice === "" ? reason : `${reason.replace(/\.?$/, ".")}${advice}`;
}

const WARN = 40;

const logged = z.object({
  level: z.number(),
  msg: z.string().optional(),
  err: z.object({ message: z.string().optional() }).optional().catch(undefined),
});

/** A line of the log: warnings become annotations. */
function logLine(line: string): string {
  const { level = 0, msg, err } = logged.safeParse(JSON.parse(line)).data ?? {};
  // The runner takes what follows for a command wherever it stands. In JSON, it means the same.
  if (level < WARN) return line.replaceAll("##[", String.raw`##\u005b`);
  const message = [msg, err?.message].filter(Boolean).join(": ");
  return annotation("warning", { title: "Plansmith" }, message);
}

function append(path: string | undefined, text: string): void {
  if (path !== undefined) appendFileSync(path, text);
}

/**
 * Checks the plans that a pull request brings or changes, and writes nothing on GitHub: what is found
 * becomes annotations and a summary.
 *
 * @throws InputError where there is no pull request
 */
async function checkPullRequest({
  inputs,
  github,
  compute,
  now,
}: {
  readonly inputs: Pick<ActionInputs, "repository" | "payload" | "issue" | "failOn">;
  readonly github: GitHubClient;
  readonly compute: Compute;
  readonly now: Date;
}): Promise<RunReport> {
  const number = inputs.issue ?? readPayload(inputs.payload).pull_request?.number;
  if (number === undefined) {
    throw new InputError(
      "mode: check checks a pull request. Start the workflow on pull_request, or set the input issue to the number of one.",
    );
  }
  const ref = { ...repositoryOf(inputs.repository), kind: "pull" as const, number };
  const pull = await proposedPull(github, ref);
  if (pull === undefined) throw new InputError(`There is no pull request #${number}.`);
  const [files, configuration] = await Promise.all([
    changedFiles(github, ref),
    readConfiguration({ github, compute }, ref),
  ]);
  const context = { github, compute, templates: builtinTemplates(), now: () => now };
  const head = { ref, files, configuration, sha: pull.headSha };
  const { checked, unchecked } = await checkedPlans(context, head);
  const { title, summary, annotations } = planCheck(checked, "require", unchecked);
  const findings = checked.flatMap((plan) => plan.findings);
  const counted = findings.filter(
    ({ severity }) => inputs.failOn === "warning" || severity === "error",
  );
  return {
    annotations: [
      ...configuration.problems.map((problem) => {
        const { line, source } = problem;
        // One in another repository is shown where this one would be.
        const file = CONFIG_FILES.includes(source) ? source : CONFIG_FILE;
        return annotation("warning", { file, line, title: "Plansmith" }, problemText(problem));
      }),
      ...annotations.map(({ path: file, line, level, message }) =>
        annotation(
          level === "failure" ? "error" : "warning",
          { file, line, title: "Plansmith" },
          message,
        ),
      ),
      ...(unchecked > 0 ? [annotation("error", { title: "Plansmith" }, title)] : []),
    ].join(""),
    summary: [`### Plansmith: ${title}`, "", summary, ""].join("\n"),
    outputs: { plans: String(checked.length), findings: String(findings.length) },
    // A limit on what is looked at grants nothing.
    failed: inputs.failOn !== "never" && counted.length + unchecked > 0,
  };
}
