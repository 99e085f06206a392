import type { Octokit } from "@octokit/rest";
import type { RepositoryRef } from "../../model/refs.js";

/** What every call to GitHub needs: the REST methods, pagination and GraphQL of an authenticated Octokit. */
export type GitHubClient = Pick<Octokit, "rest" | "paginate" | "graphql">;

/** Whether a request is one of GraphQL. The App sends only queries by it: they change nothing. */
export function isGraphQL(address: string): boolean {
  return new URL(address, "http://localhost").pathname.endsWith("/graphql");
}

/** Owner and name, as the REST endpoints take them. */
export function repoParams(ref: RepositoryRef): { owner: string; repo: string } {
  return { owner: ref.owner, repo: ref.repo };
}

/**
 * Request options of calls that create something. Their answer may be lost after GitHub acted, so
 * they are never repeated blindly: the next run looks first.
 */
export const NO_RETRY = { request: { retries: 0 } } as const;

/** Request options of reads that must not be answered from memory. */
export const NO_CACHE = { headers: { "cache-control": "no-cache" } } as const;

const nothing = (): void => undefined;

/** A log for an Octokit whose failures are reported by whoever asks. */
export const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };
