import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { portOf } from "../../../test/support/free-port.js";
import type { EmbeddedGitHub } from "../../../test/support/github.js";
import { act, RefusedAction, type Form } from "./act.js";
import { followActivity } from "./activity.js";
import { readAsset } from "./assets.js";
import { refusalOf } from "./guard.js";
import { activityRow, THEMES, type Theme } from "./layout.js";
import { createPages } from "./pages.js";
import { createReader, PEOPLE } from "./read.js";

/** The demo page, as it runs. */
export interface Site {
  /** Without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** The most bytes of a form. */
const MAX_FORM = 1_000_000;
/** What pages may load, do and be part of: their own files, and nothing of anybody else. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/**
 * Serves the embedded GitHub as a web site on the loopback address, at a free port unless `port` is
 * given. Everybody on this machine can see it and act on it; other sites in a browser cannot.
 */
export async function startSite(github: EmbeddedGitHub, port = 0): Promise<Site> {
  const reader = createReader(github);
  const log = followActivity(github);
  const showPage = createPages(github, reader, log);
  const streams = new Set<ServerResponse>();
  const home = `/${github.owner}/${github.repo}`;

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? "/", origin());
    const isAsset = url.pathname.startsWith("/assets/");
    const refusal = refusalOf(incoming, portOf(server), isAsset);
    if (refusal !== undefined) return send(outgoing, 403, "text/plain", refusal);
    if (incoming.method === "POST") return post(url, incoming, outgoing);
    if (isAsset) return sendAsset(url.pathname.slice("/assets/".length), outgoing);
    if (url.pathname === "/events") return stream(url, incoming, outgoing);
    if (url.pathname === "/") return redirect(outgoing, `${home}/issues/1`);
    const { status, text } = await showPage({ url, ...viewerOf(incoming) });
    send(outgoing, status, "text/html; charset=utf-8", text);
  }

  async function post(url: URL, incoming: IncomingMessage, outgoing: ServerResponse) {
    const form = await readForm(incoming);
    if (form === undefined) return send(outgoing, 413, "text/plain", "The form is too long.");
    const back = ownPath(form["back"]) ?? `${home}/issues/1`;
    if (url.pathname === "/as" || url.pathname === "/theme") {
      const [name, value] =
        url.pathname === "/as" ? ["login", form["login"]] : ["theme", form["theme"]];
      outgoing.setHeader(
        "set-cookie",
        `${name}=${encodeURIComponent(value ?? "")}; Path=/; SameSite=Strict`,
      );
      return redirect(outgoing, back);
    }
    const wantsJson = incoming.headers.accept === "application/json";
    try {
      const login = PEOPLE[form["as"] ?? ""]?.login ?? viewerOf(incoming).login;
      const name = url.pathname.replace(/^\/act\//, "");
      const path = await log.during(login, () => act(name, form, { github, reader, login }));
      if (wantsJson) return sendJson(outgoing, 200, { path: path ?? back });
      redirect(outgoing, path ?? back);
    } catch (error) {
      if (!(error instanceof RefusedAction)) throw error;
      if (wantsJson) return sendJson(outgoing, 422, { error: error.message });
      send(outgoing, 422, "text/plain; charset=utf-8", error.message);
    }
  }

  /** Sends what happens as server-sent events, from the entry on that the browser has not seen. */
  function stream(url: URL, incoming: IncomingMessage, outgoing: ServerResponse): void {
    const header = incoming.headers["last-event-id"];
    let last = Number(header ?? url.searchParams.get("after") ?? 0) || 0;
    setHeaders(outgoing, "text/event-stream; charset=utf-8");
    outgoing.writeHead(200);
    outgoing.write(": here\n\n");
    const push = (): void => {
      for (const entry of log.all.filter(({ id }) => id > last)) {
        const data = { kind: entry.kind, row: activityRow(entry).toString() };
        outgoing.write(`id: ${entry.id}\ndata: ${JSON.stringify(data)}\n\n`);
        last = entry.id;
      }
    };
    push();
    const unfollow = log.follow(push);
    streams.add(outgoing);
    outgoing.once("close", () => {
      unfollow();
      streams.delete(outgoing);
    });
  }

  const origin = (): string => `http://127.0.0.1:${portOf(server)}`;
  const server = createServer((incoming, outgoing) => {
    void answer(incoming, outgoing).catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      send(outgoing, 500, "text/plain; charset=utf-8", `The demo failed: ${text}`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: origin(),
    close() {
      log.close();
      for (const outgoing of streams) outgoing.end();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

async function sendAsset(name: string, outgoing: ServerResponse): Promise<void> {
  const asset = await readAsset(name);
  if (asset === undefined) return send(outgoing, 404, "text/plain", "There is no such file.");
  if (asset.isDiagram) {
    // Diagrams are drawn where nothing of the page can be reached. Mermaid writes styles.
    const host = outgoing.req.headers.host ?? "";
    outgoing.setHeader(
      "content-security-policy",
      `sandbox allow-scripts; default-src 'none'; script-src http://${host}; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors http://${host}`,
    );
  }
  // What runs there has no origin, and may load these files all the same.
  outgoing.setHeader("access-control-allow-origin", "*");
  send(outgoing, 200, asset.type, asset.body);
}

function setHeaders(outgoing: ServerResponse, type: string): void {
  if (!outgoing.hasHeader("content-security-policy")) {
    outgoing.setHeader("content-security-policy", POLICY);
  }
  outgoing.setHeader("content-type", type);
  outgoing.setHeader("cache-control", "no-store");
  outgoing.setHeader("x-content-type-options", "nosniff");
  outgoing.setHeader("referrer-policy", "same-origin");
}

function send(outgoing: ServerResponse, status: number, type: string, body: string | Buffer): void {
  if (outgoing.headersSent) return;
  setHeaders(outgoing, type);
  outgoing.writeHead(status);
  outgoing.end(body);
}

function sendJson(outgoing: ServerResponse, status: number, value: object): void {
  send(outgoing, status, "application/json", JSON.stringify(value));
}

function redirect(outgoing: ServerResponse, path: string): void {
  outgoing.setHeader("location", encodeURI(decodeURI(path)));
  send(outgoing, 303, "text/plain", "");
}

/** Who looks, and in which colours, as the cookies say. */
function viewerOf({ headers }: IncomingMessage): { login: string; theme: Theme } {
  const cookies = new Map(
    (headers.cookie ?? "").split(/; */).map((pair) => {
      const [name = "", value = ""] = pair.split("=");
      return [name, value];
    }),
  );
  return {
    login: PEOPLE[cookies.get("login") ?? ""]?.login ?? "maintainer",
    theme: THEMES.find((theme) => theme === cookies.get("theme")) ?? "auto",
  };
}

/** A path of this site; `undefined` for what a browser takes for another one's. */
function ownPath(path: string | undefined): string | undefined {
  return path !== undefined && /^\/(?![/\\])[^\s\\]*$/.test(path) ? path : undefined;
}

/** The fields of a form; `undefined` where there is too much of it. */
async function readForm(incoming: IncomingMessage): Promise<Form | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size > MAX_FORM) return undefined;
    chunks.push(bytes);
  }
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString("utf8")));
}
