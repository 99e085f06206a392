import { Octokit } from "@octokit/rest";
import * as z from "zod";
import { hasStatus } from "../../github/http/errors.js";

/** What GitHub says once about an App that was created from a manifest. */
export interface NewApp {
  readonly id: number;
  /** PEM. */
  readonly pem: string;
  readonly webhookSecret: string;
  readonly name: string;
  /** The App's page on GitHub. */
  readonly url: string;
}

/** A code that GitHub's redirect may carry. */
export const CODE = /^[\w-]{1,200}$/;

const conversion = z.object({
  id: z.int().positive(),
  name: z.string(),
  pem: z.string().includes("PRIVATE KEY"),
  webhook_secret: z.string().min(1),
  html_url: z.url({ protocol: /^https?$/ }),
});

/** GitHub did not give the credentials. The message is for the person at the setup page. */
export class ConversionError extends Error {
  override readonly name = "ConversionError";
}

/**
 * Exchanges the code of GitHub's redirect for the credentials of the App. A code works once, for an
 * hour.
 *
 * @see https://docs.github.com/rest/apps/apps#create-a-github-app-from-a-manifest
 * @throws ConversionError
 */
export async function convertCode(
  apiUrl: string,
  code: string,
  send: typeof fetch,
): Promise<NewApp> {
  const github = new Octokit({ baseUrl: apiUrl, userAgent: "plansmith", request: { fetch: send } });
  const answer = await github.rest.apps.createFromManifest({ code }).catch((error: unknown) => {
    throw new ConversionError(problemOf(error, apiUrl), { cause: error });
  });
  const app = conversion.safeParse(answer.data).data;
  if (app === undefined) {
    throw new ConversionError(
      `${apiUrl} did not answer as GitHub does. Is it the address of GitHub?`,
    );
  }
  const { id, name, pem, webhook_secret: webhookSecret, html_url: page } = app;
  return { id, name, pem, webhookSecret, url: page };
}

function problemOf(error: unknown, apiUrl: string): string {
  if (hasStatus(error, 404)) {
    return "GitHub does not accept the code of this address: it works once, for an hour. If the App exists on GitHub, delete it there, and start again.";
  }
  const status = error instanceof Error && "status" in error ? Number(error.status) : 0;
  return status >= 400 && status < 500
    ? `GitHub answered with ${status}. Begin again at /setup.`
    : `${apiUrl} cannot be reached. Reload this page to try again.`;
}
