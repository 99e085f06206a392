import { LRUCache } from "lru-cache";
import { digestOf } from "../../model/digest.js";
import { installedKey, type IssueRef } from "../../model/refs.js";
import { issueToFill, tellingLabels } from "../plan-file/filled.js";
import type { Snapshot } from "../snapshot.js";
import { isApproved } from "../state.js";
import { driftIn } from "./rules.js";

/** Characters that are remembered in all: the texts that plans were filled with, and paths. */
const MAX_CHARACTERS = 16 * 1024 * 1024;
const DIGEST_LENGTH = 16;

/** What a process remembers of an issue with an approved plan that it has left at rest. */
interface LastLook {
  readonly path: string;
  readonly reflected: Reflected | undefined;
}

/** A plan that was found to reflect its issue. */
interface Reflected {
  /** Of all that tells whether it does. */
  readonly digest: string;
  /** What the plan was filled with last. */
  readonly filledWith: string;
}

/**
 * Where approved plans were, and which of them were found to reflect their issues while their status
 * comments do not say so: a digest alone is no reason to write. In the memory of this process; without
 * it, it is found again.
 */
export interface DriftCache {
  /** Where on the default branch the plan was. */
  readonly pathOf: (ref: IssueRef) => string | undefined;
  /**
   * What the plan was filled with last, where nothing has changed since it was found to reflect its
   * issue: not the status comment, the plan, or what it is filled from but for labels that say nothing.
   */
  readonly recall: (world: Snapshot) => string | undefined;
  /** Remembers a world in which nothing is left to write. */
  readonly leave: (world: Snapshot) => void;
}

/** A memory without anything in it. */
export function createDriftCache(): DriftCache {
  const looks = new LRUCache<string, LastLook>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: ({ path, reflected }, key) =>
      key.length + path.length + (reflected?.filledWith.length ?? 0) + DIGEST_LENGTH,
  });
  return {
    pathOf: (ref) => looks.get(keyOf(ref))?.path,
    recall(world) {
      const reflected = looks.get(keyOf(world.ref))?.reflected;
      if (reflected === undefined) return undefined;
      const { digest, filledWith } = reflected;
      return digestOfWorld(world, filledWith) === digest ? filledWith : undefined;
    },
    leave(world) {
      const path = world.plan?.path;
      if (path === undefined || !isApproved(world)) looks.delete(keyOf(world.ref));
      else looks.set(keyOf(world.ref), { path, reflected: reflectedBy(world) });
    },
  };
}

function reflectedBy(world: Snapshot): Reflected | undefined {
  const filledWith = foundToReflect(world);
  return filledWith === undefined
    ? undefined
    : { digest: digestOfWorld(world, filledWith), filledWith };
}

/** What the plan was filled with last, where it was found to reflect its issue. */
function foundToReflect(world: Snapshot): string | undefined {
  const ground = world.drift?.ground;
  if (ground === undefined) return world.reflects;
  const { sections, waits } = driftIn(world);
  return sections.length > 0 || waits ? undefined : ground.last.text;
}

function digestOfWorld(
  { issue, config, comments, plan, ...world }: Snapshot,
  filledWith: string,
): string {
  const labels = tellingLabels(issueToFill(issue, config).labels, filledWith);
  const all = [comments[0]?.body, plan?.commit.sha, world.sourceUnlabelled, labels];
  return digestOf(JSON.stringify(all), DIGEST_LENGTH);
}

function keyOf(ref: IssueRef): string {
  return `${installedKey(ref)}#${ref.number}`;
}
