import { Octokit } from "@octokit/rest";
import { installationToken } from "../support/app-token.js";
import type { EmbeddedGitHub } from "../support/github.js";

const nothing = (): void => {};

/** A client of the App's installation that looks like the product, not like a test. */
export async function strangerTo(github: EmbeddedGitHub): Promise<Octokit> {
  return new Octokit({
    auth: await installationToken(github),
    baseUrl: github.url,
    log: { debug: nothing, info: nothing, warn: nothing, error: nothing },
  });
}
