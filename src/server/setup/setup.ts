import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { parseEnv } from "node:util";
import getRawBody from "raw-body";
import { SmeeClient } from "smee-client";
import { type Env } from "../../environment/env.js";
import { ENV_FILE, updateEnvFile } from "../../environment/files.js";
import { GITHUB_COM_API, siteUrlOf } from "../../github/http/client.js";
import { fetchWithTimeout } from "../../github/http/transport.js";
import { reasonOf } from "../../model/errors.js";
import type { RunningServer } from "../server.js";
import { openPort, timingSafeEqualText } from "../http-server.js";
import {
  readChoices,
  readFields,
  type Choices,
  type Fields,
  CODE,
  ConversionError,
  convertCode,
  type NewApp,
  manifestOf,
  registrationUrl,
} from "./manifest.js";
import { contentPolicy, donePage, formPage, messagePage, reviewPage } from "./pages.js";

/** The longest form, in bytes. */
const MAX_FORM_BYTES = 16 * 1024;

const COOKIE = "plansmith_setup";

/** What the setup needs from outside. */
export interface SetupParts {
  /** Says something to whoever started the process. */
  readonly print: (text: string) => void;
  /** What the request to GitHub goes through. */
  readonly send?: typeof fetch;
  /** Makes a channel on smee.io; its address. */
  readonly createChannel?: () => Promise<string>;
  /** What is written to; `.env` in the working folder by default. */
  readonly envFile?: string;
  /** What the environment prefills: `GH_ORG`. */
  readonly organization?: string | undefined;
}

/** How the bot and GitHub reach each other. */
interface SavedAddresses {
  readonly apiUrl: string;
  readonly channel: string | undefined;
  readonly polls: boolean;
  /** What the environment says already. */
  readonly before: Pick<Env, "githubApiUrl" | "webhookProxyUrl" | "polls">;
}

/** What the browser that opened the link goes through. */
interface Session {
  readonly cookie: string;
  readonly csrf: string;
  fields: Fields;
  /** What was handed to GitHub last; it comes back with `state`. */
  pending:
    { readonly choices: Choices; readonly webhookUrl: string; readonly state: string } | undefined;
  channel: string | undefined;
  app: NewApp | undefined;
  isWritten: boolean;
}

/**
 * Serves the pages on which a person creates the App, and writes its credentials to `.env`, which only
 * its owner can read then. The pages open with a link that is printed once and works once: for everybody
 * else who reaches the port there is nothing. Takes no webhooks.
 *
 * @throws where `.env` cannot be written, or has an App already: GitHub gives the credentials once
 */
