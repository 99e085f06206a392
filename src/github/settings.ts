import * as z from "zod";
import type { RepositoryRef } from "../model/refs.js";
import type { CommitTree } from "./commits.js";
import type { FolderEntry, PathType } from "./files.js";
import {
  repoParams,
  type GitHubClient,
  query,
  refusedAt,
  type GraphQLDocument,
  assertShown,
} from "./http/client.js";
import { isForbidden, type FieldError } from "./http/errors.js";
import { visibilityOf, type Visibility } from "./repository.js";

/**
 * What a query says of what lies at a path of a commit. A path that there is none of is no failure:
 * GitHub says `NOT_FOUND` of its field then. Symbolic links are not followed.
 *
 * @see https://docs.github.com/graphql/reference/objects#treeentry
 */
const PATH_FIELDS = `{
  type
  mode
  object {
    ... on Tree { entries { name type mode size oid } }
  }
}`;

/** Git's mode of a symbolic link, whose entry is a `blob` like that of a file. */
const SYMLINK = 0o120_000;

const treeEntry = z.object({
  name: z.string(),
  type: z.string(),
  mode: z.number(),
  size: z.number(),
  oid: z.string(),
});

/** What {@link PATH_FIELDS} answer. */
const pathFields = z
  .object({
    type: z.string(),
    mode: z.number(),
    object: z.object({ entries: z.array(treeEntry).nullish() }).nullish(),
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
      entries: entries.map(({ oid, name, size, ...kind }) => ({
        name,
        type: typeOf(kind),
        size,
        sha: oid,
      })),
    };
  })
  .nullable();

function typeOf({
  type,
  mode,
}: Pick<z.infer<typeof treeEntry>, "type" | "mode">): FolderEntry["type"] {
  if (type === "tree") return "dir";
  if (type === "commit") return "submodule";
  return mode === SYMLINK ? "symlink" : "file";
}

/** What a query asks of a repository: who can read it. */
const VISIBILITY_FIELDS = `visibility
    isPrivate`;

/** What a query says of a commit: of the folder with settings, at least. */
const settingsCommit = z.object({ settings: pathFields.optional() });

/** What {@link VISIBILITY_FIELDS} answer, and what is at a commit. */
const settingsRepository = z.object({
  visibility: z.string().nullable(),
  isPrivate: z.boolean(),
  commit: settingsCommit.nullable(),
});

/** The owner's repository for shared settings, which is only asked for where it is another one. */
const SHARED_FIELDS = `shared: repository(owner: $owner, name: $shared) @include(if: $withShared) {
    ${VISIBILITY_FIELDS}
    commit: object(expression: "HEAD") {
      ... on Commit { settings: file(path: $settings) ${PATH_FIELDS} }
    }
  }`;

/** What {@link SHARED_FIELDS} and the same of a repository answer. */
const settingsData = z.object({
  repository: settingsRepository.nullable(),
  shared: settingsRepository.nullable().optional(),
});

type SettingsData = z.infer<typeof settingsData>;

