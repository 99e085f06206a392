import { randomBytes } from "node:crypto";
import { asObject, type Json } from "../json.js";
import { answer, refusal, type Answer, type Call } from "../proxy/http.js";
import type { Site } from "../proxy/site.js";
import type { Settings } from "../seed.js";
import type { Gap } from "./gap.js";

/** The App's webhook as its settings on GitHub have it. */
interface HookSettings {
  /** `undefined`: where the test has deliveries sent; `""`: none is set. */
  url: string | undefined;
  contentType: "json" | "form";
  insecureSsl: "0" | "1";
  hasSecret: boolean;
}

/** An App that was created from a manifest. */
interface RegisteredApp {
  /** `undefined`: the account of who was signed in. */
  readonly organization: string | undefined;
  readonly manifest: Json;
}

/** What GitHub knows of the App besides what the emulator does. */
export interface AppRegistration {
  readonly hook: HookSettings;
  readonly registered: RegisteredApp[];
}

/** Nothing is registered yet; the webhook is as it should be. */
export function createAppRegistration(): AppRegistration {
  return {
    hook: { url: undefined, contentType: "json", insecureSsl: "0", hasSecret: true },
    registered: [],
  };
}

/** An App that waits for its code to be exchanged. */
interface Waiting {
  readonly code: string;
  readonly name: string;
  readonly app: RegisteredApp;
}

/**
 * Gap: nobody can create an App from a manifest, and no App can read the settings of its webhook. The
 * App that is created is the one that this GitHub has already, with its key and its secret.
 *
 * Guess: what GitHub's page looks like. Documented: its address, the field `manifest`, `state`, the
 * redirect with `code` and `state`, and that a code works once.
 *
 * @see https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
 * @see https://docs.github.com/rest/apps/webhooks#get-a-webhook-configuration-for-an-app
 */
