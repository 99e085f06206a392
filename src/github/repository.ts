import * as z from "zod";
import {
  repositoryKey,
  type RepositoryName,
  type RepositoryRef,
  type IssueOrPullRef,
} from "../model/refs.js";
import { repoParams, type GitHubClient, NO_RETRY } from "./http/client.js";
import { undefinedOn404, hasStatus, isForbidden } from "./http/errors.js";

/** Who can read a repository: everybody, everybody of the enterprise, or those who were let in. */
export type Visibility = "public" | "internal" | "private";

/** What opening a plan needs to know of a repository. */
export interface Repository {
  readonly defaultBranch: string;
  /** Archived repositories and disabled ones are read-only. */
  readonly readOnly: boolean;
  /** Whether its issues are turned on. */
  readonly hasIssues: boolean;
  readonly visibility: Visibility;
}

/** Reads the repository. */
export async function getRepository(github: GitHubClient, ref: RepositoryRef): Promise<Repository> {
  const { data } = await github.rest.repos.get(repoParams(ref));
  return {
    defaultBranch: data.default_branch,
    readOnly: data.archived || data.disabled,
    hasIssues: data.has_issues,
    visibility: visibilityOf(data.private, data.visibility),
  };
}

/**
 * Who can read a repository: GitHub calls internal ones private, too.
 *
 * @param name of its visibility: `internal` in REST, `INTERNAL` in GraphQL
 */
export function visibilityOf(isPrivate: boolean, name: string | null | undefined): Visibility {
  if (!isPrivate) return "public";
  return name?.toLowerCase() === "internal" ? "internal" : "private";
}

/**
 * Whether a name is another one of a repository: GitHub redirects the names that it had before it was
 * renamed or moved.
 *
 * @see https://docs.github.com/repositories/creating-and-managing-repositories/renaming-a-repository
 */
export async function redirectsTo(
  github: GitHubClient,
  name: RepositoryRef,
  to: RepositoryName,
): Promise<boolean> {
  try {
    const { data } = await github.rest.repos.get(repoParams(name));
    return data.full_name.toLowerCase() === repositoryKey(to);
  } catch (error) {
    if (hasStatus(error, 404, 451) || isForbidden(error)) return false;
    throw error;
  }
}

/** The repositories that the installation may look at, over all pages: owner and name. */
export async function installedRepositories(
  github: GitHubClient,
): Promise<readonly { readonly owner: string; readonly repo: string }[]> {
  const repositories = await github.paginate(github.rest.apps.listReposAccessibleToInstallation, {
    per_page: 100,
  });
  return repositories.map(({ owner, name }) => ({ owner: owner.login, repo: name }));
}

/** The repository that a `repository_url` of GitHub's names; `undefined` for one that names none. */
export function repositoryOfUrl(url: string): RepositoryName | undefined {
  const [owner, repo] = url.split("/").slice(-2);
  return owner === undefined || repo === undefined ? undefined : { owner, repo };
}

/**
 * Whether somebody may write to a repository. GitHub reports `write` for those with the role maintain,
 * and the base permission of custom roles.
 *
 * @see https://docs.github.com/rest/collaborators/collaborators#get-repository-permissions-for-a-user
 */
export async function mayWrite(
  github: GitHubClient,
  repository: RepositoryRef,
  login: string,
): Promise<boolean> {
  const answer = await undefinedOn404(
    github.rest.repos.getCollaboratorPermissionLevel({
      ...repoParams(repository),
      username: login,
    }),
  );
  return answer?.data.permission === "admin" || answer?.data.permission === "write";
}

const pullRule = z.object({
  type: z.literal("pull_request"),
  parameters: z.object({
    dismiss_stale_reviews_on_push: z.boolean().optional(),
    require_last_push_approval: z.boolean().optional(),
  }),
});

/**
 * Whether a push may take the approvals off a pull request into a branch: a ruleset of the branch says so, or
 * the branch is protected and no ruleset explains it. What classic branch protection does, an App without
 * administration permission cannot read.
 *
 * @see https://docs.github.com/rest/repos/rules#get-rules-for-a-branch
 * @see https://docs.github.com/rest/branches/branches#get-a-branch
 */
export async function mayPushDismiss(
  github: GitHubClient,
  repository: RepositoryRef,
  branch: string,
): Promise<boolean> {
  const rules = await branchRules(github, repository, branch);
  if (rules.length === 0) return isProtected(github, repository, branch);
  return rules.some((rule) => {
    const parameters = pullRule.safeParse(rule).data?.parameters;
    return (
      parameters?.dismiss_stale_reviews_on_push === true ||
      parameters?.require_last_push_approval === true
    );
  });
}

