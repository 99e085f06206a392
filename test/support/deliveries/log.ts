import { randomUUID } from "node:crypto";
import { asObject, type Json } from "../json.js";
import type { Outgoing } from "./emitted.js";

/** A delivery as the log keeps it. */
export interface Delivery {
  /** The log's own number, of 19 digits; grows with time. */
  readonly id: bigint;
  /** `X-GitHub-Delivery`; redeliveries keep it. */
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly payload: Json;
  readonly redelivery: boolean;
  readonly installationId: number | null;
  readonly repositoryId: number | null;
  /** ISO 8601, UTC. */
  deliveredAt: string;
  /** Seconds. */
  duration: number;
  /** The target's status; 0 while under way and where there was no answer. */
  statusCode: number;
  /** `OK`, or why not; `pending` while under way. */
  status: string;
  /** What was sent, as soon as it was; empty while nothing went out. */
  requestHeaders: Readonly<Record<string, string>>;
  /** The target's answer; `undefined` where there was none. */
  response:
    { readonly headers: Readonly<Record<string, string>>; readonly text: string } | undefined;
}

/** A new entry for `outgoing`; a redelivery keeps the GUID of the first. */
export function newDelivery(id: bigint, outgoing: Outgoing, again?: Delivery): Delivery {
  const { payload } = outgoing;
  const action = payload["action"];
  const installation = asObject(payload["installation"])["id"];
  const repository = asObject(payload["repository"])["id"];
  return {
    id,
    guid: again?.guid ?? randomUUID(),
    event: outgoing.event,
    action: typeof action === "string" ? action : null,
    payload,
    redelivery: again !== undefined,
    installationId: typeof installation === "number" ? installation : null,
    repositoryId: typeof repository === "number" ? repository : null,
    deliveredAt: new Date().toISOString(),
    duration: 0,
    statusCode: 0,
    status: "pending",
    requestHeaders: {},
    response: undefined,
  };
}

/** Whether GitHub counts the delivery as a success: the target answered below 400. */
export function isSuccess({ statusCode }: Delivery): boolean {
  return statusCode >= 200 && statusCode < 400;
}

/**
 * The entry as GitHub's API lists it.
 *
 * @see https://docs.github.com/rest/apps/webhooks#list-deliveries-for-an-app-webhook
 */
export function deliveryItem(delivery: Delivery): Json {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt,
    redelivery: delivery.redelivery,
    duration: delivery.duration,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

/**
 * The whole entry, with what went out and what came back.
 *
 * @see https://docs.github.com/rest/apps/webhooks#get-a-delivery-for-an-app-webhook
 */
export function wholeDelivery(delivery: Delivery, target: string): Json {
  const { response } = delivery;
  return {
    ...deliveryItem(delivery),
    url: target,
    request: { headers: delivery.requestHeaders, payload: delivery.payload },
    response: { headers: response?.headers ?? {}, payload: response?.text ?? null },
  };
}
