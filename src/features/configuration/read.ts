import { LRUCache } from "lru-cache";
import type { ConfigProblem } from "../../config/problem.js";
import {
  CONFIGURATION,
  EXTENDS,
  type ConfigFile,
  type ReadConfig,
  CONFIG_FILE,
  CONFIG_FILES,
  CONFIG_FOLDER,
  OWNER_REPOSITORY,
  TWO_FILES,
} from "../../config/read-config.js";
import { DEFAULT_CONFIG, type Config } from "../../config/schema.js";
import { CONFIG_LIMIT, tooLarge } from "../../config/yaml.js";
import { readBlob, type FolderEntry } from "../../github/files.js";
import type { GitHubClient } from "../../github/http/client.js";
import { mayUseSettingsOf } from "../../github/repository.js";
import {
  findSettings,
  type FoundSettings,
  type SettingsFolder,
  type SettingsPlaces,
} from "../../github/settings.js";
import type { Compute } from "../../model/compute.js";
import {
  isSameRepository,
  type RepositoryRef,
  installedKey,
  type WorkItem,
} from "../../model/refs.js";
import { TEMPLATE_FOLDER } from "../../plan/identity.js";
import type { RedisClient } from "../../storage/redis.js";

/** The configuration of a repository, and what was seen beside it. */
export interface Configuration extends ReadConfig {
  /** Whether the repository has a folder with templates of its own. */
  readonly hasTemplates: boolean;
  /** SHA of that folder: another one where a template has changed. */
  readonly templatesSha: string | undefined;
}

/** What reading a configuration takes. */
interface Means {
  readonly github: GitHubClient;
  readonly compute: Compute;
}

/** A file of configuration that was looked for. */
type Found = ConfigFile | undefined;

/** Where the settings of a repository are: its own, and those that the owner's repositories share. */
export function settingsPlaces(repository: RepositoryRef): SettingsPlaces {
  const isShared = isSameRepository(repository, { ...repository, repo: OWNER_REPOSITORY });
  return { folder: CONFIG_FOLDER, shared: isShared ? undefined : OWNER_REPOSITORY };
}

/** What is known of what {@link readConfiguration} would ask for. */
interface ConfigurationOptions {
  /** SHA of where the repository's own file is read; the default branch if left out. */
  readonly commit?: string | undefined;
  /** What was found at {@link settingsPlaces} already. */
  readonly found?: FoundSettings;
}

/**
 * Reads the configuration that counts in a repository: one query that looks for it there and in the
 * owner's `.github` repository, and a request for its text where there is one.
 */
export async function readConfiguration(
  { github, compute }: Means,
  repository: RepositoryRef,
  { commit, found }: ConfigurationOptions = {},
): Promise<Configuration> {
  const settings =
    found ?? (await findSettings(github, repository, settingsPlaces(repository), commit));
  const own =
    (await layerOf(github, repository, settings.own, "")) ??
    (await ownersLayer(github, repository, settings));
  const base = own && (await baseLayer({ github, compute }, repository, settings, own));
  const layers = [base?.layer, own].filter((layer) => layer !== undefined);
  const resolved = await compute(CONFIGURATION, layers);
  const templatesSha = entryAt(settings.own, TEMPLATE_FOLDER)?.sha;
  return {
    ...resolved,
    problems: [...(base?.problems ?? []), ...resolved.problems],
    hasTemplates: templatesSha !== undefined,
    templatesSha,
  };
}

/** @param prefix what stands before the path of the file in error messages */
async function layerOf(
  github: GitHubClient,
  repository: RepositoryRef,
  folder: SettingsFolder,
  prefix: string,
): Promise<Found> {
  if (folder.isForbidden) {
    const what = "GitHub does not allow Plansmith to read the file.";
    const fix = "Give the App access to the repository and the permission to read contents.";
    return unreadable(prefix + CONFIG_FILE, what, fix);
  }
  const [path, second] = CONFIG_FILES.filter((file) => entryAt(folder, file) !== undefined);
  const file = path === undefined ? undefined : entryAt(folder, path);
  if (path === undefined || file === undefined) return undefined;
  const source = prefix + path;
  return second === undefined
    ? readEntry(github, repository, file, source)
    : unreadable(source, TWO_FILES.what, TWO_FILES.fix);
}

