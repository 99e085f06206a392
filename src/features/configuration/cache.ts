import { LRUCache } from "lru-cache";
import { DEFAULT_CONFIG, type Config } from "../../config/schema.js";
import type { GitHubClient } from "../../github/http/client.js";
import type { FoundSettings } from "../../github/settings.js";
import type { Compute } from "../../model/compute.js";
import { installedKey, type RepositoryRef, type WorkItem } from "../../model/refs.js";
import type { RedisClient } from "../../storage/redis.js";
import { readConfiguration, type Configuration } from "./read.js";

/** Repositories whose configuration is remembered. */
const MAX_REPOSITORIES = 2000;

/** How long it is remembered, in milliseconds: an event that announces a change may be lost. */
const REMEMBERED_MS = 5 * 60 * 1000;

/** The configurations of repositories, in the memory of this process. */
export interface ConfigurationCache {
  /**
   * What was read last, if that is five minutes old at most, and no replica has heard since that
   * settings of the installation changed.
   */
  readonly recall: (repository: RepositoryRef) => Promise<Configuration | undefined>;
  /**
   * What was read last, however old: what reads ahead goes by it, and nothing else. The default
   * configuration where none was read.
   */
  readonly guess: (repository: RepositoryRef) => Config;
  /** What is recalled, else what is read. */
  readonly get: (github: GitHubClient, repository: RepositoryRef) => Promise<Configuration>;
  /**
   * Reads the configuration of the default branch, and remembers it if there is nothing wrong.
   *
   * @param find looks for it, together with something else: it may not have begun before
   */
  readonly read: (
    github: GitHubClient,
    repository: RepositoryRef,
    find?: () => Promise<FoundSettings>,
  ) => Promise<Configuration>;
}

/**
 * A memory without anything in it.
 *
 * @param isDryRun whether every repository has a dry run, whatever its configuration says
 */
export function createConfigurationCache(
  news: SettingsChanges,
  compute: Compute,
  isDryRun = false,
): ConfigurationCache {
  const known = new LRUCache<string, { readonly heard: number; readonly what: Configuration }>({
    max: MAX_REPOSITORIES,
    ttl: REMEMBERED_MS,
    noDeleteOnStaleGet: true,
  });
  const own: ConfigurationCache = {
    get: async (github, repository) =>
      (await own.recall(repository)) ?? (await own.read(github, repository)),
    guess: (repository) =>
      known.peek(installedKey(repository), { allowStale: true })?.what.config ?? DEFAULT_CONFIG,
    async recall(repository) {
      const found = known.get(installedKey(repository));
      if (found === undefined) return undefined;
      return found.heard === (await news.heard(repository.installationId)) ? found.what : undefined;
    },
    async read(github, repository, find) {
      // Before the reading: what is heard of meanwhile may not be in it.
      const heard = await news.heard(repository.installationId);
      const found = find && { found: await find() };
      const read = await readConfiguration({ github, compute }, repository, found);
      const what = isDryRun ? { ...read, config: { ...read.config, dryRun: true } } : read;
      // One with problems is read again each time: they may be fixed without an event.
      if (what.problems.length > 0) known.delete(installedKey(repository));
      else known.set(installedKey(repository), { heard, what });
      return what;
    },
  };
  return own;
}

/** After how long Redis forgets what was heard; nobody remembers settings for that long. */
const FORGOTTEN_MS = 24 * 60 * 60 * 1000;

/** How often an event said that settings of an installation's repositories may have changed. */
export interface SettingsChanges {
  /** Another number than before, where something was heard in between. */
  readonly heard: (installationId: number) => Promise<number>;
  /** Announces an event. */
  readonly announce: (installationId: number) => Promise<void>;
}

/**
 * Whether an item comes of an event that may have changed settings: it has all plans of a
 * repository looked at, or of all repositories that use its settings.
 */
export function isAboutSettings(item: WorkItem): boolean {
  return item.kind === "dependents" || item.kind === "repository";
}

/** What a process that is alone has heard. */
export function createInMemoryChanges(): SettingsChanges {
  const counts = new Map<number, number>();
  const heard = (id: number): number => counts.get(id) ?? 0;
  return {
    heard: (id) => Promise.resolve(heard(id)),
    announce(id) {
      counts.set(id, heard(id) + 1);
      return Promise.resolve();
    },
  };
}

/** What any of the replicas with the same `prefix` has heard. */
export function createRedisChanges(client: RedisClient, prefix: string): SettingsChanges {
  const key = (id: number): string => `{${prefix}}:settings:${id}`;
  return {
    heard: async (id) => Number((await client.get(key(id))) ?? 0),
    async announce(id) {
      await client.incr(key(id));
      await client.pexpire(key(id), FORGOTTEN_MS);
    },
  };
}