export function appRegistration(
  registration: AppRegistration,
  settings: Settings,
  site: Site,
  target: () => string | undefined,
): Gap {
  const waiting: Waiting[] = [];

  function register(call: Call, organization: string | undefined): Answer {
    if (organization !== undefined && organization !== settings.owner) {
      return refusal(404, "Not Found");
    }
    const form = formOf(call);
    const manifest = asObject(JSON.parse(form.get("manifest") ?? "{}"));
    const problem = problemIn(manifest);
    if (problem !== undefined) return html(422, `<p role="alert">Invalid manifest: ${problem}</p>`);
    const action = `${site.url}/_create-app`;
    const given = { organization, manifest, state: call.query.get("state") };
    return html(
      200,
      `<h1>Create GitHub App for ${organization ?? "you"}</h1>
       <form method="post" action="${action}">
         <input type="hidden" name="given" value="${escaped(JSON.stringify(given))}">
         <label>GitHub App name <input name="name" value="${escaped(String(manifest["name"]))}"></label>
         <button type="submit">Create GitHub App</button>
       </form>`,
    );
  }

  function create(call: Call): Answer {
    const form = formOf(call);
    const given = asObject(JSON.parse(form.get("given") ?? "{}"));
    const manifest = asObject(given["manifest"]);
    const organization = given["organization"];
    const code = randomBytes(20).toString("hex");
    const name = form.get("name") ?? "";
    const app = {
      organization: typeof organization === "string" ? organization : undefined,
      manifest,
    };
    waiting.push({ code, name, app });
    const back = new URL(String(manifest["redirect_url"]));
    back.searchParams.set("code", code);
    if (typeof given["state"] === "string") back.searchParams.set("state", given["state"]);
    return answer(302, undefined, { location: back.href });
  }

  function convert(code: string | undefined): Answer {
    const index = waiting.findIndex((each) => each.code === code);
    const [found] = index < 0 ? [] : waiting.splice(index, 1);
    if (found === undefined) return refusal(404, "Not Found");
    const { app, name } = found;
    const hook = asObject(app.manifest["hook_attributes"])["url"];
    registration.registered.push(app);
    registration.hook.url = typeof hook === "string" ? hook : "";
    const now = new Date().toISOString();
    return answer(201, {
      id: settings.appId,
      slug: settings.slug,
      node_id: "A_kwDOAA",
      owner: { login: app.organization ?? settings.users[0]?.login },
      name,
      description: app.manifest["description"] ?? null,
      external_url: app.manifest["url"],
      html_url: `${site.url}/apps/${settings.slug}`,
      created_at: now,
      updated_at: now,
      permissions: app.manifest["default_permissions"] ?? {},
      events: app.manifest["default_events"] ?? [],
      client_id: "Iv1.8a61f9b3a7aba766",
      client_secret: "1726be1638095a19edd134c77bde3aa2ece1e5d8",
      webhook_secret: settings.webhookSecret,
      pem: settings.privateKey,
    });
  }

  return {
    routes: [
      {
        methods: "POST",
        path: "/settings/apps/new",
        handle: async (call) => register(call, undefined),
      },
      {
        methods: "POST",
        path: "/organizations/:organization/settings/apps/new",
        handle: async (call, _, { organization }) => register(call, organization),
      },
      { methods: "POST", path: "/_create-app", handle: async (call) => create(call) },
      {
        methods: "POST",
        path: "/app-manifests/:code/conversions",
        handle: async (_, __, { code }) => convert(code),
      },
      {
        methods: "GET",
        path: "/apps/:slug/installations/new",
        handle: async () => html(200, "<h1>Install the App</h1>"),
      },
      {
        // GitHub knows no App of that id; the emulator says that the token is no good.
        methods: "GET",
        path: "/app",
        async handle(call, next) {
          const claims = claimsOf(call.headers["authorization"] ?? "");
          const isOther = claims["iss"] !== undefined && Number(claims["iss"]) !== settings.appId;
          if (!isOther) return next(call);
          return refusal(404, "Integration not found");
        },
      },
      {
        methods: "GET",
        path: "/app/hook/config",
        async handle(call, next) {
          const app = await next({ ...call, path: "/app" });
          if (app.status !== 200) return app;
          const { hook } = registration;
          const url = hook.url ?? target();
          return answer(200, {
            ...(url ? { url } : {}),
            content_type: hook.contentType,
            insecure_ssl: hook.insecureSsl,
            ...(hook.hasSecret ? { secret: "********" } : {}),
          });
        },
      },
    ],
  };
}

/** What a JSON Web Token says, unchecked. */
function claimsOf(authorization: string): Json {
  const part = authorization.replace(/^\S+ /, "").split(".")[1] ?? "";
  try {
    return asObject(JSON.parse(Buffer.from(part, "base64url").toString()));
  } catch {
    return {};
  }
}

function formOf(call: Call): URLSearchParams {
  return new URLSearchParams(typeof call.body === "string" ? call.body : "");
}

/** What GitHub's page would say; `undefined` where the manifest is in order. */
function problemIn(manifest: Json): string | undefined {
  const hook = asObject(manifest["hook_attributes"])["url"];
  if (typeof manifest["url"] !== "string") return "url is missing";
  if (typeof manifest["redirect_url"] !== "string") return "redirect_url is missing";
  if (typeof hook !== "string") return "hook_attributes.url is missing";
  if (!URL.canParse(hook)) return "Hook url is invalid";
  // As people report it; GitHub's documentation does not say it.
  if (["localhost", "127.0.0.1"].includes(new URL(hook).hostname)) {
    return "Hook url is not supported because it isn't reachable over the public Internet (localhost)";
  }
  return undefined;
}

function html(status: number, body: string): Answer {
  const page = `<!doctype html><html lang="en"><title>GitHub</title>${body}`;
  return {
    status,
    headers: { "content-type": "text/html; charset=utf-8" },
    body: Buffer.from(page),
  };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
