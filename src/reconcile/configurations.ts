import { LRUCache } from "lru-cache";
import type { GitHubClient } from "../github/client.js";
import { installedKey, type RepositoryRef } from "../issue-ref.js";
import type { SettingsNews } from "../settings-news.js";
import { readConfiguration, type Configuration } from "./observe-configuration.js";

/** Repositories whose configuration is remembered. */
const MOST_REPOSITORIES = 2000;

/** How long it is remembered, in milliseconds: an event that tells of a change may be lost. */
const REMEMBERED_MS = 5 * 60 * 1000;

/** The configurations of repositories, in the memory of this process. */
export interface Configurations {
  /**
   * What was read last, if that is five minutes old at most, and no replica has heard since that
   * settings of the installation changed.
   */
  readonly recall: (repository: RepositoryRef) => Promise<Configuration | undefined>;
  /** What is recalled, else what is read. */
  readonly get: Configurations["read"];
  /** Reads the configuration of the default branch, and remembers it if there is nothing wrong. */
  readonly read: (github: GitHubClient, repository: RepositoryRef) => Promise<Configuration>;
}

/** A memory without anything in it. */
export function createConfigurations(news: SettingsNews): Configurations {
  const known = new LRUCache<string, { readonly heard: number; readonly what: Configuration }>({
    max: MOST_REPOSITORIES,
    ttl: REMEMBERED_MS,
  });
  const own: Configurations = {
    get: async (github, repository) =>
      (await own.recall(repository)) ?? (await own.read(github, repository)),
    async recall(repository) {
      const found = known.get(installedKey(repository));
      if (found === undefined) return undefined;
      return found.heard === (await news.heard(repository.installationId)) ? found.what : undefined;
    },
    async read(github, repository) {
      // Before the reading: what is heard of meanwhile may not be in it.
      const heard = await news.heard(repository.installationId);
      const what = await readConfiguration(github, repository);
      // One with problems is read again each time: they may be mended without an event.
      if (what.problems.length > 0) known.delete(installedKey(repository));
      else known.set(installedKey(repository), { heard, what });
      return what;
    },
  };
  return own;
}