/** Where that is not known, it is. */
async function isProtected(
  github: GitHubClient,
  repository: RepositoryRef,
  branch: string,
): Promise<boolean> {
  try {
    const { data } = await github.rest.repos.getBranch({ ...repoParams(repository), branch });
    return data.protected;
  } catch (error) {
    if (hasStatus(error, 404) || isForbidden(error)) return true;
    throw error;
  }
}

/** None where GitHub does not know the endpoint, or the repository's plan has no rulesets. */
async function branchRules(
  github: GitHubClient,
  repository: RepositoryRef,
  branch: string,
): Promise<readonly unknown[]> {
  try {
    return await github.paginate(github.rest.repos.getBranchRules, {
      ...repoParams(repository),
      branch,
      per_page: 100,
    });
  } catch (error) {
    if (hasStatus(error, 404) || isForbidden(error)) return [];
    throw error;
  }
}

/** A higher rank is a narrower circle of readers. */
const RANK: Readonly<Record<Visibility, number>> = { public: 0, internal: 1, private: 2 };

/** Whether everybody can read a repository. One that the App cannot read counts as private. */
export async function isPublic(github: GitHubClient, repository: RepositoryRef): Promise<boolean> {
  try {
    return (await getRepository(github, repository)).visibility === "public";
  } catch (error) {
    if (hasStatus(error, 404) || isForbidden(error)) return false;
    throw error;
  }
}

/**
 * Whether the settings of one repository may be used in another one of the same owner: not those of an
 * internal or private repository in a public one, nor those of a private one in an internal one. The
 * App can read more than the people who read what it writes.
 *
 * @param place who can read the repository that they would be used in; `undefined` where the App cannot
 * @param source who can read the repository that they are in
 */
export function mayUseSettingsOf(
  place: Visibility | undefined,
  source: Visibility | undefined,
): boolean {
  if (source === undefined || source === "public") return source === "public";
  return place !== undefined && RANK[source] <= RANK[place];
}

/** A label as the repository defines it. */
export interface LabelDefinition {
  readonly name: string;
  /** At most 100 characters. */
  readonly description: string;
  /** Six hexadecimal digits, without `#`. */
  readonly color: string;
}

/** Names of all labels that the repository defines, over all pages; none where it is gone. */
export async function repositoryLabels(
  github: GitHubClient,
  ref: RepositoryRef,
): Promise<readonly string[]> {
  const labels = await undefinedOn404(
    github.paginate(github.rest.issues.listLabelsForRepo, { ...repoParams(ref), per_page: 100 }),
  );
  return (labels ?? []).map((label) => label.name);
}

/**
 * Puts `label` on the issue. A repository that lacks it gets it first, with description and colour;
 * one that defines it in its own way keeps that.
 */
export async function addLabel(
  github: GitHubClient,
  ref: IssueOrPullRef,
  label: LabelDefinition,
): Promise<void> {
  const path = repoParams(ref);
  if (!(await isDefined(github, ref, label.name))) await defineLabel(github, ref, label);
  await github.rest.issues.addLabels({ ...path, issue_number: ref.number, labels: [label.name] });
}

/** Whether the repository defines a label. */
export async function isDefined(
  github: GitHubClient,
  ref: RepositoryRef,
  name: string,
): Promise<boolean> {
  const found = await undefinedOn404(github.rest.issues.getLabel({ ...repoParams(ref), name }));
  return found !== undefined;
}

/** Defines a label in the repository; fine where it is there by now. */
export async function defineLabel(
  github: GitHubClient,
  ref: RepositoryRef,
  label: LabelDefinition,
): Promise<void> {
  try {
    await github.rest.issues.createLabel({ ...repoParams(ref), ...label, ...NO_RETRY });
  } catch (error) {
    // 422: somebody defined it in the meantime.
    if (!hasStatus(error, 422)) throw error;
  }
}

/** Takes the label off the issue; fine where it is not on it any more. */
export async function removeLabel(
  github: GitHubClient,
  ref: IssueOrPullRef,
  name: string,
): Promise<void> {
  await undefinedOn404(
    github.rest.issues.removeLabel({ ...repoParams(ref), issue_number: ref.number, name }),
  );
}
