import { readAppFile } from "../../environment/app-file.js";
import type { Choices } from "./choices.js";

/** What each permission of `app.yml` is for, as the setup page says it. */
export const PERMISSION_REASONS: Readonly<Record<string, string>> = {
  checks: "show what is wrong with a plan or a configuration, beside the lines of a pull request",
  contents: "create the plan branch, commit the plan there, and read plans",
  issues: "read issues and commands; write the status comment and the labels",
  merge_queues: "notice that a merge queue waits for a check",
  metadata: "every App has it; it tells who may use commands",
  pull_requests: "open the plan pull request, and follow linked pull requests",
  members: "ask teams for reviews of plans",
};

/** A permission that the App asks for. */
export interface Permission {
  readonly name: string;
  readonly access: string;
  readonly reason: string;
}

/** The permissions of `app.yml`, and why each is needed. */
export function listPermissions(): readonly Permission[] {
  return Object.entries(readAppFile().default_permissions).map(([name, access]) => ({
    name: name.replaceAll("_", " "),
    access,
    reason: PERMISSION_REASONS[name] ?? "",
  }));
}

/**
 * The manifest from which GitHub creates the App.
 *
 * @see https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
 * @param redirectUrl where GitHub sends the browser when the App exists
 */
export function manifestOf(
  { isPublic, asksTeams }: Choices,
  webhookUrl: string,
  redirectUrl: string,
): object {
  const app = readAppFile();
  const teams = asksTeams ? { members: "read" } : {};
  return {
    ...app,
    public: isPublic,
    default_permissions: { ...app.default_permissions, ...teams },
    hook_attributes: { url: webhookUrl, active: true },
    redirect_url: redirectUrl,
  };
}

/** The page of GitHub that takes the manifest. */
export function registrationUrl({ site, organization }: Choices, state: string): string {
  const owner =
    organization === undefined ? "" : `/organizations/${encodeURIComponent(organization)}`;
  return `${site}${owner}/settings/apps/new?state=${encodeURIComponent(state)}`;
}
