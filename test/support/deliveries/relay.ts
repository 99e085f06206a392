import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { inSeconds } from "../gaps/seconds.js";
import { newDelivery, type Delivery } from "./log.js";
import type { Outgoing } from "./emitted.js";

/** GitHub gives up on a target after ten seconds. */
const ANSWER_LIMIT_MS = 10_000;
/** How long a shuffled line gathers before the next delivery is drawn from it. */
const SHUFFLE_GATHER_MS = 5;

/** GitHub's side of the webhooks: sends them, keeps the log, and misbehaves on request. */
export interface Deliveries {
  /** Every attempt so far, oldest first. */
  readonly log: readonly Delivery[];
  /** Where a delivery goes instead of the App's webhook address: one of many replicas, say. */
  route: ((delivery: Delivery) => string | undefined) | undefined;
  /** `false` loses the delivery on its way: it is logged as failed and never sent. */
  filter: ((delivery: Delivery) => boolean) | undefined;
  /** How many times the delivery is sent, with the same GUID; once by default. */
  times: ((delivery: Delivery) => number) | undefined;
  /** Where set, deliveries are drawn from the line in random order: a number from 0 up to 1. */
  shuffle: (() => number) | undefined;
  /** Sends a webhook of the test's own making. `installation` is added where it is missing. */
  send(event: string, payload: Outgoing["payload"]): Delivery;
  /** Sends a logged delivery again, with its GUID. */
  redeliver(guid: string): Delivery;
  /** Keeps deliveries back until {@link Deliveries.release}. */
  hold(): void;
  /** Lets held deliveries go, in the order that `arrange` gives (it may drop and repeat). */
  release(arrange?: (held: readonly Delivery[]) => readonly Delivery[]): void;
  /** Resolves when nothing waits and nothing is under way. */
  idle(): Promise<void>;
}

/** What the relay needs to know. */
export interface RelayOptions {
  readonly appId: number;
  readonly secret: string;
  readonly installationId: number;
  /** Where to send; `undefined` counts as a host that cannot be reached. */
  readonly target: () => string | undefined;
  /** How many deliveries the log keeps, at least 1; older ones are forgotten. */
  readonly logLimit: number;
}

/** Makes the relay; `close` abandons what is under way. */
export function createRelay(options: RelayOptions): Deliveries & { close(): void } {
  const closing = new AbortController();
  const log: Delivery[] = [];
  const line: Delivery[] = [];
  let held: Delivery[] | undefined;
  // GitHub's have 19 digits: more than a JavaScript number can hold exactly.
  let nextId = BigInt(Date.now()) * 1_000_000n;
  let running: Promise<void> | undefined;

  function add(outgoing: Outgoing, again?: Delivery): Delivery {
    nextId += 1n;
    const delivery = newDelivery(nextId, outgoing, again);
    log.push(delivery);
    if (log.length > options.logLimit) log.shift();
    if (held !== undefined) held.push(delivery);
    else enqueue([delivery]);
    return delivery;
  }

  function enqueue(deliveries: readonly Delivery[]): void {
    line.push(...deliveries);
    running ??= run().finally(() => {
      running = undefined;
    });
  }

  async function run(): Promise<void> {
    while (line.length > 0 && !closing.signal.aborted) {
      if (relay.shuffle !== undefined) await sleep(SHUFFLE_GATHER_MS);
      const index = Math.floor((relay.shuffle?.() ?? 0) * line.length);
      const [delivery] = line.splice(index, 1);
      if (delivery !== undefined) await deliver(delivery);
    }
  }

  async function deliver(delivery: Delivery): Promise<void> {
    if (relay.filter?.(delivery) === false) {
      delivery.status = "failed to connect to host";
      return;
    }
    const times = relay.times?.(delivery) ?? 1;
    for (let sent = 0; sent < times; sent += 1) {
      const target = relay.route === undefined ? options.target() : relay.route(delivery);
      await post(delivery, target, options, closing.signal);
    }
  }

  const current = (): Promise<void> | undefined => running;

  const relay: Deliveries & { close(): void } = {
    log,
    route: undefined,
    filter: undefined,
    times: undefined,
    shuffle: undefined,
    send(event, payload) {
      const installation = { id: options.installationId, node_id: "MDIzOkluc3RhbGxhdGlvbg==" };
      return add({ event, payload: { installation, ...payload } });
    },
    redeliver(guid) {
      const first = log.find((delivery) => delivery.guid === guid);
      if (first === undefined) throw new Error(`no delivery ${guid}`);
      return add(first, first);
    },
    hold() {
      held ??= [];
    },
    release(arrange = (deliveries) => deliveries) {
      const released = held ?? [];
      held = undefined;
      enqueue(arrange(released));
    },
    async idle() {
      for (let work = current(); work !== undefined; work = current()) await work;
    },
    close: () => closing.abort(),
  };
  return relay;
}

async function post(
  delivery: Delivery,
  target: string | undefined,
  options: RelayOptions,
  signal: AbortSignal,
): Promise<void> {
  const started = performance.now();
  const body = inSeconds(JSON.stringify(delivery.payload));
  const headers = deliveryHeaders(delivery, body, options);
  Object.assign(delivery, {
    deliveredAt: new Date().toISOString(),
    requestHeaders: headers,
    statusCode: 0,
    response: undefined,
  });
  const timer = AbortSignal.timeout(ANSWER_LIMIT_MS);
  try {
    if (target === undefined) throw new Error("no target");
    const response = await fetch(target, {
      method: "POST",
      body,
      // A connection that was idle for seconds may be closed at the moment it is used again.
      headers: { ...headers, connection: "close" },
      signal: AbortSignal.any([signal, timer]),
    });
    delivery.response = {
      headers: Object.fromEntries(response.headers),
      text: await response.text(),
    };
    delivery.statusCode = response.status;
    delivery.status = response.ok ? "OK" : `Invalid HTTP Response: ${response.status}`;
  } catch {
    delivery.status = timer.aborted ? "timed out" : "failed to connect to host";
  }
  delivery.duration = Math.round(performance.now() - started) / 1000;
}

/** @see https://docs.github.com/webhooks/webhook-events-and-payloads#delivery-headers */
function deliveryHeaders(
  delivery: Delivery,
  body: string,
  options: RelayOptions,
): Record<string, string> {
  const signature = createHmac("sha256", options.secret).update(body).digest("hex");
  return {
    Accept: "*/*",
    "Content-Type": "application/json",
    "User-Agent": "GitHub-Hookshot/support",
    "X-GitHub-Delivery": delivery.guid,
    "X-GitHub-Event": delivery.event,
    "X-GitHub-Hook-Installation-Target-ID": String(options.appId),
    "X-GitHub-Hook-Installation-Target-Type": "integration",
    "X-Hub-Signature-256": `sha256=${signature}`,
  };
}
