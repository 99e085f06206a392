import type { Octokit } from "@octokit/rest";
import * as z from "zod";
import { RetryError } from "../../model/errors.js";
import type { RepositoryRef } from "../../model/refs.js";
import {
  classifyFailure,
  ForbiddenFieldError,
  hasStatus,
  isForbidden,
  partialAnswer,
  type FieldError,
} from "./errors.js";

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

/** A query, and the shape of what it answers. */
export interface GraphQLDocument<Data> {
  /** The name of the operation, as the row in docs/github-contract.md has it. */
  readonly name: string;
  readonly text: string;
  readonly data: z.ZodType<Data>;
}

/** Statuses of servers without GraphQL, and of those that are out of order. */
const NO_ANSWER = [400, 404, 410, 422, 500, 502, 503, 504];

/**
 * The answer to a query, or as much of it as there is; `undefined` where there is none.
 *
 * @throws what GitHub answers where a rate limit is reached
 */
export async function ask<Data>(
  github: GitHubClient,
  { text, data }: GraphQLDocument<Data>,
  variables: Readonly<Record<string, unknown>>,
): Promise<Data | undefined> {
  try {
    return data.safeParse(await github.graphql(text, { ...variables })).data;
  } catch (error) {
    if (classifyFailure(error, 0) instanceof RetryError) throw error;
    const partial = partialAnswer(error);
    if (partial !== undefined) return data.safeParse(partial.data).data;
    if (hasStatus(error, ...NO_ANSWER) || isForbidden(error)) return undefined;
    throw error;
  }
}

/** The answer to a query that has to be answered. */
export interface Answered<Data> {
  readonly data: Data;
  /** Fields that are not there, or that GitHub does not show: they are `null` in the data. */
  readonly errors: readonly FieldError[];
}

/**
 * The answer to a query whose answer something is decided by: fields that there are none of, or that
 * GitHub does not show, differ from those that are empty.
 *
 * @throws what GitHub answers where anything else is wrong, or the data has another shape
 */
export async function query<Data>(
  github: GitHubClient,
  { text, data }: GraphQLDocument<Data>,
  variables: Readonly<Record<string, unknown>>,
): Promise<Answered<Data>> {
  try {
    return { data: data.parse(await github.graphql(text, { ...variables })), errors: [] };
  } catch (error) {
    const partial = partialAnswer(error);
    if (partial === undefined || classifyFailure(error, 0) instanceof RetryError) throw error;
    const { errors } = partial;
    const isPassable = ({ type, path }: FieldError): boolean =>
      path !== undefined && (type === "NOT_FOUND" || type === "FORBIDDEN");
    const found = errors.every(isPassable) ? data.safeParse(partial.data).data : undefined;
    if (found === undefined) throw error;
    return { data: found, errors };
  }
}

/** Whether GitHub does not show what is at a path of the answer, or something above or below it. */
export function refusedAt(
  errors: readonly FieldError[],
  path: readonly string[],
): FieldError | undefined {
  return errors.find(
    ({ type, path: at = [] }) =>
      type === "FORBIDDEN" && path.slice(0, at.length).every((name, index) => at[index] === name),
  );
}

/**
 * Makes sure that GitHub shows what is at a path of the answer.
 *
 * @param permission what it takes to see it, such as `contents=read`
 * @throws ForbiddenFieldError where it does not
 */
export function assertShown(
  errors: readonly FieldError[],
  path: readonly string[],
  permission: string,
): void {
  const refused = refusedAt(errors, path);
  if (refused === undefined) return;
  // A repository itself takes no more than every App may.
  const isWhole = (refused.path ?? []).length <= 1;
  throw new ForbiddenFieldError(refused.message, isWhole ? "metadata=read" : permission);
}

/** Address of github.com's API. */
export const GITHUB_COM_API = "https://api.github.com";

/** Where GitHub's API is, at the end of an Enterprise Server's address. */
const SERVER_PATH = "/api/v3";

/** Hosts of GitHub Enterprise Cloud with data residency, `acme.ghe.com`. */
const GHE_COM = /^[a-z\d-]+\.ghe\.com$/;

/** Whether a host, with the port where it has one, is GitHub's own: github.com or GHE.com. */
export function isGitHubCloud(host: string): boolean {
  return host === "github.com" || GHE_COM.test(host);
}

/**
 * The address of the API that belongs to the address that people see: `https://api.github.com`,
 * `https://api.acme.ghe.com`, or `https://HOST/api/v3` on an Enterprise Server.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api
 * @see https://docs.github.com/enterprise-cloud@latest/admin/data-residency/about-github-enterprise-cloud-with-data-residency
 * @param site without a slash at the end
 */
export function apiUrlOf(site: string): string {
  const { protocol, host } = new URL(site);
  if (isGitHubCloud(host)) return `${protocol}//api.${host}`;
  return `${protocol}//${host}${SERVER_PATH}`;
}

/** The opposite of {@link apiUrlOf}: where people see what the API is about. No slash at the end. */
export function siteUrlOf(apiUrl: string): string {
  const { protocol, host } = new URL(apiUrl);
  const cloud = host.replace(/^api\./, "");
  return `${protocol}//${isGitHubCloud(cloud) ? cloud : host}`;
}

const PRIVATE =
  /^(?:localhost|.*\.(?:localhost|local|internal|test|invalid)|127\..*|10\..*|192\.168\..*|172\.(?:1[6-9]|2\d|3[01])\..*|169\.254\..*|0\.0\.0\.0|\[.*\])$/i;

/** Whether a host, as `URL.hostname` has it, can only be reached from its own machine or network. */
export function isPrivateHost(hostname: string): boolean {
  return PRIVATE.test(hostname);
}