export async function startSetup(env: Env, parts: SetupParts): Promise<RunningServer> {
  const { envFile = ENV_FILE } = parts;
  updateEnvFile(envFile, {});
  const existing = parseEnv(readFileSync(envFile, "utf8")).APP_ID;
  if (existing) {
    throw new Error(`.env has the App ${existing} already, but the environment says APP_ID=`);
  }
  const {
    print,
    send = fetchWithTimeout,
    createChannel = () => SmeeClient.createChannel(),
  } = parts;
  const key = randomBytes(24).toString("base64url");
  let session: Session | undefined;

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://setup");
    const { method } = request;
    if (method === "GET" && url.pathname.startsWith("/setup/open/")) {
      return open(request, response, url.pathname.slice("/setup/open/".length));
    }
    if (session === undefined || !isOf(request, session)) {
      return show(response, 403, messagePage("Not here", "Open the link that the terminal shows."));
    }
    if (method === "GET" && url.pathname === "/setup/created") {
      return finish(response, session, url.searchParams);
    }
    if (session.isWritten) return redirect(response, "/setup/created");
    if (method === "GET" && url.pathname === "/setup") {
      return show(response, 200, formPage(session.fields, [], session.csrf));
    }
    if (method === "POST" && url.pathname === "/setup") return choose(request, response, session);
    show(response, 404, messagePage("Not found", "There is no such page."));
  }

  /** Trades the link for a cookie, once. */
  function open(request: IncomingMessage, response: ServerResponse, given: string): void {
    if (session !== undefined && isOf(request, session)) return redirect(response, "/setup");
    if (!timingSafeEqualText(given, key)) {
      return show(response, 403, messagePage("Not here", "Open the link that the terminal shows."));
    }
    if (session !== undefined) {
      const message =
        "The link works once, and was opened in another browser. Stop Plansmith with Ctrl+C and start it again: the terminal then shows a new link.";
      return show(response, 403, messagePage("The link was used already", message));
    }
    session = {
      cookie: randomBytes(24).toString("base64url"),
      csrf: randomBytes(24).toString("base64url"),
      fields: prefilled(env, parts.organization),
      pending: undefined,
      channel: undefined,
      app: undefined,
      isWritten: false,
    };
    // Lax: GitHub's redirect has to bring it along.
    const cookie = `${COOKIE}=${session.cookie}; Path=/; HttpOnly; SameSite=Lax`;
    redirect(response, "/setup", { "set-cookie": cookie });
  }

  async function choose(
    request: IncomingMessage,
    response: ServerResponse,
    of: Session,
  ): Promise<void> {
    const body = await getRawBody(request, { limit: MAX_FORM_BYTES, encoding: "utf8" });
    const csrf = new URLSearchParams(body).get("csrf") ?? "";
    if (!timingSafeEqualText(csrf, of.csrf)) {
      return show(response, 403, messagePage("Not here", "Open /setup again, and send its form."));
    }
    of.fields = readFields(body);
    const read = readChoices(of.fields);
    if ("problems" in read) {
      return show(response, 422, formPage(of.fields, read.problems, of.csrf));
    }
    const { choices } = read;
    try {
      of.channel ??= choices.webhookUrl === undefined ? await createChannel() : undefined;
    } catch {
      const problem = "smee.io cannot be reached. Try again, or enter a public HTTPS address.";
      return show(response, 502, formPage(of.fields, [problem], of.csrf));
    }
    const webhookUrl = choices.webhookUrl ?? of.channel ?? "";
    const state = randomBytes(24).toString("base64url");
    of.pending = { choices, webhookUrl, state };
    const manifest = manifestOf(choices, webhookUrl, `${addressOf(request)}/setup/created`);
    const page = reviewPage(choices, manifest, webhookUrl, registrationUrl(choices, state));
    show(response, 200, page, choices.site);
  }

  async function finish(
    response: ServerResponse,
    of: Session,
    query: URLSearchParams,
  ): Promise<void> {
    const { pending } = of;
    const code = query.get("code") ?? "";
    const isExpected =
      pending !== undefined &&
      CODE.test(code) &&
      timingSafeEqualText(query.get("state") ?? "", pending.state);
    if (pending === undefined || !(isExpected || of.isWritten)) {
      const message = "This is not the answer to what Plansmith asked. Begin again at /setup.";
      return show(response, 400, messagePage("GitHub's answer is not for this page", message));
    }
    const { choices } = pending;
    try {
      of.app ??= await convertCode(choices.apiUrl, code, send);
      if (!of.isWritten) {
        const { apiUrl, polls } = choices;
        const channel = choices.webhookUrl === undefined ? pending.webhookUrl : undefined;
        save(envFile, of.app, { apiUrl, channel, polls, before: env });
        of.isWritten = true;
        print(`The App “${of.app.name}” exists; its credentials are in .env.\n`);
      }
    } catch (error) {
      const isUnwritten = of.app !== undefined;
      if (!(error instanceof ConversionError) && !isUnwritten) throw error;
      const reason = reasonOf(error);
      const message = isUnwritten
        ? `The App exists, but .env cannot be written: ${reason}. Fix this, and reload this page: GitHub gives the credentials once.`
        : reason;
      return show(response, 502, messagePage("The credentials are not there yet", message));
    }
    show(response, 200, donePage(of.app, choices));
  }

  const server = createServer((request, response) => {
    respond(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else show(response, 400, messagePage("The request failed", "Begin again at /setup."));
    });
  });
  await openPort(server, env);
  const host = ["0.0.0.0", "::"].includes(env.host) ? "localhost" : env.host;
  print(
    `There is no App yet. To create it, open this link, which works once:\n\n  http://${host}:${env.port}/setup/open/${key}\n\n`,
  );
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Writes what the bot starts with. What the environment says already about its webhooks is overridden. */
function save(
  envFile: string,
  { id, pem, webhookSecret }: NewApp,
  { apiUrl, channel, polls, before }: SavedAddresses,
): void {
  updateEnvFile(envFile, {
    APP_ID: String(id),
    PRIVATE_KEY: pem,
    WEBHOOK_SECRET: webhookSecret,
    ...(apiUrl === GITHUB_COM_API && before.githubApiUrl === apiUrl
      ? {}
      : { GITHUB_API_URL: apiUrl }),
    ...(channel === undefined ? {} : { WEBHOOK_PROXY_URL: channel }),
    // With a channel, the process would not start.
    ...(polls && before.webhookProxyUrl !== undefined ? { WEBHOOK_PROXY_URL: "" } : {}),
    // Written where it is so already, too: `--poll` may be left out the next time.
    ...(polls || before.polls ? { WEBHOOKS: polls ? "poll" : "receive" } : {}),
  });
}

/** The form as it is first shown: with what the environment says already. */
function prefilled(env: Env, organization: string | undefined): Fields {
  const site = siteUrlOf(env.githubApiUrl);
  const { host } = new URL(site);
  const isCloud = host.endsWith(".ghe.com");
  const isSmee = env.webhookProxyUrl?.startsWith("https://smee.io/") ?? false;
  const address = isSmee ? undefined : env.webhookProxyUrl;
  return {
    owner: organization === undefined ? "" : "organization",
    organization: organization ?? "",
    github: host === "github.com" ? "github.com" : isCloud ? "ghe.com" : "server",
    subdomain: isCloud ? host.replace(/\.ghe\.com$/, "") : "",
    server: host === "github.com" || isCloud ? "" : site,
    webhook: env.polls ? "poll" : address === undefined ? "" : "https",
    address: address ?? "",
    visibility: "private",
    teams: "",
  };
}

/** Whether a request comes from the browser that opened the link. */
function isOf(request: IncomingMessage, { cookie }: Session): boolean {
  const given = (request.headers.cookie ?? "")
    .split(/;\s*/)
    .find((part) => part.startsWith(`${COOKIE}=`));
  return timingSafeEqualText(given?.slice(COOKIE.length + 1) ?? "", cookie);
}

/** This process as the browser reaches it, so that GitHub's redirect finds the way back. */
function addressOf({ headers }: IncomingMessage): string {
  const scheme = headers["x-forwarded-proto"] === "https" ? "https" : "http";
  return `${scheme}://${headers.host ?? "localhost"}`;
}

function redirect(
  response: ServerResponse,
  location: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(303, { ...headers, location, "cache-control": "no-store" }).end();
}

function show(response: ServerResponse, status: number, html: string, site?: string): void {
  response
    .writeHead(status, {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": contentPolicy(site),
    })
    .end(html);
}