/** The query for settings alone: who can read the repository, and where its settings are. */
export const SETTINGS: GraphQLDocument<SettingsData> = {
  name: "Settings",
  text: `query Settings($owner: String!, $repo: String!, $at: String!, $settings: String!, $shared: String!, $withShared: Boolean!) {
  repository(owner: $owner, name: $repo) {
    ${VISIBILITY_FIELDS}
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
function settingsVariables({ folder, shared }: SettingsPlaces): Record<string, unknown> {
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
function settingsIn(
  { repository, shared }: SettingsData,
  errors: readonly FieldError[],
): FoundSettings {
  const isHidden = (name: string): boolean =>
    refusedAt(errors, [name, "commit", "settings"]) !== undefined;
  const own = folderIn(repository, isHidden("repository"));
  const sharedData = shared ?? null;
  const isShared = sharedData !== null || isHidden("shared");
  return { own, shared: isShared ? folderIn(sharedData, isHidden("shared")) : undefined };
}

function folderIn(
  found: z.infer<typeof settingsRepository> | null,
  isHidden: boolean,
): SettingsFolder {
  const folder = found?.commit?.settings;
  return {
    visibility: found === null ? undefined : visibilityOf(found.isPrivate, found.visibility),
    entries: folder?.type === "dir" ? folder.entries : [],
    isForbidden: isHidden,
  };
}

const ref = z
  .object({
    name: z.string(),
    prefix: z.string(),
    target: z.object({ oid: z.string() }).nullable(),
  })
  .nullable();

const planBaseData = settingsData.extend({
  repository: settingsRepository
    .extend({
      isArchived: z.boolean(),
      isDisabled: z.boolean(),
      defaultBranchRef: z.object({ name: z.string() }).nullable(),
      branch: ref,
      commit: settingsCommit
        .extend({
          oid: z.string(),
          tree: z.object({ oid: z.string() }),
          plans: pathFields.optional(),
        })
        .nullable(),
    })
    .nullable(),
});

/** The query for settings and for what a new plan is built on, in one answer. */
export const PLAN_BASE: GraphQLDocument<z.infer<typeof planBaseData>> = {
  name: "PlanBase",
  text: `query PlanBase($owner: String!, $repo: String!, $branch: String!, $plans: String!, $withPlans: Boolean!, $settings: String!, $shared: String!, $withShared: Boolean!) {
  repository(owner: $owner, name: $repo) {
    ${VISIBILITY_FIELDS}
    isArchived
    isDisabled
    defaultBranchRef { name }
    branch: ref(qualifiedName: $branch) { name prefix target { oid } }
    commit: object(expression: "HEAD") {
      ... on Commit {
        oid
        tree { oid }
        settings: file(path: $settings) ${PATH_FIELDS}
        plans: file(path: $plans) @include(if: $withPlans) ${PATH_FIELDS}
      }
    }
  }
  ${SHARED_FIELDS}
}`,
  data: planBaseData,
};

/** What lies at a path at a commit. */
export interface PathAt {
  /** SHA of the commit. */
  readonly commit: string;
  readonly path: string;
  /** `undefined` for nothing. */
  readonly found: PathType | undefined;
}

/** What a new plan is built on, as it was at one moment. */
export interface PlanBase {
  /** Empty in a repository without commits. */
  readonly defaultBranch: string;
  /** Archived repositories and disabled ones are read-only. */
  readonly readOnly: boolean;
  /** The default branch's tip; `undefined` in a repository without commits. */
  readonly defaultTip: CommitTree | undefined;
  /** SHA of the plan branch's tip; `undefined` where there is no such branch. */
  readonly branchTip: string | undefined;
  /** The folder of plans at the default branch's tip, where one was asked for. */
  readonly folder: PathAt | undefined;
}

/** Where a plan is to be opened. */
export interface PlanPlaces {
  /** Name of the plan's branch. */
  readonly branch: string;
  /** The folder that the plan comes into, as far as its name is known. */
  readonly folder: string | undefined;
  readonly settings: SettingsPlaces;
}

/** What one query says of a repository in which a plan is to be opened. */
export interface FoundBase {
  readonly settings: FoundSettings;
  /** @throws ForbiddenFieldError where GitHub does not show it */
  readonly base: () => PlanBase;
}

/**
 * Reads what a new plan is built on, and the settings that it is opened by: one query, so all of it is
 * of one moment.
 *
 * @throws what GitHub answers where the repository is not there
 */
export async function findPlanBase(
  github: GitHubClient,
  repository: RepositoryRef,
  { branch, folder, settings }: PlanPlaces,
): Promise<FoundBase> {
  const { data, errors } = await query(github, PLAN_BASE, {
    ...repoParams(repository),
    branch: `refs/heads/${branch}`,
    plans: folder ?? "",
    withPlans: folder !== undefined,
    ...settingsVariables(settings),
  });
  return {
    settings: settingsIn(data, errors),
    base() {
      for (const field of [["defaultBranchRef"], ["branch"], ["commit", "plans"]]) {
        assertShown(errors, ["repository", ...field], "contents=read");
      }
      const { repository: found } = data;
      if (found === null) throw new Error(errors[0]?.message ?? "GitHub shows no repository");
      const { commit, branch: tip } = found;
      return {
        defaultBranch: found.defaultBranchRef?.name ?? "",
        readOnly: found.isArchived || found.isDisabled,
        defaultTip: commit === null ? undefined : { sha: commit.oid, tree: commit.tree.oid },
        // GitHub takes the name of another ref where there is none of the whole name.
        branchTip:
          tip?.prefix === "refs/heads/" && tip.name === branch ? tip.target?.oid : undefined,
        folder:
          commit === null || folder === undefined
            ? undefined
            : { commit: commit.oid, path: folder, found: commit.plans ?? undefined },
      };
    },
  };
}
