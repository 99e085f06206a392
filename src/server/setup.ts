import { run } from "probot";
import { SmeeClient } from "smee-client";
import { type Env, ENV_FILE, updateEnvFile } from "./env.js";
import type { RunningServer } from "./server.js";

/** Address of github.com's API, which needs no more to be said. */
const GITHUB_COM = "https://api.github.com";

/**
 * Serves Probot's own setup page, which creates the App from `app.yml` and writes its credentials to
 * `.env`, which only its owner can read then. Takes no webhooks.
 *
 * @throws where `.env` cannot be written, before there is an App: GitHub gives the credentials once
 */
export async function startSetup(env: Env): Promise<RunningServer> {
  updateEnvFile(ENV_FILE, {});
  // A copy: Probot lets `.env` win over the environment, which .env.example promises not to happen.
  const variables = { ...process.env };
  // The page tells GitHub this address. Nothing comes from there yet, and Probot would end if it
  // cannot be reached.
  delete variables.WEBHOOK_PROXY_URL;
  if (env.githubApiUrl !== GITHUB_COM) {
    // The setup page reads these itself, to find the Enterprise Server on which to create the App.
    const { host, protocol } = new URL(env.githubApiUrl);
    process.env.GHE_HOST ??= host;
    process.env.GHE_PROTOCOL ??= protocol.replace(":", "");
  }
  // Given here, because Probot would fetch it through npx at run time.
  return run(() => undefined, { env: variables, SmeeClient, updateEnv: saveVariables });
}

/** Writes variables to `.env`, in place of Probot, and sets them: the page reads some of them back. */
function saveVariables(changes: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const set = Object.entries(changes).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  updateEnvFile(ENV_FILE, Object.fromEntries(set));
  return Object.assign(process.env, changes);
}
