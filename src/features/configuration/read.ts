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
import type { ConfigProblem } from "../../config/problem.js";
import { CONFIG_LIMIT, tooLarge } from "../../config/yaml.js";
import { folderEntries, readBlob, type FolderEntry } from "../../github/files.js";
import type { GitHubClient } from "../../github/http/client.js";
import { isForbidden } from "../../github/http/errors.js";
import type { Compute } from "../../model/compute.js";
import { isSameRepository, type RepositoryRef } from "../../model/refs.js";
import { TEMPLATE_FOLDER } from "../../plan/identity.js";
import { mayUseSettingsOf } from "../visibility.js";

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

/**
 * Reads the configuration that counts in a repository: one request to see whether it has one, and
 * one for its text; without one, as many for the owner's `.github` repository.
 *
 * @param commit where the repository's own file is read; the default branch if left out
 */
export async function readConfiguration(
  { github, compute }: Means,
  repository: RepositoryRef,
  commit?: string,
): Promise<Configuration> {
  const looked = await lookInto(github, repository, { prefix: "", commit });
  const own = looked.layer ?? (await ownersLayer(github, repository));
  const base = own && (await baseLayer({ github, compute }, repository, own));
  const layers = [base?.layer, own].filter((layer) => layer !== undefined);
  const resolved = await compute(CONFIGURATION, layers);
  return {
    ...resolved,
    problems: [...(base?.problems ?? []), ...resolved.problems],
    hasTemplates: looked.templatesSha !== undefined,
    templatesSha: looked.templatesSha,
  };
}

async function lookInto(
  github: GitHubClient,
  repository: RepositoryRef,
  { prefix, commit }: { readonly prefix: string; readonly commit: string | undefined },
): Promise<{ readonly layer: Found; readonly templatesSha: string | undefined }> {
  try {
    const entries = (await folderEntries(github, repository, CONFIG_FOLDER, commit)) ?? [];
    const at = (path: string) => entries.find(({ name }) => `${CONFIG_FOLDER}/${name}` === path);
    const templatesSha = at(TEMPLATE_FOLDER)?.sha;
    const [path, other] = CONFIG_FILES.filter((it) => at(it) !== undefined);
    const file = path === undefined ? undefined : at(path);
    if (path === undefined || file === undefined) return { layer: undefined, templatesSha };
    const source = prefix + path;
    const layer =
      other === undefined
        ? await readEntry(github, repository, file, source)
        : unreadable(source, TWO_FILES.what, TWO_FILES.fix);
    return { layer, templatesSha };
  } catch (error) {
    if (!isForbidden(error)) throw error;
    const what = "GitHub does not allow Plansmith to read the file.";
    const fix = "Give the App access to the repository and the permission to read contents.";
    return { layer: unreadable(prefix + CONFIG_FILE, what, fix), templatesSha: undefined };
  }
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
async function ownersLayer(github: GitHubClient, repository: RepositoryRef): Promise<Found> {
  const shared = { ...repository, repo: OWNER_REPOSITORY };
  if (isSameRepository(repository, shared)) return undefined;
  const prefix = prefixOf(shared);
  const { layer } = await lookInto(github, shared, { prefix, commit: undefined });
  if (layer === undefined || !(await mayUseSettingsOf(github, repository, shared)))
    return undefined;
  return layer;
}

/** What `_extends` names, and what is wrong with that. */
async function baseLayer(
  { github, compute }: Means,
  repository: RepositoryRef,
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
  const prefix = prefixOf(base);
  const { layer } = await lookInto(github, base, { prefix, commit: undefined });
  // One message for all reasons: a pull request must not find out which private repositories exist.
  if (layer === undefined || !(await mayUseSettingsOf(github, repository, base))) {
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
