import { reasonOf } from "../model/errors.js";
import { listDeliveries } from "../github/app.js";
import type { GitHubClient } from "../github/http/client.js";
import { undefinedOn404 } from "../github/http/errors.js";
import { readApp, type KnownApp, missingPermissions } from "./app.js";
import { isEssential, warning, type CheckName, type Finding, ok } from "./finding.js";
import { redisAway, redisFindings, type RedisFacts } from "./redis.js";
import { deliveryFindings, pollFindings, webhookFindings } from "./webhook.js";
import * as z from "zod";

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
    webhook = shownAddress(hook.url);
    const { deliveries } = await listDeliveries(github, undefined);
    if (examined.polls) return pollFindings(hook, deliveries);
    const options = { deliveries, hook, webhookSecret, verifiedAt: verifiedAt(), now: now() };
    return [...webhookFindings(hook, examined), ...(await deliveryFindings(github, options))];
  });
  const installations = attempt("installations", () => installationFindings(github, app));
  return { findings: (await Promise.all([hookPart, installations])).flat(), webhook };
}

/** The address without its path on a channel, which is as good as a password. */
function shownAddress(url: string | undefined): string | undefined {
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

const listed = z.array(
  z.object({
    account: z.object({ login: z.string().optional(), slug: z.string().optional() }).nullish(),
    suspended_at: z.string().nullish(),
    permissions: z.record(z.string(), z.string()).default({}),
  }),
);

/** Names that are listed before the rest is only counted. */
const MAX_NAMES = 5;

/** Where the App is installed, where it is suspended, and where new permissions are not accepted yet. */
async function installationFindings(
  github: GitHubClient,
  app: KnownApp,
): Promise<readonly Finding[]> {
  const all = listed.parse(
    await github.paginate(github.rest.apps.listInstallations, { per_page: 100 }),
  );
  if (all.length === 0) {
    return [
      warning(
        "installations",
        "The App is installed nowhere.",
        `Install it: ${app.url.replace(/\/+$/, "")}/installations/new`,
      ),
    ];
  }
  const suspended = all.filter(({ suspended_at: at }) => at);
  const behind = all.filter(
    ({ permissions }) => missingPermissions(app.permissions, permissions).length > 0,
  );
  return [
    ok("installations", `The App is installed on ${namesOf(all)}.`),
    ...(suspended.length > 0
      ? [
          warning(
            "installations",
            `The App is suspended on ${namesOf(suspended)}.`,
            "An owner of the account lifts it: Settings → Applications → Installed GitHub Apps.",
          ),
        ]
      : []),
    ...(behind.length > 0
      ? [
          warning(
            "installations",
            `New permissions are not accepted on ${namesOf(behind)}.`,
            "An owner of the account accepts them: Settings → Applications → Installed GitHub Apps → Review request.",
          ),
        ]
      : []),
  ];
}

function namesOf(installations: z.infer<typeof listed>): string {
  const names = installations.map(({ account }) => account?.login ?? account?.slug ?? "?");
  const rest = names.length - MAX_NAMES;
  const shown = names.slice(0, MAX_NAMES).join(", ");
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}
