import { readFileSync } from "node:fs";
import { privateKeyIn } from "../environment/files.js";
import type { WebhookEvent } from "../events/map.js";
import { dashboardRef } from "../features/dashboard/run.js";
import { botLogin } from "../github/app.js";
import { viewerLogin } from "../github/graphql.js";
import { GITHUB_COM_API, SILENT, type GitHubClient } from "../github/http/client.js";
import { hasStatus, undefinedOn404 } from "../github/http/errors.js";
import { createOctokit } from "../github/http/octokit.js";
import type { Transported } from "../github/http/transport.js";
import {
  type RepositoryName,
  issueRef,
  repositoryItem,
  type RepositoryRef,
  type WorkItem,
} from "../model/refs.js";

/** What makes the run somebody to GitHub: a token, or the App that is to get one. */
type Credentials =
  { readonly token: string } | { readonly appId: number; /** PEM. */ readonly privateKey: string };

/** What the runner hands to a run of the action, checked. */
export interface ActionInputs {
  /** `plan` does what the App does; `check` checks the plans that a pull request changes, and writes nothing. */
  readonly mode: "plan" | "check";
  /** The one issue that is to be looked at, whatever the event says. */
  readonly issue: number | undefined;
  /** From which severity on findings make a check fail. */
  readonly failOn: "error" | "warning" | "never";
  readonly credentials: Credentials;
  readonly repository: RepositoryName;
  /** Name of the event that started the workflow. */
  readonly event: string;
  /** What GitHub says of the event; `undefined` where there is no file that says it. */
  readonly payload: unknown;
  /** Base address of GitHub's REST API, without a slash at the end. */
  readonly apiUrl: string;
  /** Files to which the runner has outputs and the summary of the job written. */
  readonly outputPath: string | undefined;
  readonly summaryPath: string | undefined;
  /** Whether somebody re-runs the workflow with debug logging. */
  readonly isDebug: boolean;
  /** What counts as a second of GitHub's limits of writes, in milliseconds; 0: there are none. */
  readonly writeSpacingMs: number;
}

/** The action was started with something that it cannot use. The message says what, and how to fix it. */
export class InputError extends Error {
  override readonly name = "InputError";
}

type Environment = Readonly<Record<string, string | undefined>>;

const MODES = ["plan", "check"] as const;
const SEVERITIES = ["error", "warning", "never"] as const;

/** A second. */
const WRITE_SPACING_MS = 1000;

/**
 * Reads the environment of a step, and the file with the event.
 *
 * @throws InputError for the first input that cannot be used; never with a value that could be a secret
 * @see https://docs.github.com/actions/reference/variables-reference
 */
export function readInputs(env: Environment): ActionInputs {
  const input = (name: string): string => env[`INPUT_${name.toUpperCase()}`]?.trim() ?? "";
  const [owner, repo] = (env["GITHUB_REPOSITORY"] ?? "").split("/");
  if (!owner || !repo) {
    throw new InputError("GITHUB_REPOSITORY is not set: this program runs as a GitHub Action.");
  }
  return {
    mode: oneOf("mode", input("mode"), MODES),
    issue: issueNumber(input("issue")),
    failOn: oneOf("fail-on", input("fail-on"), SEVERITIES),
    credentials: credentialsIn(input, env),
    repository: { owner, repo },
    event: env["GITHUB_EVENT_NAME"] ?? "",
    payload: payloadAt(env["GITHUB_EVENT_PATH"]),
    apiUrl: (env["GITHUB_API_URL"] || GITHUB_COM_API).replace(/\/+$/, ""),
    outputPath: env["GITHUB_OUTPUT"] || undefined,
    summaryPath: env["GITHUB_STEP_SUMMARY"] || undefined,
    isDebug: env["RUNNER_DEBUG"] === "1",
    writeSpacingMs: spacing(env["WRITE_SPACING_MS"]),
  };
}

/** The input's value; the first of the values where it is empty. */
function oneOf<T extends string>(name: string, given: string, values: readonly [T, ...T[]]): T {
  const value = given === "" ? values[0] : values.find((known) => known === given);
  if (value !== undefined) return value;
  throw new InputError(`The input ${name} is none of ${values.join(", ")}.`);
}

function issueNumber(given: string): number | undefined {
  if (given === "") return undefined;
  if (/^[1-9]\d{0,9}$/.test(given)) return Number(given);
  throw new InputError("The input issue is no number of an issue, such as 42.");
}

function credentialsIn(input: (name: string) => string, env: Environment): Credentials {
  const [appId, privateKey] = [input("app-id"), input("private-key")];
  if (appId === "" && privateKey === "") {
    const token = input("token") || env["GITHUB_TOKEN"] || "";
    if (token !== "") return { token };
    throw new InputError("There is no token. Leave the input token out, or give it one.");
  }
  if (appId === "" || privateKey === "") {
    const missing = appId === "" ? "app-id" : "private-key";
    throw new InputError(
      `The input ${missing} is missing: an App has both. Does the repository have that variable, or secret?`,
    );
  }
  if (!/^[1-9]\d{0,9}$/.test(appId)) {
    throw new InputError("The input app-id is no App id. It stands on the App's page on GitHub.");
  }
  const key = privateKeyIn(privateKey);
  if (!("pem" in key)) {
    throw new InputError(
      "path" in key
        ? "The input private-key is a path. Store what the .pem file holds as a secret."
        : `The input private-key ${key.problem}.`,
    );
  }
  return { appId: Number(appId), privateKey: key.pem };
}

