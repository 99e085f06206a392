import { createHmac } from "node:crypto";
import { readDelivery, type Delivery } from "../github/app.js";
import { type GitHubClient } from "../github/http/client.js";
import { isPrivateHost } from "../github/hosts.js";
import { error, ok, warning, type Finding } from "./finding.js";

/** The App's webhook as its settings on GitHub have it. */
export interface HookConfig {
  readonly url?: string | undefined;
  readonly content_type?: string | undefined;
  readonly secret?: string | undefined;
  readonly insecure_ssl?: string | number | undefined;
}

const WHERE = "the App's settings on GitHub, Webhook";

/** Where Plansmith takes deliveries, below its address. */
export const WEBHOOK_PATH = "/api/github/webhooks";

/**
 * What is wrong with the webhook's address and content type.
 *
 * @param webhookProxyUrl the channel that this process reads
 * @param apiUrl a GitHub that is on a private network may well reach what is there
 */
export function webhookFindings(
  { url, content_type: contentType, insecure_ssl: insecure }: HookConfig,
  { webhookProxyUrl, apiUrl }: { readonly webhookProxyUrl: string | undefined; apiUrl: string },
): readonly Finding[] {
  return [
    addressFinding(url, webhookProxyUrl, apiUrl),
    ...(contentType === "form"
      ? [
          error(
            "webhook",
            "Deliveries come as a form, which Plansmith does not read.",
            `Set the content type to application/json in ${WHERE}.`,
          ),
        ]
      : []),
    ...(String(insecure) === "1"
      ? [
          warning(
            "webhook",
            "GitHub does not verify the certificate of the webhook address.",
            `Enable SSL verification in ${WHERE}.`,
          ),
        ]
      : []),
  ];
}

function addressFinding(
  url: string | undefined,
  webhookProxyUrl: string | undefined,
  apiUrl: string,
): Finding {
  if (url === undefined || !URL.canParse(url)) {
    return error(
      "webhook",
      "The App has no webhook address.",
      `Set the webhook URL to https://HOST${WEBHOOK_PATH} in ${WHERE}.`,
    );
  }
  const { protocol, host, hostname, pathname } = new URL(url);
  // A channel's address is as good as a password to what goes through it: it is not shown.
  if (hostname === "smee.io" || url === webhookProxyUrl) {
    if (webhookProxyUrl === undefined) {
      return error(
        "webhook",
        "GitHub delivers to a channel on smee.io, which this process does not read.",
        `Set WEBHOOK_PROXY_URL to the webhook URL, or the webhook URL to https://HOST${WEBHOOK_PATH} in ${WHERE}.`,
      );
    }
    if (url !== webhookProxyUrl) {
      return error(
        "webhook",
        "GitHub delivers to another channel on smee.io than this process reads.",
        "Set WEBHOOK_PROXY_URL to the webhook URL in the App's settings on GitHub.",
      );
    }
    return warning(
      "webhook",
      "Deliveries pass through a channel, whose operator can read them.",
      `For production, set the webhook URL to https://HOST${WEBHOOK_PATH} in ${WHERE}, and delete WEBHOOK_PROXY_URL.`,
    );
  }
  if (isPrivateHost(hostname) && !isPrivateHost(new URL(apiUrl).hostname)) {
    return error(
      "webhook",
      `GitHub cannot reach the webhook address: ${host} is on a private network.`,
      `Set the webhook URL to a public https:// address in ${WHERE}.`,
    );
  }
  const path = pathname.replace(/\/+$/, "");
  if (path !== "" && !path.endsWith(WEBHOOK_PATH)) {
    return error(
      "webhook",
      `GitHub delivers to ${protocol}//${host}${pathname}, where Plansmith takes nothing.`,
      `Let the webhook URL end with ${WEBHOOK_PATH} in ${WHERE}.`,
    );
  }
  if (webhookProxyUrl !== undefined) {
    return warning(
      "webhook",
      "WEBHOOK_PROXY_URL names a channel to which GitHub does not deliver.",
      "Delete WEBHOOK_PROXY_URL.",
    );
  }
  if (protocol === "http:" && !isPrivateHost(hostname)) {
    return warning(
      "webhook",
      "Deliveries are not encrypted.",
      `Let the webhook URL begin with https:// in ${WHERE}.`,
    );
  }
  return ok("webhook", `GitHub delivers to ${protocol}//${host}${pathname}.`);
}

/** An address that cannot exist: GitHub writes deliveries to it down, and nobody gets them. */
const NOWHERE = `https://plansmith.invalid${WEBHOOK_PATH}`;

/**
 * What is wrong with the webhook where the log of deliveries is read: GitHub writes down what it tries
 * to deliver, and somebody else may get it.
 *
 * @param deliveries the latest of the log, newest first
 * @see https://www.rfc-editor.org/rfc/rfc2606#section-2
 */
