import { createSign } from "node:crypto";
import { Octokit } from "@octokit/rest";
import { TEST_AGENT } from "./proxy/intercept.js";

/** Who the App is and where it is installed. */
interface AppIdentity {
  readonly url: string;
  readonly appId: number;
  readonly privateKey: string;
  readonly installationId: number;
}

/** GitHub takes tokens of ten minutes at most. */
const LIFE_S = 540;

/**
 * The token with which an App speaks for itself.
 *
 * @see https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
export function appJwt({ appId, privateKey }: Pick<AppIdentity, "appId" | "privateKey">): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iat: now - 60, exp: now + LIFE_S, iss: String(appId) };
  const text = `${part({ alg: "RS256", typ: "JWT" })}.${part(claims)}`;
  const signature = createSign("RSA-SHA256").update(text).sign(privateKey, "base64url");
  return `${text}.${signature}`;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** A token of the App's installation, valid for an hour. */
export async function installationToken(app: AppIdentity): Promise<string> {
  const client = new Octokit({ baseUrl: app.url, auth: appJwt(app), userAgent: TEST_AGENT });
  const answered = await client.rest.apps.createInstallationAccessToken({
    installation_id: app.installationId,
  });
  return answered.data.token;
}
