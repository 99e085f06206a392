import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { setImmediate } from "node:timers/promises";
import { asObject, type Json } from "../json.js";

/** A webhook that is to go out. */
export interface Outgoing {
  readonly event: string;
  readonly payload: Json;
}

/** Collects the webhooks that the emulator sends while a write goes on. */
export interface Emitted {
  /** To be called with each webhook that comes in at the relay's path. */
  receive(headers: Readonly<Record<string, string>>, body: string): void;
  /** Resolves when every webhook that the emulator began to send has come in. */
  settle(): Promise<void>;
  /** Takes out what came in, in the order in which the emulator made it. */
  take(): Outgoing[];
  close(): void;
}

/** Header that carries the place in line of a webhook from the emulator to the relay. */
const PLACE = "x-relay-place";
/** Nothing is lost on the way within a process: this only ends what hangs. */
const SETTLE_LIMIT_MS = 20_000;

/**
 * The emulator sends its webhooks while it answers, each over a connection of its own, and says
 * nothing when it is done. The diagnostics channel of Node's fetch tells that a request has begun,
 * so the proxy knows how many to wait for and in which order they were made.
 *
 * @param relayUrl where the emulator sends its webhooks
 */
export function collectEmitted(relayUrl: string): Emitted {
  let begun = 0;
  let came = 0;
  let waiting: (() => void)[] = [];
  let inbox: { place: number; outgoing: Outgoing }[] = [];

  function onRequest(message: unknown): void {
    const request = asObject(asObject(message)["request"]);
    if (`${String(request["origin"])}${String(request["path"])}` !== relayUrl) return;
    begun += 1;
    const { addHeader } = request;
    if (typeof addHeader === "function") addHeader.call(request, PLACE, String(begun));
  }

  const missing = (): number => begun - came;

  subscribe("undici:request:create", onRequest);
  return {
    receive(headers, body) {
      came += 1;
      const outgoing = {
        event: headers["x-github-event"] ?? "",
        payload: asObject(JSON.parse(body)),
      };
      inbox.push({ place: Number(headers[PLACE] ?? came), outgoing });
      for (const wake of waiting.splice(0)) wake();
    },
    async settle() {
      await setImmediate();
      const until = Date.now() + SETTLE_LIMIT_MS;
      while (missing() > 0) {
        if (Date.now() > until) throw new Error("a webhook of the emulator got lost");
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, SETTLE_LIMIT_MS);
          waiting.push(() => {
            clearTimeout(timer);
            resolve();
          });
        });
      }
    },
    take() {
      const taken = inbox.toSorted((a, b) => a.place - b.place).map((entry) => entry.outgoing);
      inbox = [];
      return taken;
    },
    close() {
      waiting = [];
      unsubscribe("undici:request:create", onRequest);
    },
  };
}
