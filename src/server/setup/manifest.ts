import { Octokit } from "@octokit/rest";
import * as z from "zod";
import { readAppFile } from "../../doctor/app.js";
import { WEBHOOK_PATH } from "../../doctor/webhook.js";
import { apiUrlOf, isPrivateHost } from "../../github/http/client.js";
import { hasStatus } from "../../github/http/errors.js";

/** What a person chooses before the App is created. */
export interface Choices {
  /** The organization that will own the App; `undefined`: the account of whoever is signed in. */
  readonly organization: string | undefined;
  /** Address of GitHub as people see it, without a slash at the end. */
  readonly site: string;
  /** Base address of its API. */
  readonly apiUrl: string;
  /** Where GitHub sends deliveries; `undefined`: to a channel that is still to be made. */
  readonly webhookUrl: string | undefined;
  /** Whether GitHub cannot deliver there, and the log of its tries is read. */
  readonly polls: boolean;
  readonly isPublic: boolean;
  /** Whether the App may ask teams for reviews. */
  readonly asksTeams: boolean;
}

/**
 * Where GitHub sends deliveries that nobody is to get. The webhook has to be active: without one, GitHub
 * keeps no log of deliveries. Names that end so lead nowhere.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6761#section-6.4
 */
const NOWHERE = `https://plansmith.invalid${WEBHOOK_PATH}`;

/** The fields of the form, as they were sent. */
export interface Fields {
  readonly owner: string;
  readonly organization: string;
  readonly github: string;
  readonly subdomain: string;
  readonly server: string;
  readonly webhook: string;
  readonly address: string;
  readonly visibility: string;
  readonly teams: string;
}

/** @see https://docs.github.com/organizations/collaborating-with-groups-in-organizations/about-organizations */
const ORGANIZATION = /^[A-Za-z\d](?:[A-Za-z\d_-]{0,38})$/;

const SUBDOMAIN = /^[a-z\d](?:[a-z\d-]{0,38})$/;

const text = z.string().max(500).default("");

const schema: z.ZodType<Fields> = z.object({
  owner: text,
  organization: text,
  github: text,
  subdomain: text,
  server: text,
  webhook: text,
  address: text,
  visibility: text,
  teams: text,
});

/** The fields of a sent form; those that are missing or much too long are empty. */
export function readFields(body: string): Fields {
  const sent = Object.fromEntries(new URLSearchParams(body));
  const trimmed = Object.entries(sent).map(([name, value]) => [name, value.trim()] as const);
  return schema.safeParse(Object.fromEntries(trimmed)).data ?? schema.parse({});
}

/** The choices in a form, or a sentence for each mistake in it. */
export function readChoices(
  fields: Fields,
): { readonly choices: Choices } | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const organization = fields.owner === "organization" ? fields.organization : undefined;
  if (fields.owner !== "organization" && fields.owner !== "person") {
    problems.push("Choose who owns the App.");
  }
  if (organization !== undefined && !ORGANIZATION.test(organization)) {
    problems.push("Enter the name of the organization as it stands in its address on GitHub.");
  }
  const site = siteOf(fields, problems);
  const webhookUrl = webhookOf(fields, problems);
  if (site === undefined || problems.length > 0) return { problems };
  return {
    choices: {
      organization,
      site,
      apiUrl: apiUrlOf(site),
      webhookUrl,
      polls: fields.webhook === "poll",
      isPublic: fields.visibility === "public",
      asksTeams: fields.teams === "yes",
    },
  };
}

function siteOf(fields: Fields, problems: string[]): string | undefined {
  switch (fields.github) {
    case "github.com":
      return "https://github.com";
    case "ghe.com": {
      const subdomain = fields.subdomain.toLowerCase().replace(/^https:\/\/|\.ghe\.com\/?$/g, "");
      if (SUBDOMAIN.test(subdomain)) return `https://${subdomain}.ghe.com`;
      problems.push("Enter the subdomain of GHE.com: acme for acme.ghe.com.");
      return undefined;
    }
    case "server": {
      const url = parseUrl(fields.server);
      const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
      if (url && isWeb && url.username === "") return url.origin;
      problems.push("Enter the address of the Enterprise Server: https://github.example.com.");
      return undefined;
    }
    default:
      problems.push("Choose where the App is created.");
      return undefined;
  }
}

function webhookOf(fields: Fields, problems: string[]): string | undefined {
  if (fields.webhook === "smee") return undefined;
  if (fields.webhook === "poll") return NOWHERE;
  if (fields.webhook !== "https") {
    problems.push("Choose how GitHub reaches Plansmith.");
    return undefined;
  }
  const url = parseUrl(fields.address);
  if (url?.protocol !== "https:" || url.username !== "") {
    problems.push("Enter the public address of Plansmith; it begins with https://.");
    return undefined;
  }
  // An Enterprise Server may well reach what github.com cannot.
  if (fields.github !== "server" && isPrivateHost(url.hostname)) {
    problems.push(`GitHub cannot reach ${url.hostname}. Enter an address on the public internet.`);
    return undefined;
  }
  const path = url.pathname.replace(/\/+$/, "");
  return `${url.origin}${path.endsWith(WEBHOOK_PATH) ? path : `${path}${WEBHOOK_PATH}`}`;
}

function parseUrl(given: string): URL | undefined {
  return URL.canParse(given) ? new URL(given) : undefined;
}

/** What each permission of `app.yml` is for, as the setup page says it. */
export const PERMISSION_REASONS: Readonly<Record<string, string>> = {
  checks: "show what is wrong with a plan or a configuration, beside the lines of a pull request",
  contents: "create the plan branch, commit the plan there, and read plans",
  issues: "read issues and commands; write the status comment and the labels",
  merge_queues: "notice that a merge queue waits for a check",
  metadata: "every App has it; it shows who may use commands",
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
