import { asObject, type Json } from "../json.js";

/** A webhook that is to go out. */
export interface Outgoing {
  readonly event: string;
  readonly payload: Json;
}

/** Collects the webhooks that the emulator sends while a write goes on. */
export interface Emitted {
  /** Takes out what was sent since, in order. */
  take(): Outgoing[];
  close(): void;
}

/** Where the emulators of this process send their webhooks, and who collects them. */
const inboxes = new Map<string, Outgoing[]>();
/** `fetch` as it was before the first of them. */
let network: typeof fetch | undefined;

/**
 * The emulator sends its webhooks by `fetch`, while it answers, and says nothing when it is done.
 * They are taken as it calls `fetch`: none is under way when its answer is there, and none costs a
 * connection.
 *
 * @param relayUrl where the emulator sends its webhooks; nothing listens there
 */
export function collectEmitted(relayUrl: string): Emitted {
  const inbox: Outgoing[] = [];
  inboxes.set(relayUrl, inbox);
  if (network === undefined) {
    network = globalThis.fetch;
    globalThis.fetch = collect;
  }
  return {
    take: () => inbox.splice(0),
    close() {
      inboxes.delete(relayUrl);
      if (inboxes.size > 0 || network === undefined) return;
      if (globalThis.fetch === collect) globalThis.fetch = network;
      network = undefined;
    },
  };
}

const collect: typeof fetch = (input, init) => {
  const inbox = typeof input === "string" ? inboxes.get(input) : undefined;
  if (inbox === undefined) {
    if (network === undefined) throw new Error("no `fetch` is left");
    return network(input, init);
  }
  const event = new Headers(init?.headers).get("x-github-event") ?? "";
  if (typeof init?.body !== "string") throw new Error("a webhook of the emulator is text");
  inbox.push({ event, payload: asObject(JSON.parse(init.body)) });
  return Promise.resolve(new Response(undefined, { status: 202 }));
};
