import { readAppFile } from "../../doctor/app.js";
import type { Choices } from "./choices.js";
import { Octokit } from "@octokit/rest";
import * as z from "zod";
import { hasStatus } from "../../github/http/errors.js";

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
interface Permission {
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

/** What GitHub says once about an App that was created from a manifest. */
export interface NewApp {
  readonly id: number;
  /** PEM. */
  readonly pem: string;
  readonly webhookSecret: string;
  readonly name: string;
  /** The App's page on GitHub. */
  readonly url: string;
}

/** A code that GitHub's redirect may carry. */
export const CODE = /^[\w-]{1,200}$/;

const conversion = z.object({
  id: z.int().positive(),
  name: z.string(),
  pem: z.string().includes("PRIVATE KEY"),
  webhook_secret: z.string().min(1),
  html_url: z.url({ protocol: /^https?$/ }),
});

/** GitHub did not give the credentials. The message is for the person at the setup page. */
export class ConversionError extends Error {
  override readonly name = "ConversionError";
}

/**
 * Exchanges the code of GitHub's redirect for the credentials of the App. A code works once, for an
 * hour.
 *
 * @see https://docs.github.com/rest/apps/apps#create-a-github-app-from-a-manifest
 * @throws ConversionError
 */
export async function convertCode(
  apiUrl: string,
  code: string,
  send: typeof fetch,
): Promise<NewApp> {
  const github = new Octokit({ baseUrl: apiUrl, userAgent: "plansmith", request: { fetch: send } });
  const answer = await github.rest.apps.createFromManifest({ code }).catch((error: unknown) => {
    throw new ConversionError(problemOf(error, apiUrl), { cause: error });
  });
  const app = conversion.safeParse(answer.data).data;
  if (app === undefined) {
    throw new ConversionError(
      `${apiUrl} did not answer as GitHub does. Is it the address of GitHub?`,
    );
  }
  const { id, name, pem, webhook_secret: webhookSecret, html_url: page } = app;
  return { id, name, pem, webhookSecret, url: page };
}

function problemOf(error: unknown, apiUrl: string): string {
  if (hasStatus(error, 404)) {
    return "GitHub does not accept the code of this address: it works once, for an hour. If the App exists on GitHub, delete it there, and start again.";
  }
  const status = error instanceof Error && "status" in error ? Number(error.status) : 0;
  return status >= 400 && status < 500
    ? `GitHub answered with ${status}. Begin again at /setup.`
    : `${apiUrl} cannot be reached. Reload this page to try again.`;
}
