import { parse } from "yaml";
import * as z from "zod";
import { bundledAsset } from "../model/package.js";
import { SILENT, type GitHubClient } from "../github/http/client.js";
import type { AppCredentials } from "../environment/env.js";
import { createOctokit } from "../github/http/octokit.js";
import { reasonOf } from "../model/errors.js";
import { hasStatus } from "../github/http/errors.js";
import { error, ok, warning, type Finding } from "./finding.js";

const appFile = z.looseObject({
  name: z.string(),
  default_permissions: z.record(z.string(), z.string()),
  default_events: z.array(z.string()),
});

/** The App as `app.yml` describes it, which comes with Plansmith. */
export function readAppFile(): z.infer<typeof appFile> {
  return appFile.parse(parse(bundledAsset("app.yml")));
}

/**
 * A client that is authenticated as the App itself, for one examination: what fails is not repeated.
 *
 * @param send what its requests go through
 */
export function createAppClient(
  { appId, privateKey }: Pick<AppCredentials, "appId" | "privateKey">,
  apiUrl: string,
  send: typeof fetch,
): GitHubClient {
  const { Octokit } = createOctokit(0);
  return new Octokit({
    auth: { appId, privateKey },
    baseUrl: apiUrl,
    request: { fetch: send },
    retry: { enabled: false },
    // What Octokit would say is a finding.
    log: SILENT,
  });
}

/** The App as GitHub knows it. */
export interface KnownApp {
  readonly slug: string;
  /** Its page on GitHub. */
  readonly url: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
}

/** What {@link readApp} found; `app` is there where the credentials are right. */
interface AppReading {
  readonly app: KnownApp | undefined;
  readonly findings: readonly Finding[];
}

const answered = z.object({
  id: z.number(),
  slug: z.string(),
  html_url: z.string(),
  permissions: z.record(z.string(), z.string()),
  events: z.array(z.string()),
});

/** How far clocks may be apart, in milliseconds, before it is remarked on, and before GitHub refuses. */
const SKEW_WARNING_MS = 15_000;
const SKEW_ERROR_MS = 60_000;

const SETTINGS = "the App's settings on GitHub";

/**
 * Asks GitHub who the App is, which says whether the address, the App id and the key are right, what
 * time it is there, and which version of the API answers.
 *
 * @param github authenticated as the App
 */
export async function readApp(
  github: GitHubClient,
  { appId, apiUrl, now }: { readonly appId: number; readonly apiUrl: string; now: () => number },
): Promise<AppReading> {
  const askedAt = now();
  let answer: Awaited<ReturnType<GitHubClient["rest"]["apps"]["getAuthenticated"]>>;
  try {
    answer = await github.rest.apps.getAuthenticated();
  } catch (failure) {
    return { app: undefined, findings: [refusalOf(failure, appId, apiUrl)] };
  }
  const app = answered.safeParse(answer.data).data;
  if (app === undefined) return { app: undefined, findings: [notGitHub(apiUrl)] };
  if (app.id !== appId) {
    const found = error(
      "app",
      `The key belongs to App ${app.id}, not to App ${appId}.`,
      `Set APP_ID=${app.id}, or PRIVATE_KEY to a key of App ${appId}.`,
    );
    return { app: undefined, findings: [found] };
  }
  const { slug, html_url: url, permissions, events } = app;
  return {
    app: { slug, url, permissions, events },
    findings: [
      ok("address", `GitHub answers at ${apiUrl}.`),
      ok("app", `The key belongs to App ${appId}, ${slug}.`),
      ...permissionFindings(permissions),
      ...eventFindings(events),
      clockFinding(answer.headers.date, askedAt, now()),
      versionFinding(answer.headers),
    ],
  };
}

