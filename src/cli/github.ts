import { Octokit } from "@octokit/rest";
import {
  SILENT,
  apiUrlOf,
  GITHUB_COM_API,
  isGitHubCloud,
  siteUrlOf,
} from "../github/http/client.js";
import { hasStatus } from "../github/http/errors.js";
import { fetchWithTimeout } from "../github/http/transport.js";
import { findIssue } from "../github/issues.js";
import { getRepository } from "../github/repository.js";
import { issueRef } from "../model/refs.js";
import type { FillInput } from "../plan/fill/input.js";
import { UsageError, printable, type Io } from "./io.js";

/** GitHub, as whoever starts a command may see it. */
export interface ConnectedGitHub {
  readonly github: Octokit;
  /**
   * What GitHub refuses, in words that say what to do; anything else as it is.
   *
   * @param what was asked for, such as `acme/reports`
   */
  readonly explain: (error: unknown, what: string) => unknown;
}

const HOST = /^[a-z\d](?:[a-z\d.-]*[a-z\d])?(?::\d{1,5})?$/i;

/**
 * Connects to the GitHub that the environment names: `GITHUB_API_URL`, else `GH_HOST` as for GitHub's
 * own command line, else github.com. The token is `GITHUB_TOKEN` or `GH_TOKEN`, else that of
 * `gh auth token`. As there, these two are not sent to an Enterprise Server that `GH_HOST` names: its
 * token is `GH_ENTERPRISE_TOKEN` or `GITHUB_ENTERPRISE_TOKEN`.
 *
 * @see https://cli.github.com/manual/gh_help_environment
 * @throws UsageError where an address is none
 */
export function connectGitHub(io: Io): ConnectedGitHub {
  const { baseUrl, variables } = addressOf(io.env);
  const given = variables.find((name) => io.env[name]);
  const host = new URL(siteUrlOf(baseUrl)).host;
  const token = given === undefined ? io.ghToken?.(host) : io.env[given];
  const github = new Octokit({
    ...(token !== undefined && { auth: token }),
    baseUrl,
    request: { fetch: io.fetch ?? fetchWithTimeout },
    log: SILENT,
  });
  const source = given ?? "gh auth token";
  return {
    github,
    explain(error, what) {
      if (token !== undefined && hasStatus(error, 401)) {
        return new UsageError(`GitHub does not accept the token in ${source}`, { cause: error });
      }
      const status = [401, 403, 404, 429].find((code) => hasStatus(error, code));
      if (status !== undefined) {
        const hint =
          token === undefined
            ? `Set ${variables[0]} to a token that may read its issues and contents, or run gh auth login.`
            : "Check the name, and whether the token may read its issues and contents.";
        return new UsageError(`GitHub does not show ${printable(what)} (${status}). ${hint}`, {
          cause: error,
        });
      }
      // Octokit's word for a request that got no answer.
      if (hasStatus(error, 500) && !hasAnswer(error)) {
        return new UsageError(`${baseUrl} does not answer`, { cause: error });
      }
      return error;
    },
  };
}

function hasAnswer(error: unknown): boolean {
  return error instanceof Error && "response" in error && error.response !== undefined;
}

/** Where the API is, and which variables may hold a token for it, the first one first. */
function addressOf(env: Io["env"]): {
  readonly baseUrl: string;
  readonly variables: readonly string[];
} {
  const own = ["GITHUB_TOKEN", "GH_TOKEN"];
  const { GITHUB_API_URL: apiUrl, GH_HOST: host } = env;
  if (apiUrl) {
    if (!URL.canParse(apiUrl) || !/^https?:$/.test(new URL(apiUrl).protocol)) {
      throw new UsageError(`GITHUB_API_URL (${printable(apiUrl)}) is no address`);
    }
    return { baseUrl: apiUrl.replace(/\/+$/, ""), variables: own };
  }
  if (!host) return { baseUrl: GITHUB_COM_API, variables: own };
  if (!HOST.test(host)) {
    throw new UsageError(`GH_HOST (${printable(host)}) is no host: write github.example.com`);
  }
  const isCloud = isGitHubCloud(host);
  return {
    baseUrl: apiUrlOf(`https://${host}`),
    variables: isCloud ? own : ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"],
  };
}

/** An issue, and the repository that its plan goes to. */
export type IssueAndRepository = Pick<FillInput, "issue" | "repository">;

/**
 * Reads an issue, and what its repository's default branch is.
 *
 * @throws UsageError where GitHub does not show it, or it is a pull request, gone, or elsewhere by now
 */
export async function issueOnGitHub(
  io: Io,
  {
    owner,
    repo,
    number,
  }: { readonly owner: string; readonly repo: string; readonly number: number },
): Promise<IssueAndRepository> {
  const { github, explain } = connectGitHub(io);
  const repository = { installationId: 0, owner, repo };
  try {
    // Without it, a repository that is not to be seen looks like one without the issue.
    const { defaultBranch } = await getRepository(github, repository);
    const found = await findIssue(github, issueRef(repository, number));
    if (found.found === "here") {
      return { issue: found.issue, repository: { owner, name: repo, defaultBranch } };
    }
    const name = `${owner}/${repo}#${number}`;
    if (found.found === "nowhere") throw new UsageError(`${name} is no issue`);
    const { to } = found;
    throw new UsageError(`${name} is ${to.owner}/${to.repo}#${to.number} by now`);
  } catch (error) {
    throw explain(error, `${owner}/${repo}`);
  }
}
