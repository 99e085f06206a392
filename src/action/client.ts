import { botLogin } from "../github/app.js";
import { viewerLogin } from "../github/graphql.js";
import { SILENT, type GitHubClient } from "../github/http/client.js";
import { hasStatus, undefinedOn404 } from "../github/http/errors.js";
import { createOctokit } from "../github/http/octokit.js";
import type { Transported } from "../github/http/transport.js";
import type { RepositoryName } from "../model/refs.js";
import { InputError, type ActionInputs } from "./inputs.js";

/** As whom a run speaks to GitHub. */
export interface Connection {
  /** A new client each time. All of them share the spacing of writes. */
  readonly client: () => GitHubClient & Transported;
  /**
   * Login under which it writes: `github-actions[bot]`, or `<slug>[bot]`. A request.
   *
   * @throws InputError where the token is a person's, or not valid
   */
  readonly bot: () => Promise<string>;
}

/**
 * Connects to GitHub by a token, or by the App that is installed in the repository.
 *
 * @param send what all requests go through
 * @throws InputError where the App is not to be used here
 */
export async function connect(
  { credentials, repository, apiUrl, writeSpacingMs }: ActionInputs,
  send: typeof fetch,
): Promise<Connection> {
  const { Octokit } = createOctokit(writeSpacingMs);
  const shared = { baseUrl: apiUrl, request: { fetch: send }, log: SILENT };
  const byToken = (token: string) => () => new Octokit({ ...shared, auth: { token } });
  if ("token" in credentials) {
    const client = byToken(credentials.token);
    return { client, bot: () => loginOf(client()) };
  }
  const app = new Octokit({ ...shared, auth: credentials });
  const installationId = await installationOf(app, repository);
  const { data } = await app.rest.apps.createInstallationAccessToken({
    installation_id: installationId,
    repositories: [repository.repo],
  });
  return { client: byToken(data.token), bot: () => botLogin(app) };
}

/** A person's token is refused: what that person does would count as the bot's own doing. */
async function loginOf(github: GitHubClient): Promise<string> {
  const login = await viewerLogin(github).catch((error: unknown) => {
    if (hasStatus(error, 401)) return undefined;
    throw error;
  });
  if (login === undefined) {
    throw new InputError("GitHub does not say whose token it is. Is it still valid?");
  }
  if (login.endsWith("[bot]")) return login;
  throw new InputError(
    "The input token is a person's. Use GITHUB_TOKEN, or the token of a GitHub App: what a person does by hand would count as Plansmith's own doing.",
  );
}

async function installationOf(app: GitHubClient, repository: RepositoryName): Promise<number> {
  const found = await undefinedOn404(app.rest.apps.getRepoInstallation({ ...repository }));
  if (found !== undefined) return found.data.id;
  throw new InputError(
    "The App of app-id is not installed in this repository. Install it, or leave app-id and private-key out.",
  );
}
