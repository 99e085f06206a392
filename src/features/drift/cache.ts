import { LRUCache } from "lru-cache";
import { digestOf } from "../../model/text.js";
import { installedKey, type IssueRef } from "../../model/refs.js";
import { labelsToFill, relevantLabels } from "../plan-file/filled.js";
import type { ApprovedSnapshot, CommonFacts, Snapshot } from "../snapshot.js";
import { isApproved } from "../state.js";
import { driftIn } from "./rules.js";

/** Characters that are remembered in all: the texts that plans were filled with. */
const MAX_CHARACTERS = 16 * 1024 * 1024;
const DIGEST_LENGTH = 16;

/** A plan that was found to reflect its issue. */
export interface Reflected {
  /** Of everything that the finding depends on. */
  readonly digest: string;
  /** What the plan was filled with last. */
  readonly filledWith: string;
}

/**
 * The approved plans that were found to reflect their issues while their status comments do not say
 * so: a digest alone is no reason to write. In the memory of this process; without it, it is found
 * out again, which takes several requests.
 */
export interface DriftCache {
  /**
   * What the plan was filled with last, where nothing has changed since it was found to reflect its
   * issue: not the status comment, the plan, or what it is filled from but for labels that say nothing.
   */
  readonly recall: (snapshot: CommonFacts) => string | undefined;
  /**
   * Remembers a snapshot in which nothing is left to write.
   *
   * @param reflected what {@link reflectedBy} finds in it
   */
  readonly leave: (ref: IssueRef, reflected: Reflected | undefined) => void;
}

/** A cache without anything in it. */
export function createDriftCache(): DriftCache {
  const cache = new LRUCache<string, Reflected>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: ({ filledWith }, key) => key.length + filledWith.length + DIGEST_LENGTH,
  });
  return {
    recall(snapshot) {
      const reflected = cache.get(keyOf(snapshot.ref));
      if (reflected === undefined) return undefined;
      const { digest, filledWith } = reflected;
      return digestOfSnapshot(snapshot, filledWith) === digest ? filledWith : undefined;
    },
    leave(ref, reflected) {
      if (reflected === undefined) cache.delete(keyOf(ref));
      else cache.set(keyOf(ref), reflected);
    },
  };
}

/** What is found of an approved plan that reflects its issue; `undefined` for any other. */
export function reflectedBy(snapshot: Snapshot): Reflected | undefined {
  if (!isApproved(snapshot)) return undefined;
  const filledWith = foundToReflect(snapshot);
  return filledWith === undefined
    ? undefined
    : { digest: digestOfSnapshot(snapshot, filledWith), filledWith };
}

/** What the plan was filled with last, where it was found to reflect its issue. */
function foundToReflect(snapshot: ApprovedSnapshot): string | undefined {
  const { drift } = snapshot;
  if (drift.kind === "remembered") return drift.filledWith;
  if (drift.kind !== "comparable") return undefined;
  const { sections, waits } = driftIn(snapshot);
  return sections.length > 0 || waits ? undefined : drift.last.text;
}

function digestOfSnapshot(
  { issue, config, comments, plan, sourceUnlabelled }: CommonFacts,
  filledWith: string,
): string {
  const labels = relevantLabels(labelsToFill(issue, config), filledWith);
  const all = [comments[0]?.body, plan?.commit.sha, sourceUnlabelled, labels];
  return digestOf(JSON.stringify(all), DIGEST_LENGTH);
}

function keyOf(ref: IssueRef): string {
  return `${installedKey(ref)}#${ref.number}`;
}
