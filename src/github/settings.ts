import * as z from "zod";
import type { RepositoryRef } from "../model/refs.js";
import type { FolderEntry, PathType } from "./files.js";
import {
  repoParams,
  type GitHubClient,
  query,
  refusedAt,
  type GraphQLDocument,
} from "./http/client.js";
import { isForbidden, type FieldError } from "./http/errors.js";
import type { Visibility } from "./repository.js";

/**
 * What a query says of what lies at a path of a commit. A path that there is none of is no failure:
 * GitHub says `NOT_FOUND` of its field then. Symbolic links are not followed.
 *
 * @see https://docs.github.com/graphql/reference/objects#treeentry
 */
export const PATH_FIELDS = `{
  type
  mode
  object {
    ... on Tree { entries { name type mode size oid } }
  }
}`;

/** Git's mode of a symbolic link, whose entry is a `blob` like that of a file. */
const SYMLINK = 0o120_000;

/** What {@link PATH_FIELDS} answer. */
export const pathFields = z
  .object({
    type: z.string(),
    mode: z.number(),
    object: z
      .object({
        entries: z
          .array(
            z.object({
              name: z.string(),
              type: z.string(),
              mode: z.number(),
              size: z.number(),
              oid: z.string(),
            }),
          )
          .nullish(),
      })
      .nullish(),
  })
  .transform((entry, context): PathType => {
    const type = typeOf(entry);
    if (type !== "dir") return { type };
    const entries = entry.object?.entries;
    if (entries === undefined || entries === null) {
      // A folder whose entries GitHub leaves out is no empty one.
      context.addIssue("a folder without entries");
      return z.NEVER;
    }
    return {
      type,
      entries: entries.map((it) => {
        return { name: it.name, type: typeOf(it), size: it.size, sha: it.oid };
      }),
    };
  })
  .nullable();

function typeOf({
  type,
  mode,
}: {
  readonly type: string;
  readonly mode: number;
}): FolderEntry["type"] {
  if (type === "tree") return "dir";
  if (type === "commit") return "submodule";
  return mode === SYMLINK ? "symlink" : "file";
}

/** What a query asks of a repository: who can read it. */
export const SETTINGS_FIELDS = `visibility
    isPrivate`;

/** What a query says of a commit: of the folder with settings, at least. */
export const settingsCommit = z.object({ settings: pathFields.optional() });

/** What {@link SETTINGS_FIELDS} answer, and what is at a commit. */
export const settingsRepository = z.object({
  visibility: z.string().nullable(),
  isPrivate: z.boolean(),
  commit: settingsCommit.nullable(),
});

/** The owner's repository for shared settings, which is only asked for where it is another one. */
export const SHARED_FIELDS = `shared: repository(owner: $owner, name: $shared) @include(if: $withShared) {
    ${SETTINGS_FIELDS}
    commit: object(expression: "HEAD") {
      ... on Commit { settings: file(path: $settings) ${PATH_FIELDS} }
    }
  }`;

/** What {@link SHARED_FIELDS} and the same of a repository answer. */
export const settingsData = z.object({
  repository: settingsRepository.nullable(),
  shared: settingsRepository.nullable().optional(),
});

type SettingsData = z.infer<typeof settingsData>;

export const SETTINGS: GraphQLDocument<SettingsData> = {
  name: "Settings",
  text: `query Settings($owner: String!, $repo: String!, $at: String!, $settings: String!, $shared: String!, $withShared: Boolean!) {
  repository(owner: $owner, name: $repo) {
    ${SETTINGS_FIELDS}
    commit: object(expression: $at) {
      ... on Commit { settings: file(path: $settings) ${PATH_FIELDS} }
    }
  }
  ${SHARED_FIELDS}
}`,
  data: settingsData,
};

/** Where settings are looked for. */
export interface SettingsPlaces {
  /** The folder of a repository. */
  readonly folder: string;
  /** Name of the owner's repository that has the same folder; `undefined` where it is not looked at. */
  readonly shared: string | undefined;
}

/** What {@link SHARED_FIELDS} take. */
export function settingsVariables({ folder, shared }: SettingsPlaces): Record<string, unknown> {
  return { settings: folder, shared: shared ?? "", withShared: shared !== undefined };
}

/** The folder with the settings of a repository. */
export interface SettingsFolder {
  /** `undefined` where the App does not see the repository. */
  readonly visibility: Visibility | undefined;
  /** What lies in the folder; nothing where there is no such folder. */
  readonly entries: readonly FolderEntry[];
  /** GitHub does not allow to look into it. */
  readonly isForbidden: boolean;
}

/** A repository's folder, and the owner's. */
export interface FoundSettings {
  readonly own: SettingsFolder;
  /** `undefined` where it was not looked at, or there is no such repository. */
  readonly shared: SettingsFolder | undefined;
}

/**
 * Looks into the folders with settings, of a repository and of its owner: one query.
 *
 * @param commit SHA of where the repository's own is looked at; the default branch if left out
 */
export async function findSettings(
  github: GitHubClient,
  repository: RepositoryRef,
  places: SettingsPlaces,
  commit?: string,
): Promise<FoundSettings> {
  const at = commit ?? "HEAD";
  const variables = { ...repoParams(repository), at, ...settingsVariables(places) };
  return orForbidden(async () => {
    const { data, errors } = await query(github, SETTINGS, variables);
    return settingsIn(data, errors);
  });
}

/** The settings that a query finds; where GitHub refuses it as a whole, they may not be seen. */
export async function orForbidden(find: () => Promise<FoundSettings>): Promise<FoundSettings> {
  try {
    return await find();
  } catch (error) {
    if (!isForbidden(error)) throw error;
    const own = { visibility: undefined, entries: [], isForbidden: true };
    return { own, shared: undefined };
  }
}

/** The settings in an answer. */
export function settingsIn(
  { repository, shared }: SettingsData,
  errors: readonly FieldError[],
): FoundSettings {
  const isHidden = (name: string): boolean =>
    refusedAt(errors, [name, "commit", "settings"]) !== undefined;
  const own = folderIn(repository, isHidden("repository"));
  const other = shared ?? null;
  const isShared = other !== null || isHidden("shared");
  return { own, shared: isShared ? folderIn(other, isHidden("shared")) : undefined };
}

function folderIn(
  found: z.infer<typeof settingsRepository> | null,
  isHidden: boolean,
): SettingsFolder {
  const folder = found?.commit?.settings;
  return {
    visibility: found === null ? undefined : visibilityOf(found),
    entries: folder?.type === "dir" ? folder.entries : [],
    isForbidden: isHidden,
  };
}

function visibilityOf({
  visibility,
  isPrivate,
}: {
  readonly visibility: string | null;
  readonly isPrivate: boolean;
}): Visibility {
  if (!isPrivate) return "public";
  return visibility === "INTERNAL" ? "internal" : "private";
}
