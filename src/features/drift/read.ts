import type { GitHubClient } from "../../github/http/client.js";
import { undefinedOn404 } from "../../github/http/errors.js";
import type { RelatedCounts } from "../../github/issues.js";
import { ownPull } from "../../github/pulls.js";
import { getRepository } from "../../github/repository.js";
import type { CrossReference } from "../../github/timeline.js";
import { readUpdateMarker } from "../../model/markers.js";
import type { Compute } from "../../model/compute.js";
import type { IssueRef } from "../../model/refs.js";
import { readPlanMarker } from "../../plan/identity.js";
import type { Templates } from "../../plan/template/choose.js";
import { TemplateError } from "../../plan/template/template.js";
import type { Configuration } from "../configuration/read.js";
import { markedReferences } from "../linked-pulls/read.js";
import type { Rendering } from "../plan-file/progress.js";
import { readExtra, readTemplates } from "../plan-file/read.js";
import { readBranch } from "../refill/read.js";
import type { Referrers } from "../referrers/index.js";
import { readRelated } from "../related/read.js";
import type { ApprovedSnapshot } from "../snapshot.js";
import { metadataOf } from "../state.js";
import { isLeftOver } from "../updates/edit.js";
import type { DriftCache } from "./cache.js";
import type { DriftFacts, DriftInputs } from "./facts.js";

/** Merged pull requests of changes that are looked through for what the plan was filled with last. */
const MAX_PULLS = 3;

/** What is read before. */
type Known = Omit<ApprovedSnapshot, "drift">;

/** What the facts are read from. */
interface Sources {
  /** Login under which the App writes. */
  readonly bot: string;
  readonly builtin: Templates;
  readonly compute: Compute;
  readonly referrers: Referrers;
  readonly driftCache: DriftCache;
  readonly counts: RelatedCounts;
  readonly configuration: Configuration;
  readonly references: readonly CrossReference[];
}

/**
 * Reads what it takes to decide whether an approved plan still reflects its issue. Where the status
 * comment says that it did so for what it would be filled from now, or this process remembers that
 * nothing has changed since it did, nothing is read.
 */
export async function readDrift(
  github: GitHubClient,
  snapshot: Known,
  sources: Sources,
): Promise<DriftFacts> {
  const { issue, problems, source } = snapshot;
  const before = metadataOf(snapshot);
  const isSettled = (before?.settled ?? before?.filled) === source;
  if (issue.state === "closed" || problems.length > 0 || isSettled) return { kind: "unread" };
  const filledWith = sources.driftCache.recall(snapshot);
  if (filledWith !== undefined) return { kind: "remembered", filledWith };
  const inputs = await readInputs(github, snapshot, sources);
  return inputs === undefined ? { kind: "lost" } : { kind: "comparable", ...inputs };
}

/** `undefined` where what the plan was filled with, or its template, cannot be found any more. */
async function readInputs(
  github: GitHubClient,
  snapshot: Known,
  { bot, builtin, compute, referrers, counts, configuration, references }: Sources,
): Promise<DriftInputs | undefined> {
  const { ref, plan, update } = snapshot;
  const isLive = update?.tip !== undefined && !isLeftOver(update);
  const [templates, last, waiting, { defaultBranch }] = await Promise.all([
    configuration.hasTemplates ? readTemplates({ github, compute }, ref, builtin) : builtin,
    readLastRendering(github, snapshot, { bot, references }),
    isLive && update.tip ? readRenderingAt(github, ref, update.tip) : undefined,
    getRepository(github, ref),
  ]);
  const template = templates.get(readPlanMarker(plan.text)?.format ?? "");
  if (template === undefined || template instanceof TemplateError || last === undefined) {
    return undefined;
  }
  const { issue } = snapshot;
  const related = await readRelated({ github, compute, referrers }, ref, { issue, counts });
  const extra = await readExtra({ github }, ref, template, related);
  return { choice: { template }, extra, defaultBranch, last, waiting };
}

/** What the plan was filled with last, of what people have merged. */
async function readLastRendering(
  github: GitHubClient,
  { ref, pulls }: Known,
  { bot, references }: Pick<Sources, "bot" | "references">,
): Promise<Rendering | undefined> {
  const updates = markedReferences(references, ref, readUpdateMarker)
    .filter(({ author, state }) => author === bot && state === "merged")
    .map(({ number }) => number)
    .slice(0, MAX_PULLS);
  for (const number of [...updates, ...pulls.slice(0, 1).map((pull) => pull.number)]) {
    const pull = await ownPull(github, ref, number, {
      author: bot,
      isOurs: () => true,
    });
    const found = pull && (await readRenderingAt(github, ref, pull.headSha));
    if (found !== undefined) return found;
  }
  return undefined;
}

async function readRenderingAt(
  github: GitHubClient,
  ref: IssueRef,
  commit: string,
): Promise<Rendering | undefined> {
  const branch = await undefinedOn404(readBranch(github, ref, commit));
  return branch?.last;
}
