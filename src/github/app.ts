import * as z from "zod";
import type { GitHubClient } from "./http/client.js";
import { undefinedOn404 } from "./http/errors.js";

/** The login under which the App writes: `<slug>[bot]`. Asked with the App's own credentials. */
export async function botLogin(github: GitHubClient): Promise<string> {
  const { data } = await github.rest.apps.getAuthenticated();
  const slug = data?.slug;
  if (slug === undefined) throw new Error("GitHub does not say what the App is called");
  return `${slug}[bot]`;
}

/**
 * Ids of the installations of the App that are not suspended, over all pages.
 *
 * @param app a client that is authenticated as the App
 */
export async function activeInstallations(app: GitHubClient): Promise<readonly number[]> {
  const installations = await app.paginate(app.rest.apps.listInstallations, { per_page: 100 });
  return installations.filter(({ suspended_at: at }) => !at).map(({ id }) => id);
}

/** How much of its requests an installation has left. */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds since the epoch: when it starts again. */
  readonly resetAt: number;
}

/**
 * Asks, which costs nothing.
 *
 * @returns `undefined` where there is no limit: an Enterprise Server with rate limits turned off
 * @see https://docs.github.com/rest/rate-limit/rate-limit
 */
export async function rateLimit(github: GitHubClient): Promise<RateLimit | undefined> {
  const core = (await undefinedOn404(github.rest.rateLimit.get()))?.data.resources.core;
  return core && { limit: core.limit, remaining: core.remaining, resetAt: core.reset * 1000 };
}

/** One delivery of GitHub's log of the App's webhook, without what was delivered. */
export interface Delivery {
  /** Digits: 19 of them on github.com, which is more than a number can hold exactly. */
  readonly id: string;
  /** The same for all deliveries of one event. */
  readonly guid: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Whether it was answered with 2xx or 3xx. */
  readonly ok: boolean;
  /** What the answer was; 0 where there was none. */
  readonly statusCode: number;
  /** `OK`, or why there was no answer, in GitHub's words. */
  readonly status: string;
  readonly event: string;
  readonly hasInstallation: boolean;
}

/** One page of the log, newest first. */
export interface DeliveryPage {
  readonly deliveries: readonly Delivery[];
  /** Names the page with what is older, where there is one. */
  readonly next: string | undefined;
}

const listed = z.array(
  z.object({
    // Octokit reads an integer beyond 2^53 as a BigInt.
    id: z.union([z.int(), z.bigint()]).transform(String),
    guid: z.string(),
    delivered_at: z.string(),
    status_code: z.number(),
    status: z.string().default(""),
    event: z.string(),
    installation_id: z.number().nullish(),
  }),
);

/**
 * A page of at most 100 deliveries of the last three days.
 *
 * @see https://docs.github.com/rest/apps/webhooks#list-deliveries-for-an-app-webhook
 * @param app a client that is authenticated as the App
 */
export async function listDeliveries(
  app: GitHubClient,
  cursor: string | undefined,
): Promise<DeliveryPage> {
  const { data, headers } = await app.rest.apps.listWebhookDeliveries({
    per_page: 100,
    ...(cursor === undefined ? {} : { cursor }),
  });
  const deliveries = listed.parse(data).map((delivery) => ({
    id: delivery.id,
    guid: delivery.guid,
    at: Date.parse(delivery.delivered_at),
    ok: delivery.status_code >= 200 && delivery.status_code < 400,
    statusCode: delivery.status_code,
    status: delivery.status,
    event: delivery.event,
    hasInstallation: typeof delivery.installation_id === "number",
  }));
  return { deliveries, next: nextCursor(headers.link) };
}

function nextCursor(link: string | undefined): string | undefined {
  const next = /<([^>]+)>;\s*rel="next"/.exec(link ?? "")?.[1];
  if (next === undefined || !URL.canParse(next)) return undefined;
  return new URL(next).searchParams.get("cursor") ?? undefined;
}

const read = z.object({
  delivered_at: z.string(),
  event: z.string(),
  request: z.object({
    headers: z.record(z.string(), z.unknown()).nullish(),
    payload: z.unknown(),
  }),
  response: z.object({ payload: z.unknown() }).nullish(),
});

/** A delivery with what was delivered and answered. */
export interface WholeDelivery {
  readonly name: string;
  readonly payload: unknown;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** `X-Hub-Signature-256`, where the log has it. */
  readonly signature: string | undefined;
  /** The body of the answer. */
  readonly answer: string;
}

/** A delivery; `undefined` where GitHub does not know of it any more. */
export async function readDelivery(
  app: GitHubClient,
  id: string,
): Promise<WholeDelivery | undefined> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a part of the address, of which Octokit's types say that it is a number
  const delivery_id = id as unknown as number;
  const found = await undefinedOn404(app.rest.apps.getWebhookDelivery({ delivery_id }));
  const delivery = read.safeParse(found?.data).data;
  if (delivery === undefined) return undefined;
  const { headers, payload } = delivery.request;
  const signature = Object.entries(headers ?? {}).find(
    ([name]) => name.toLowerCase() === "x-hub-signature-256",
  )?.[1];
  const answer = delivery.response?.payload ?? "";
  return {
    name: delivery.event,
    at: Date.parse(delivery.delivered_at),
    payload,
    signature: typeof signature === "string" ? signature : undefined,
    answer: typeof answer === "string" ? answer : JSON.stringify(answer),
  };
}
