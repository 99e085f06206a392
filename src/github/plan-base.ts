import * as z from "zod";
import type { RepositoryRef } from "../model/refs.js";
import type { CommitTree } from "./commits.js";
import type { PathType } from "./files.js";
import {
  repoParams,
  type GitHubClient,
  assertShown,
  query,
  type GraphQLDocument,
} from "./http/client.js";
import {
  PATH_FIELDS,
  pathFields,
  SETTINGS_FIELDS,
  settingsCommit,
  settingsData,
  settingsIn,
  settingsRepository,
  settingsVariables,
  SHARED_FIELDS,
  type FoundSettings,
  type SettingsPlaces,
} from "./settings.js";

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

export const PLAN_BASE: GraphQLDocument<z.infer<typeof planBaseData>> = {
  name: "PlanBase",
  text: `query PlanBase($owner: String!, $repo: String!, $branch: String!, $plans: String!, $withPlans: Boolean!, $settings: String!, $shared: String!, $withShared: Boolean!) {
  repository(owner: $owner, name: $repo) {
    ${SETTINGS_FIELDS}
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