export function pollFindings(
  { url }: HookConfig,
  deliveries: readonly Delivery[],
): readonly Finding[] {
  if (url === undefined || !URL.canParse(url)) {
    return [
      error(
        "webhook",
        "The App has no webhook address. GitHub keeps a log only of what it tries to deliver.",
        `Set the webhook URL to ${NOWHERE} in ${WHERE}: nobody can have that address.`,
      ),
    ];
  }
  const { hostname } = new URL(url);
  const host = hostname === "smee.io" ? "a channel on smee.io" : hostname;
  if (deliveries[0]?.ok === true) {
    return [
      warning(
        "webhook",
        `Somebody at ${host} answers the deliveries, and can read them.`,
        `Set the webhook URL to ${NOWHERE} in ${WHERE}: nobody can have that address.`,
      ),
    ];
  }
  return [ok("webhook", "Events are read from GitHub's log of deliveries.")];
}

/** What Plansmith answers to a delivery whose signature is not that of its secret. */
export const FORGED_REASON =
  "the signature does not match: is WEBHOOK_SECRET the secret of the App's webhook?";

/** What {@link deliveryFindings} needs. */
interface DeliveryOptions {
  /** The latest of the log, newest first. */
  readonly deliveries: readonly Delivery[];
  readonly hook: HookConfig;
  readonly webhookSecret: string;
  /** When this process last took a delivery that was signed with the secret; milliseconds since the epoch. */
  readonly verifiedAt: number | undefined;
  readonly now: number;
}

/** How long ago a failed delivery still matters, in milliseconds. */
const RECENT_MS = 24 * 60 * 60 * 1000;

/** Deliveries whose text is asked for, to find their cause or to compare their signature. */
const MAX_READS = 3;

/** What the log of deliveries says of the secret, and which deliveries failed for what. */
export async function deliveryFindings(
  github: GitHubClient,
  options: DeliveryOptions,
): Promise<readonly Finding[]> {
  const recent = options.deliveries.filter(({ at }) => options.now - at < RECENT_MS);
  const latest = new Map<string, Delivery>();
  for (const delivery of recent) {
    if (!latest.has(delivery.guid)) latest.set(delivery.guid, delivery);
  }
  const failed = [...latest.values()].filter(({ ok: isOk }) => !isOk);
  const causes = new Map<string, number>();
  let isForged = false;
  let reads = 0;
  for (const delivery of failed) {
    let cause = causeOf(delivery);
    if (delivery.statusCode === 400 && reads < MAX_READS) {
      reads += 1;
      const answer = (await readDelivery(github, delivery.id))?.answer ?? "";
      if (answer.includes(FORGED_REASON)) {
        cause = "the signature did not match";
        const isSince = options.verifiedAt === undefined || delivery.at > options.verifiedAt;
        const isLast = !recent.some((later) => later.ok && later.at > delivery.at);
        isForged ||= isSince && isLast;
      }
    }
    causes.set(cause, (causes.get(cause) ?? 0) + 1);
  }
  return [
    await secretFinding(github, options, isForged),
    failuresFinding(latest.size, failed.length, causes),
  ];
}

function failuresFinding(
  count: number,
  failed: number,
  causes: ReadonlyMap<string, number>,
): Finding {
  if (failed === 0) return ok("deliveries", `None of ${count} deliveries of a day failed.`);
  const list = [...causes].map(([cause, times]) => `${cause} (${times})`).join(", ");
  return warning(
    "deliveries",
    `${failed} of the last ${count} deliveries failed: ${list}.`,
    "Check that GitHub reaches the webhook address, and the log of Plansmith and of its reverse proxy. Plansmith looks at what failed again by itself.",
  );
}

function causeOf({ statusCode, status }: Delivery): string {
  if (statusCode === 0) return status === "" ? "no answer" : status;
  if (statusCode === 502 || statusCode === 504) return `the reverse proxy answered ${statusCode}`;
  if (statusCode === 503) return "not ready (503)";
  return `answered ${statusCode}`;
}

const ROTATE = "Set WEBHOOK_SECRET to the secret of the App's webhook, in both places the same.";

async function secretFinding(
  github: GitHubClient,
  { deliveries, hook, webhookSecret, verifiedAt }: DeliveryOptions,
  isForged: boolean,
): Promise<Finding> {
  if (!hook.secret) {
    return error(
      "secret",
      "The App's webhook has no secret: every delivery is refused.",
      `Set the webhook secret in the App's settings on GitHub to WEBHOOK_SECRET.`,
    );
  }
  if (isForged) {
    return error("secret", "GitHub signs deliveries with another secret.", ROTATE);
  }
  if (verifiedAt !== undefined) return ok("secret", "Deliveries are signed with WEBHOOK_SECRET.");
  for (const { id } of deliveries.slice(0, MAX_READS)) {
    const delivery = await readDelivery(github, id);
    if (delivery?.signature === signatureOf(delivery?.payload, webhookSecret)) {
      return ok("secret", "Deliveries are signed with WEBHOOK_SECRET.");
    }
  }
  // Whether the log keeps a delivery as it was signed is a guess: a difference proves nothing.
  return warning(
    "secret",
    "No delivery shows yet that WEBHOOK_SECRET is the secret of the App's webhook.",
    "Nothing to do if it is. Otherwise the next delivery is refused, and this becomes an error.",
  );
}

function signatureOf(payload: unknown, secret: string): string {
  const text = JSON.stringify(payload) ?? "";
  return `sha256=${createHmac("sha256", secret).update(text).digest("hex")}`;
}