function payloadAt(path: string | undefined): unknown {
  if (!path) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new InputError("GITHUB_EVENT_PATH names no file with an event.", { cause: error });
  }
}

function spacing(given: string | undefined): number {
  return given !== undefined && /^\d{1,5}$/.test(given) ? Number(given) : WRITE_SPACING_MS;
}

/** A token is for one repository, whatever installation it is of: this stands for that one. */
const INSTALLATION_ID = 0;

/** The repository of a workflow, as work items name it. */
export function repositoryOf({ owner, repo }: RepositoryName): RepositoryRef {
  return { installationId: INSTALLATION_ID, owner, repo };
}

/**
 * What a run is to look at beside what its event names: the one issue that somebody asks for; and all
 * plans where the schedule, or somebody, asks for no one in particular. `undefined` where the event
 * says it.
 */
export function requestedItems({
  issue,
  event,
  repository,
}: Pick<ActionInputs, "issue" | "event" | "repository">): readonly WorkItem[] | undefined {
  const ref = repositoryOf(repository);
  if (issue !== undefined) return [issueRef(ref, issue)];
  if (event !== "schedule" && event !== "workflow_dispatch") return undefined;
  return [repositoryItem(ref), dashboardRef(ref)];
}

/**
 * The event of a workflow as the webhook that it is: `pull_request_target` is `pull_request` in the
 * context of the base, and payloads name no installation.
 */
export function webhookOf({
  event,
  payload,
}: Pick<ActionInputs, "event" | "payload">): WebhookEvent {
  const name = event === "pull_request_target" ? "pull_request" : event;
  const isObject = typeof payload === "object" && payload !== null;
  return { name, payload: { ...(isObject && payload), installation: { id: INSTALLATION_ID } } };
}

/** A pull request that the run itself has opened or pushed to, as the webhook that nobody sends. */
export function ownPullEvent(
  action: "opened" | "synchronize",
  pull: {
    readonly number: number;
    readonly head: { readonly ref: string };
    readonly body?: string;
  },
  { repository, bot }: { readonly repository: RepositoryName; readonly bot: string },
): WebhookEvent {
  const { owner, repo } = repository;
  const place = { name: repo, owner: { login: owner } };
  const { number, body } = pull;
  const head = { ref: pull.head.ref, repo: { full_name: `${owner}/${repo}` } };
  return {
    name: "pull_request",
    payload: {
      action,
      installation: { id: INSTALLATION_ID },
      repository: place,
      sender: { login: bot },
      pull_request: { number, head, ...(body !== undefined && { body }) },
    },
  };
}

/** As whom a run speaks to GitHub. */
export interface Connection {
  /** A new client each time. All of them share the spacing of writes. */
  readonly client: () => GitHubClient & Transported;
  /**
   * Login under which it writes: `github-actions[bot]`, or `<slug>[bot]`. A request.
   *
   * @throws InputError where the token is a person's, or not valid
   */
  readonly bot: () => Promise<string>;
}

/**
 * Connects to GitHub by a token, or by the App that is installed in the repository.
 *
 * @param send what all requests go through
 * @throws InputError where the App is not to be used here
 */
export async function connect(
  { credentials, repository, apiUrl, writeSpacingMs }: ActionInputs,
  send: typeof fetch,
): Promise<Connection> {
  const { Octokit } = createOctokit(writeSpacingMs);
  const shared = { baseUrl: apiUrl, request: { fetch: send }, log: SILENT };
  const byToken = (token: string) => () => new Octokit({ ...shared, auth: { token } });
  if ("token" in credentials) {
    const client = byToken(credentials.token);
    return { client, bot: () => loginOf(client()) };
  }
  const app = new Octokit({ ...shared, auth: credentials });
  const installationId = await installationOf(app, repository);
  const { data } = await app.rest.apps.createInstallationAccessToken({
    installation_id: installationId,
    repositories: [repository.repo],
  });
  return { client: byToken(data.token), bot: () => botLogin(app) };
}

/** A person's token is refused: what that person does would count as the bot's own doing. */
async function loginOf(github: GitHubClient): Promise<string> {
  const login = await viewerLogin(github).catch((error: unknown) => {
    if (hasStatus(error, 401)) return undefined;
    throw error;
  });
  if (login === undefined) {
    throw new InputError("GitHub does not say whose token it is. Is it still valid?");
  }
  if (login.endsWith("[bot]")) return login;
  throw new InputError(
    "The input token is a person's. Use GITHUB_TOKEN, or the token of a GitHub App: what a person does by hand would count as Plansmith's own doing.",
  );
}

async function installationOf(app: GitHubClient, repository: RepositoryName): Promise<number> {
  const found = await undefinedOn404(app.rest.apps.getRepoInstallation({ ...repository }));
  if (found !== undefined) return found.data.id;
  throw new InputError(
    "The App of app-id is not installed in this repository. Install it, or leave app-id and private-key out.",
  );
}