function refusalOf(failure: unknown, appId: number, apiUrl: string): Finding {
  const reason = reasonOf(failure);
  if (hasStatus(failure, 401)) {
    if (/expiration time|issued at|'exp'|'iat'/i.test(reason)) {
      return error(
        "app",
        "GitHub refuses the App's token because of its time.",
        "Set the clock of this machine; use NTP.",
      );
    }
    return error(
      "app",
      `GitHub does not accept the key for App ${appId}.`,
      "Set PRIVATE_KEY or PRIVATE_KEY_PATH to a key that the App's settings on GitHub list, and APP_ID to the App's id there.",
    );
  }
  if (hasStatus(failure, 404) && /integration/i.test(reason)) {
    return error(
      "app",
      `There is no App ${appId} at ${apiUrl}.`,
      "Set APP_ID to the App ID in the App's settings on GitHub; for GHE.com or an Enterprise Server, set GITHUB_API_URL.",
    );
  }
  // Octokit gives a request without an answer the status 500.
  const isAnswered = failure instanceof Error && "response" in failure && !!failure.response;
  if (isAnswered && hasStatus(failure, 500, 502, 503, 504)) {
    return error(
      "address",
      `GitHub answers with an error: ${reason}.`,
      "Wait; see GitHub's status.",
    );
  }
  if (isAnswered) return notGitHub(apiUrl);
  return error(
    "address",
    `${apiUrl} cannot be reached.`,
    "Check GITHUB_API_URL, and whether this machine may reach it: DNS, firewall, proxy.",
  );
}

function notGitHub(apiUrl: string): Finding {
  return error(
    "address",
    `${apiUrl} does not answer as GitHub's API does.`,
    "Set GITHUB_API_URL: nothing for github.com, https://api.acme.ghe.com for GHE.com, https://HOST/api/v3 for an Enterprise Server.",
  );
}

/** What `wanted` has and `granted` lacks. */
export function missingPermissions(
  wanted: Readonly<Record<string, string>>,
  granted: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.entries(wanted)
    .filter(([name, access]) => {
      const has = granted[name];
      return has === undefined || (access === "write" && has === "read");
    })
    .map(([name, access]) => `${name}: ${access}`);
}

function permissionFindings(granted: Readonly<Record<string, string>>): readonly Finding[] {
  const missing = missingPermissions(readAppFile().default_permissions, granted);
  if (missing.length === 0) return [ok("permissions", "The App has the permissions it needs.")];
  return [
    error(
      "permissions",
      `The App lacks permissions: ${missing.join(", ")}.`,
      `Add them in ${SETTINGS}, Permissions & events; owners of installations then accept them.`,
    ),
  ];
}

function eventFindings(subscribed: readonly string[]): readonly Finding[] {
  const missing = readAppFile().default_events.filter((event) => !subscribed.includes(event));
  if (missing.length === 0) return [ok("events", "The App receives the events it needs.")];
  return [
    error(
      "events",
      `The App does not receive events: ${missing.join(", ")}.`,
      `Subscribe to them in ${SETTINGS}, Permissions & events.`,
    ),
  ];
}

/** The header has whole seconds, and says when the answer left. */
function clockFinding(header: string | undefined, askedAt: number, answeredAt: number): Finding {
  const serverTime = Date.parse(header ?? "");
  if (Number.isNaN(serverTime)) return ok("clock", "GitHub does not say what time it is there.");
  const skewMs =
    answeredAt < serverTime ? serverTime - answeredAt : Math.max(0, askedAt - serverTime - 1000);
  if (skewMs < SKEW_WARNING_MS) return ok("clock", "The clock is right.");
  const level = skewMs < SKEW_ERROR_MS ? warning : error;
  return level(
    "clock",
    `The clock of this machine is ${Math.round(skewMs / 1000)} s off.`,
    "Set the clock; use NTP. GitHub refuses tokens from the future.",
  );
}

function versionFinding(headers: Readonly<Record<string, unknown>>): Finding {
  const server = headers["x-github-enterprise-version"];
  const version = headers["x-github-api-version-selected"];
  const end = headers["sunset"] ?? headers["deprecation"];
  if (typeof end === "string") {
    return warning("version", `GitHub ends this version of its API: ${end}.`, "Update Plansmith.");
  }
  if (typeof server === "string") return ok("version", `GitHub is ${server}.`);
  if (typeof version === "string") return ok("version", `The API has the version ${version}.`);
  return ok("version", "GitHub does not say which version of its API answers.");
}
