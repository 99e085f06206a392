import * as z from "zod";
import type { GitHubClient } from "../github/http/client.js";
import { missingPermissions, type KnownApp } from "./app.js";
import { ok, warning, type Finding } from "./finding.js";

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
export async function installationFindings(
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
