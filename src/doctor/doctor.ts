import { reasonOf } from "../model/errors.js";
import { listDeliveries } from "../github/deliveries.js";
import type { GitHubClient } from "../github/http/client.js";
import { undefinedOn404 } from "../github/http/errors.js";
import { readApp, type KnownApp } from "./app.js";
import { isEssential, warning, type CheckName, type Finding } from "./finding.js";
import { installationFindings } from "./installations.js";
import { redisAway, redisFindings, type RedisFacts } from "./redis.js";
import { deliveryFindings, pollFindings, webhookFindings } from "./webhook.js";

/** What an examination looks at. */
export interface Examined {
  readonly appId: number;
  readonly apiUrl: string;
  readonly webhookSecret: string;
  readonly webhookProxyUrl: string | undefined;
  /** Whether the process reads the log of deliveries, because GitHub cannot deliver to it. */
  readonly polls: boolean;
  /** Authenticated as the App. */
  readonly github: GitHubClient;
  /** Asks Redis about itself; `undefined` without a Redis. */
  readonly redis: (() => Promise<RedisFacts>) | undefined;
  /** When this process last took a delivery that was signed with the secret; milliseconds since the epoch. */
  readonly verifiedAt: () => number | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What an examination found. */
export interface Examination {
  readonly findings: readonly Finding[];
  /** The App, where its credentials are right. */
  readonly app: KnownApp | undefined;
  /** Where GitHub delivers to, without what a channel's address gives away. */
  readonly webhook: string | undefined;
  /** Whether it cannot work at all. */
  readonly isBroken: boolean;
}

/** Looks at everything that is set up outside of Plansmith. It only reads, and never rejects. */
export async function examine(examined: Examined): Promise<Examination> {
  const [{ app, findings }, redis] = await Promise.all([
    readApp(examined.github, examined),
    redisOf(examined),
  ]);
  const rest = app === undefined ? undefined : await aboutApp(examined, app);
  const all = [...findings, ...(rest?.findings ?? []), ...redis];
  return { findings: all, app, webhook: rest?.webhook, isBroken: all.some(isEssential) };
}

async function aboutApp(
  examined: Examined,
  app: KnownApp,
): Promise<{ readonly findings: readonly Finding[]; readonly webhook: string | undefined }> {
  const { github, webhookSecret, verifiedAt, now } = examined;
  let webhook: string | undefined;
  const hookPart = attempt("webhook", async () => {
    const hook = (await undefinedOn404(github.rest.apps.getWebhookConfigForApp()))?.data ?? {};
    webhook = shown(hook.url);
    const { deliveries } = await listDeliveries(github, undefined);
    if (examined.polls) return pollFindings(hook, deliveries);
    const options = { deliveries, hook, webhookSecret, verifiedAt: verifiedAt(), now: now() };
    return [...webhookFindings(hook, examined), ...(await deliveryFindings(github, options))];
  });
  const installations = attempt("installations", () => installationFindings(github, app));
  return { findings: (await Promise.all([hookPart, installations])).flat(), webhook };
}

/** The address without its path on a channel, which is as good as a password. */
function shown(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { origin, pathname, hostname } = new URL(url);
  return hostname === "smee.io" ? origin : `${origin}${pathname}`;
}

async function redisOf({ redis }: Examined): Promise<readonly Finding[]> {
  if (redis === undefined) return [];
  try {
    return redisFindings(await redis());
  } catch (failure) {
    return [redisAway(reasonOf(failure))];
  }
}

/** A part that GitHub does not answer is reported, and the rest goes on. */
async function attempt(
  check: CheckName,
  look: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (failure) {
    const reason = reasonOf(failure);
    return [warning(check, `This could not be checked: ${reason}.`, "Try again later.")];
  }
}
