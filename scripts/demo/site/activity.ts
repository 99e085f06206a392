import { contractTable } from "../../../test/support/contract/page.js";
import type { Delivery } from "../../../test/support/deliveries/log.js";
import type { EmbeddedGitHub } from "../../../test/support/github.js";
import { asObject } from "../../../test/support/json.js";
import type { LoggedRequest } from "../../../test/support/proxy/intercept.js";
import type { Done } from "./act.js";

/** Something that went from GitHub to the App, from the App to GitHub, or that a person did. */
export interface Activity {
  /** Counts from 1. */
  readonly id: number;
  readonly kind: "person" | "webhook" | "read" | "write";
  /** Who or what: a login, the event, or method and path. */
  readonly title: string;
  /** What it was for. */
  readonly why: string;
  /** How it ended, in a word or two. */
  readonly outcome: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** The list of what happens, as it grows. */
export interface ActivityLog {
  readonly all: readonly Activity[];
  /**
   * Adds what a person does, before what follows from it.
   *
   * @returns where to look at it
   */
  during(login: string, work: () => Promise<Done>): Promise<string | undefined>;
  /** Has `listener` called after something was added. @returns takes it away again */
  follow(listener: () => void): () => void;
  close(): void;
}

/** How often GitHub's own logs are read, in milliseconds. */
const INTERVAL_MS = 100;
/** A page with more is slow, and nobody reads that far. */
const MAX_ENTRIES = 2_000;

/** Follows the webhooks and the App's requests of `github`. */
export function followActivity(github: EmbeddedGitHub): ActivityLog {
  const purposes = readPurposes();
  const listeners = new Set<() => void>();
  const all: Activity[] = [];
  let count = 0;
  let acting = 0;
  let requestsSeen = github.requests.length;
  let deliveriesSeen = github.deliveries.log.length;
  let underWay: LoggedRequest[] = [];

  function add(activity: Omit<Activity, "id" | "at">): void {
    count += 1;
    all.push({ ...activity, id: count, at: new Date().toISOString() });
    if (all.length > MAX_ENTRIES) all.shift();
  }

  function look(): void {
    if (acting > 0) return;
    const before = count;
    for (const delivery of github.deliveries.log.slice(deliveriesSeen)) {
      deliveriesSeen += 1;
      add(describeDelivery(delivery, purposes));
    }
    underWay.push(...github.requests.slice(requestsSeen).filter(({ byApp }) => byApp));
    requestsSeen = github.requests.length;
    for (const request of underWay) {
      if (request.status !== 0) add(describeRequest(request, purposes));
    }
    underWay = underWay.filter(({ status }) => status === 0);
    if (count > before) announce();
  }

  function announce(): void {
    for (const listener of listeners) listener();
  }

  const timer = setInterval(look, INTERVAL_MS);
  timer.unref();
  return {
    all,
    async during(login, work) {
      acting += 1;
      try {
        const { what, path } = await work();
        add({ kind: "person", title: login, why: what, outcome: "" });
        announce();
        return path;
      } finally {
        acting -= 1;
      }
    },
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => clearInterval(timer),
  };
}

/** What requests and webhooks are for, as `docs/github-contract.md` says. */
interface Purposes {
  readonly endpoints: readonly {
    readonly method: string;
    readonly path: RegExp;
    readonly why: string;
  }[];
  readonly events: ReadonlyMap<string, string>;
  /** Of a query, by its name. */
  readonly queries: ReadonlyMap<string, string>;
}

function readPurposes(): Purposes {
  const endpoints = contractTable("Endpoints").map(([endpoint = "", why = ""]) => {
    const [method = "", path = ""] = endpoint.split(" ");
    return { method, path: toPattern(path), why };
  });
  // What is written out comes before what a parameter would match, too.
  const byParameters = endpoints.toSorted((a, b) => wildcards(a.path) - wildcards(b.path));
  return {
    endpoints: byParameters,
    events: new Map(contractTable("Events").map(([event = "", why = ""]) => [event, why])),
    queries: new Map(contractTable("Queries").map(([name = "", why = ""]) => [name, why])),
  };
}

function toPattern(path: string): RegExp {
  const pattern = path.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(
    `^${pattern.replaceAll(/\{(path|ref|basehead)\}/g, ".+").replaceAll(/\{\w+\}/g, "[^/]+")}$`,
  );
}

function wildcards({ source }: RegExp): number {
  return source.split("+").length;
}

function describeRequest(request: LoggedRequest, purposes: Purposes): Omit<Activity, "id" | "at"> {
  const { method, path, operation, write, status } = request;
  const found = purposes.endpoints.find((one) => one.method === method && one.path.test(path));
  return {
    kind: write ? "write" : "read",
    title: [method, decodeURIComponent(path), operation].join(" ").trimEnd(),
    why: purposes.queries.get(operation) ?? found?.why ?? "",
    outcome: status === 304 ? "304 unchanged" : String(status),
  };
}

function describeDelivery(delivery: Delivery, purposes: Purposes): Omit<Activity, "id" | "at"> {
  const { event, action, payload } = delivery;
  const about = asObject(payload["issue"] ?? payload["pull_request"])["number"];
  const subject = typeof about === "number" ? ` #${about}` : "";
  return {
    kind: "webhook",
    title: `${event}${action === null ? "" : `.${action}`}${subject}`,
    why: purposes.events.get(event) ?? "no plan depends on it",
    outcome: "",
  };
}
