import { run } from "probot";
import { SmeeClient } from "smee-client";
import type { Env } from "../env.js";
import { setPageHeaders } from "./page-headers.js";
import type { RunningServer } from "../server.js";

/** Address of github.com's API, which needs no more to be said. */
const GITHUB_COM = "https://api.github.com";

/**
 * Serves Probot's own setup page, which creates the App from `app.yml` and writes its credentials to
 * `.env`. Takes no webhooks.
 */
export async function startSetup(env: Env): Promise<RunningServer> {
  setPageHeaders();
  // A copy: Probot lets `.env` win over the environment, which .env.example promises not to happen.
  const variables = { ...process.env };
  if (env.githubApiUrl !== GITHUB_COM) {
    // The setup page reads these itself, to find the Enterprise Server on which to create the App.
    const { host, protocol } = new URL(env.githubApiUrl);
    process.env.GHE_HOST ??= host;
    process.env.GHE_PROTOCOL ??= protocol.replace(":", "");
  }
  // Given here, because Probot would fetch it through npx at run time.
  return run(() => undefined, { env: variables, SmeeClient });
}
