import type { GitHubClient } from "../../github/http/client.js";
import { undefinedOn404 } from "../../github/http/errors.js";
import type { RelatedCounts } from "../../github/issues.js";
import { ownPull } from "../../github/pulls.js";
import { getRepository } from "../../github/repository.js";
import type { CrossReference } from "../../github/timeline.js";
import { readUpdateMarker } from "../../model/pull-markers.js";
import { readPlanMarker } from "../../plan/identity.js";
import type { Templates } from "../../plan/template/choose.js";
import { TemplateError } from "../../plan/template/template.js";
import type { Configuration } from "../configuration/read.js";
import { markedReferences } from "../linked-pulls/read.js";
import type { Rendering } from "../plan-file/facts.js";
import { readExtra, readTemplates } from "../plan-file/templates.js";
import { readBranch } from "../refill/read.js";
import type { Snapshot } from "../snapshot.js";
import { metadataOf, isApproved } from "../state.js";
import { isLeftOver } from "../updates/edit.js";
import type { DriftCache } from "./cache.js";
import type { DriftInputs } from "./facts.js";

/** Merged pull requests of changes that are looked through for what the plan was filled with last. */
const MAX_PULLS = 3;

/** What was looked at before. */
interface Looked {
  /** Login under which the App writes. */
  readonly bot: string;
  readonly builtin: Templates;
  readonly lastLooks: DriftCache;
  readonly counts: RelatedCounts;
  readonly configuration: Configuration;
  readonly references: readonly CrossReference[];
}

/**
 * The snapshot with what telling whether an approved plan still reflects its issue needs. Where the
 * status comment says that it did so for what it would be filled from now, or this process remembers
 * that nothing has changed since it did, that is nothing.
 */
export async function withDrift(
  github: GitHubClient,
  snapshot: Snapshot,
  looked: Looked,
): Promise<Snapshot> {
  const { issue, plan, problems, source } = snapshot;
  const isOver = issue.state === "closed" || problems.length > 0;
  if (plan === undefined || isOver || !isApproved(snapshot)) return snapshot;
  const before = metadataOf(snapshot);
  const settled = before?.settled ?? before?.filled;
  if (settled === source) return snapshot;
  const reflects = looked.lastLooks.recall(snapshot);
  if (reflects !== undefined) return { ...snapshot, reflects };
  const ground = await readDrift(github, snapshot, looked);
  return { ...snapshot, drift: { ground } };
}

/** `undefined` where what the plan was filled with, or its template, is not to be found any more. */
async function readDrift(
  github: GitHubClient,
  snapshot: Snapshot,
  { bot, builtin, counts, configuration, references }: Looked,
): Promise<DriftInputs | undefined> {
  const { ref, plan, update } = snapshot;
  const isLive = update?.tip !== undefined && !isLeftOver(update);
  const [templates, last, waiting, { defaultBranch }] = await Promise.all([
    configuration.hasTemplates ? readTemplates(github, ref, builtin) : builtin,
    readLast(github, snapshot, { bot, references }),
    isLive && update.tip ? readRenderingAt(github, ref, update.tip) : undefined,
    getRepository(github, ref),
  ]);
  const template = templates.get(readPlanMarker(plan?.text ?? "")?.format ?? "");
  if (template === undefined || template instanceof TemplateError || last === undefined) {
    return undefined;
  }
  const extra = await readExtra(github, ref, template, counts);
  return { choice: { template }, extra, defaultBranch, last, waiting };
}

/** What the plan was filled with last, of what people have merged. */
async function readLast(
  github: GitHubClient,
  { ref, pulls }: Snapshot,
  { bot, references }: Pick<Looked, "bot" | "references">,
): Promise<Rendering | undefined> {
  const updates = markedReferences(references, ref, readUpdateMarker)
    .filter(({ author, state }) => author === bot && state === "merged")
    .map(({ number }) => number)
    .slice(0, MAX_PULLS);
  for (const number of [...updates, ...pulls.slice(0, 1).map((pull) => pull.number)]) {
    const pull = await ownPull(github, ref, number, bot);
    const found = pull && (await readRenderingAt(github, ref, pull.headSha));
    if (found !== undefined) return found;
  }
  return undefined;
}

async function readRenderingAt(
  github: GitHubClient,
  ref: Snapshot["ref"],
  commit: string,
): Promise<Rendering | undefined> {
  const branch = await undefinedOn404(readBranch(github, ref, commit));
  return branch?.last;
}
