import type { WorkItem } from "./issue-ref.js";
import type { RedisClient } from "./redis.js";

/** After how long Redis forgets what was heard; nobody remembers settings for that long. */
const FORGOTTEN_MS = 24 * 60 * 60 * 1000;

/** How often an event said that settings of an installation's repositories may have changed. */
export interface SettingsNews {
  /** Another number than before, where something was heard in between. */
  readonly heard: (installationId: number) => Promise<number>;
  /** Tells of an event. */
  readonly tell: (installationId: number) => Promise<void>;
}

/**
 * Whether an item comes of an event that may have changed settings: it has all plans of a
 * repository looked at, or of all repositories that use its settings.
 */
export function isAboutSettings(item: WorkItem): boolean {
  return "kind" in item ? item.kind === "dependents" : !("number" in item);
}

/** What a process that is alone has heard. */
export function createOwnNews(): SettingsNews {
  const counts = new Map<number, number>();
  const heard = (id: number): number => counts.get(id) ?? 0;
  return {
    heard: (id) => Promise.resolve(heard(id)),
    tell(id) {
      counts.set(id, heard(id) + 1);
      return Promise.resolve();
    },
  };
}

/** What any of the replicas with the same `prefix` has heard. */
export function createRedisNews(client: RedisClient, prefix: string): SettingsNews {
  const key = (id: number): string => `{${prefix}}:settings:${id}`;
  return {
    heard: async (id) => Number((await client.get(key(id))) ?? 0),
    async tell(id) {
      await client.incr(key(id));
      await client.pexpire(key(id), FORGOTTEN_MS);
    },
  };
}