function entryAt({ entries }: SettingsFolder, path: string): FolderEntry | undefined {
  return entries.find(({ name }) => `${CONFIG_FOLDER}/${name}` === path);
}

async function readEntry(
  github: GitHubClient,
  repository: RepositoryRef,
  { type, size, sha }: FolderEntry,
  source: string,
): Promise<ConfigFile> {
  if (type === "dir") {
    return unreadable(source, "It is a folder.", "Make it a file.");
  }
  if (type !== "file") {
    const kind = type === "symlink" ? "a symbolic link" : "a submodule";
    return unreadable(source, `It is ${kind}.`, "Make it a regular file with the text in it.");
  }
  // What is too large is not fetched: its size says enough.
  if (size > CONFIG_LIMIT) {
    const { what, fix } = tooLarge(size);
    return unreadable(source, what, fix);
  }
  const bytes = await readBlob(github, repository, sha);
  return { source, bytes, problems: [] };
}

function unreadable(source: string, what: string, fix: string): ConfigFile {
  const problem = { source, line: 1, column: 1, what, fix };
  return { source, bytes: new Uint8Array(), problems: [problem] };
}

/** The one that the owner's repositories share. A private one is not for public repositories. */
async function ownersLayer(
  github: GitHubClient,
  repository: RepositoryRef,
  { own, shared }: FoundSettings,
): Promise<Found> {
  if (shared === undefined || !mayUseSettingsOf(own.visibility, shared.visibility))
    return undefined;
  const place = { ...repository, repo: OWNER_REPOSITORY };
  return layerOf(github, place, shared, prefixOf(place));
}

/** What `_extends` names, and what is wrong with that. */
async function baseLayer(
  { github, compute }: Means,
  repository: RepositoryRef,
  settings: FoundSettings,
  own: ConfigFile,
): Promise<{ readonly layer: Found; readonly problems: readonly ConfigProblem[] }> {
  const found = await compute(EXTENDS, own);
  const named = found?.value;
  // The schema reports what is not a name at all.
  if (found === undefined || typeof named !== "string" || !/^[^/]+(?:\/[^/]+)?$/.test(named)) {
    return { layer: undefined, problems: [] };
  }
  const problem = (what: string, fix: string) => ({
    layer: undefined,
    problems: [{ source: own.source, line: found.line, column: found.column, what, fix }],
  });
  const [owner, repo] = named.includes("/") ? named.split("/") : [repository.owner, named];
  if (owner?.toLowerCase() !== repository.owner.toLowerCase()) {
    return problem(
      `_extends names a repository of another owner.`,
      `It can only name a repository of ${repository.owner}.`,
    );
  }
  const base = { ...repository, repo: repo ?? "" };
  const places = { folder: CONFIG_FOLDER, shared: undefined };
  const shared = (await findSettings(github, base, places)).own;
  const layer = mayUseSettingsOf(settings.own.visibility, shared.visibility)
    ? await layerOf(github, base, shared, prefixOf(base))
    : undefined;
  // One message for all reasons: a pull request must not find out which private repositories exist.
  if (layer === undefined) {
    return problem(
      `_extends names ${base.owner}/${base.repo}, but no ${CONFIG_FILE} there can be used here.`,
      "The file must be on the default branch of a repository that the App can read. A public repository cannot extend a private one.",
    );
  }
  if ((await compute(EXTENDS, layer)) !== undefined) {
    return problem(
      `${base.owner}/${base.repo} itself extends another repository.`,
      "Extend that repository instead, or copy its settings here.",
    );
  }
  return { layer, problems: [] };
}

/** What stands before the path of a file in another repository, in error messages. */
function prefixOf({ owner, repo }: RepositoryRef): string {
  return `${owner}/${repo}/`;
}

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
