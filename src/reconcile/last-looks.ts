import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { repositoryKey, type IssueRef } from "../issue-ref.js";
import { driftIn, tellingLabels } from "./decide-drift.js";
import { issueToFill } from "./fill-source.js";
import type { World } from "./world.js";

/** Characters that are remembered in all: the texts that plans were filled with. */
const MOST_CHARACTERS = 16 * 1024 * 1024;

/** What a process remembers of an issue that it has left at rest. */
interface LastLook {
  /** Of all that tells whether the plan reflects the issue. */
  readonly digest: string;
  /** What the plan was filled with last. */
  readonly filledWith: string;
}

/**
 * Approved plans that were found to reflect their issues, while their status comments do not say so:
 * a digest alone is no reason to write. In the memory of this process; without it, it is found again.
 */
export interface LastLooks {
  /**
   * What the plan was filled with last, where nothing has changed since it was found to reflect its
   * issue: not the status comment, the plan, or what it is filled from but for labels that say nothing.
   */
  readonly recall: (world: World) => string | undefined;
  /** Remembers a world in which nothing is left to write. */
  readonly leave: (world: World) => void;
}

/** A memory without anything in it. */
export function createLastLooks(): LastLooks {
  const looks = new LRUCache<string, LastLook>({
    maxSize: MOST_CHARACTERS,
    sizeCalculation: ({ digest, filledWith }) => digest.length + filledWith.length,
  });
  return {
    recall(world) {
      const look = looks.get(keyOf(world.ref));
      if (look === undefined) return undefined;
      return digestOf(world, look.filledWith) === look.digest ? look.filledWith : undefined;
    },
    leave(world) {
      const filledWith = reflected(world);
      if (filledWith === undefined) looks.delete(keyOf(world.ref));
      else looks.set(keyOf(world.ref), { digest: digestOf(world, filledWith), filledWith });
    },
  };
}

/** What the plan was filled with last, where it was found to reflect its issue. */
function reflected(world: World): string | undefined {
  const ground = world.drift?.ground;
  if (ground === undefined) return world.reflects;
  const { sections, waits } = driftIn(world);
  return sections.length > 0 || waits ? undefined : ground.last.text;
}

function digestOf({ issue, config, comments, plan, ...world }: World, filledWith: string): string {
  const labels = tellingLabels(issueToFill(issue, config).labels, filledWith);
  const all = [comments[0]?.body, plan?.commit.sha, world.sourceUnlabelled, labels];
  return createHash("sha256").update(JSON.stringify(all)).digest("hex");
}

function keyOf(ref: IssueRef): string {
  return `${ref.installationId} ${repositoryKey(ref)}#${ref.number}`;
}
