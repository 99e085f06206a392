import type { Octokit } from "@octokit/rest";
import { listDeliveries, readDelivery } from "../../github/app.js";
import type { GitHubClient } from "../../github/http/client.js";
import { hasStatus, undefinedOn404 } from "../../github/http/errors.js";
import { reasonOf } from "../../model/errors.js";
import { LOOKS, type Look } from "./measurements.js";
import {
  scrub,
  type KeptPayload,
  type Measurement,
  fieldOf,
  openStage,
  type LiveOptions,
  type Stage,
} from "./stage.js";

/** What a smoke test found. */
export interface LiveResult {
  readonly measurements: readonly Measurement[];
  /** Scrubbed. */
  readonly payloads: readonly KeptPayload[];
}

/** How long the bot gets to react to what was closed, in milliseconds. */
const SETTLE_MS = 5000;

/** Closes and deletes what was made, and measures that it could be. */
const CLEAN_UP: Look = {
  what: "Everything is closed and deleted again",
  expected: "clean",
  isEssential: true,
  async look({ admin, where, sleep, issue, numbers, branches, plans }) {
    await closeAll(admin, where, numbers);
    // The bot may still open a pull request with a change of the plan.
    await sleep(SETTLE_MS);
    const { data } = await admin.rest.pulls.list({ ...where, state: "open", per_page: 100 });
    const left = data.filter(({ head }) => head.ref.startsWith(`plan/issue-${issue.number}`));
    await closeAll(
      admin,
      where,
      left.map(({ number }) => number),
    );
    await deleteAll(admin, where, [...branches, ...left.map(({ head }) => head.ref)]);
    for (const path of plans) await deleteFile(admin, where, path);
    return "clean";
  },
};

/**
 * Plays the main job on a throw-away repository, with the bot that runs, and measures what only GitHub
 * can show. What it made is deleted afterwards; the issue and the pull requests stay, closed.
 *
 * @throws where the repository cannot be read, or the App is not installed there
 */
export async function smokeTest(options: LiveOptions): Promise<LiveResult> {
  const stage = await openStage(options);
  const measurements: Measurement[] = [];
  // What fails is a measurement, too: the last one always comes.
  for (const look of [...LOOKS, CLEAN_UP]) {
    const measurement = await measure(stage, look);
    measurements.push(measurement);
    options.onMeasured(measurement);
  }
  const { owner, repo, adminToken, secondToken = "", app } = options;
  const secrets = [owner, repo, adminToken, secondToken];
  return { measurements, payloads: await keptPayloads(app, stage.startedAt, secrets) };
}

/** Measures one thing; a failure is its result. */
async function measure(
  stage: Stage,
  { what, expected, isEssential = false, look }: Look,
): Promise<Measurement> {
  try {
    const actual = await look(stage);
    if (actual === undefined)
      return { what, expected, actual: "not measured", result: "unknown", isEssential };
    const result = actual.startsWith(expected) ? "same" : "different";
    return { what, expected, actual, result, isEssential };
  } catch (failure) {
    const result = isEssential ? "different" : "unknown";
    return { what, expected, actual: `failed: ${reasonOf(failure)}`, result, isEssential };
  }
}

/** Closes issues and pull requests, which GitHub closes as issues, too. */
async function closeAll(
  admin: Octokit,
  where: { readonly owner: string; readonly repo: string },
  numbers: readonly number[],
): Promise<void> {
  for (const number of numbers.toReversed()) {
    await admin.rest.issues.update({ ...where, issue_number: number, state: "closed" });
  }
}

/** Deletes a file of the default branch, where it is. */
async function deleteFile(
  admin: Octokit,
  where: { readonly owner: string; readonly repo: string },
  path: string,
): Promise<void> {
  const found = await undefinedOn404(admin.rest.repos.getContent({ ...where, path }));
  const data = found?.data;
  if (data === undefined || Array.isArray(data)) return;
  const message = "Smoke test: clean up";
  await admin.rest.repos.deleteFile({ ...where, path, sha: data.sha, message });
}

async function deleteAll(
  admin: Octokit,
  where: { readonly owner: string; readonly repo: string },
  branches: readonly string[],
): Promise<void> {
  for (const name of new Set(branches)) {
    await admin.rest.git.deleteRef({ ...where, ref: `heads/${name}` }).catch((failure: unknown) => {
      // GitHub may delete a merged branch by itself.
      if (!hasStatus(failure, 404, 422)) throw failure;
    });
  }
}

/** One delivery of each event and action of the test. */
async function keptPayloads(
  app: GitHubClient,
  startedAt: number,
  secrets: readonly string[],
): Promise<readonly KeptPayload[]> {
  const { deliveries } = await listDeliveries(app, undefined);
  const kept = new Map<string, KeptPayload>();
  for (const { id, event, at } of deliveries) {
    if (at < startedAt - 1000) continue;
    const payload = (await readDelivery(app, id))?.payload;
    const action = fieldOf(payload, "action");
    const name = typeof action === "string" ? `${event}.${action}` : event;
    if (!kept.has(name)) kept.set(name, { event: name, payload: scrub(payload, secrets) });
  }
  return [...kept.values()].toSorted((a, b) => a.event.localeCompare(b.event));
}
