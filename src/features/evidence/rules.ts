import { defineTask } from "../../model/compute.js";
import type { KeptEvidence } from "../../model/metadata.js";
import type { PlanState } from "../../model/states.js";
import { tickItems, type Progress } from "../../plan/parse/progress.js";
import { digestsOf } from "../../plan/parse/items.js";
import type { Plan } from "../../plan/parse/parse.js";
import type { ApprovedSnapshot, Snapshot } from "../snapshot.js";
import { metadataOf, planOf, waitingLabels } from "../state.js";
import type { Edit } from "../updates/edit.js";
import { provenUnticked, readEvidence, type EvidenceFacts, type ItemEvidence } from "./items.js";
import type { Evidence } from "./text.js";

/** Items that are remembered to have been ticked without being asked. */
const MAX_TICKED = 300;

/** What the work proves of the items that count. What waits to be merged ticked is not offered again. */
export function evidenceStatus(
  snapshot: Snapshot,
  { plan, progress }: { readonly plan: Plan; readonly progress: Progress },
): Evidence | undefined {
  const { evidence, config } = snapshot;
  if (evidence === undefined) return undefined;
  const counted = new Set(progress.items.map(({ line }) => line));
  return {
    ticked: progress.items.filter(({ done }) => done).length,
    items: notWaiting(snapshot, readEvidence(plan, evidence)).filter(({ item }) =>
      counted.has(item.line),
    ),
    landings: evidence.landings,
    offers: config.evidence.tick !== "off",
  };
}

/** Whether there are proven items that somebody may want to tick. */
export function hasOffer(snapshot: Snapshot): boolean {
  const { evidence, config, issue, plan } = snapshot;
  if (config.evidence.tick === "off" || evidence === undefined || plan === undefined) return false;
  if (issue.state === "closed") return false;
  const read = planOf(snapshot, plan.text);
  return notWaiting(snapshot, provenUnticked(readEvidence(read, evidence))).length > 0;
}

function notWaiting(
  snapshot: Snapshot,
  evidence: readonly ItemEvidence[],
): readonly ItemEvidence[] {
  const waiting = waitingLabels(snapshot);
  return evidence.filter(({ item }) => item.done || !waiting.includes(item.label));
}

/** What the status comment is to remember of the evidence; nothing of a plan that is rejected. */
export function keptEvidence(
  snapshot: Snapshot,
  state: PlanState,
  before: KeptEvidence | undefined,
): KeptEvidence | undefined {
  const { evidence, plan, config } = snapshot;
  const isRejected = state === "rejected" && snapshot.absence === undefined;
  if (state === "requested" || isRejected) return undefined;
  if (evidence === undefined || plan === undefined) return before;
  const { outcomes, commits, claims = {} } = evidence;
  const steps: Record<string, Record<string, string>> = {};
  for (const { pull, value, digest } of [...evidence.steps, ...evidence.undone]) {
    if (digest !== undefined) steps[pull] = { ...steps[pull], [value]: digest };
  }
  const now =
    config.evidence.tick === "auto" ? ownTicks(snapshot, plan.text, evidence).digests : [];
  const ticked = [...new Set([...(before?.ticked ?? []), ...now])].slice(-MAX_TICKED);
  const isEmpty = (part: object): boolean => Object.keys(part).length === 0;
  const empty = [outcomes, steps, commits, claims, ticked].every(isEmpty);
  const read = { ...(!isEmpty(commits) && { commits }), ...(!isEmpty(claims) && { claims }) };
  return empty ? undefined : { commit: plan.commit.sha, outcomes, steps, ...read, ticked };
}

/**
 * The ticks that somebody asked for, or that are made without being asked where the configuration
 * wants that: each of these once. What people untick or refuse is theirs.
 *
 * @param request who asked for all of them; `undefined` where nobody did
 */
export function evidenceEdits(snapshot: Snapshot, request: string | undefined): readonly Edit[] {
  const { evidence, config, issue, plan } = snapshot;
  const { tick } = config.evidence;
  const wanted = request === undefined ? tick === "auto" : tick !== "off";
  if (!wanted || issue.state === "closed") return [];
  if (evidence === undefined || plan === undefined) return [];
  const before = metadataOf(snapshot)?.evidence?.ticked;
  const ticked = request === undefined ? (before ?? []) : [];
  const change = (text: string): string => {
    const { indexes, digests } = ownTicks(snapshot, text, evidence);
    const chosen = indexes.filter((_, at) => !ticked.includes(digests[at] ?? ""));
    return tickItems(text, chosen, true);
  };
  if (change(plan.text) === plan.text) return [];
  const by = request === undefined ? "" : `\n\nAsked-For-By: ${request}`;
  return [{ change, message: `Tick proven items in the plan for #${issue.number}${by}` }];
}

/** Whether the work proves items that are not ticked, and were not ticked for that before. */
function hasUnrecordedProof(
  snapshot: Pick<ApprovedSnapshot, "issue" | "plan" | "comments" | "evidence">,
): boolean {
  const { issue, plan, evidence } = snapshot;
  if (issue.state === "closed" || evidence === undefined) return false;
  const before = metadataOf(snapshot)?.evidence?.ticked ?? [];
  return ownTicks(snapshot, plan.text, evidence).digests.some((digest) => !before.includes(digest));
}

/** {@link hasUnrecordedProof}. */
export const UNRECORDED_PROOF = defineTask("what the work proves of a plan", hasUnrecordedProof);

/** The items of a plan's text that are proven and not ticked: their indexes and digests. */
function ownTicks(
  snapshot: Pick<Snapshot, "issue" | "comments">,
  text: string,
  evidence: EvidenceFacts,
): { readonly indexes: readonly number[]; readonly digests: readonly string[] } {
  const plan = planOf(snapshot, text);
  const all = digestsOf(plan.items);
  const proven = provenUnticked(readEvidence(plan, evidence));
  return {
    indexes: proven.map(({ item }) => item.index),
    digests: proven.map(({ index }) => all[index] ?? ""),
  };
}
