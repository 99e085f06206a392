import { refusal, type Answer, type Call } from "./http.js";

/** What an installation may do, by GitHub's names: `{ issues: "write", metadata: "read" }`. */
export type Permissions = Readonly<Record<string, string>>;

/** A part of the API, and the permissions of which one is wanted. */
interface Area {
  /** Matches what comes after `/repos/{owner}/{repo}`. */
  readonly path: RegExp;
  readonly anyOf: readonly string[];
  /** Writing wants no more than reading. */
  readonly readOnly?: true;
}

/** Endpoints of issues that pull requests have too: the other permission will do for those. */
const SHARED =
  /^\/issues\/(\d+)\/(?:comments|labels|assignees|timeline|events|reactions|lock)(?:\/|$)/;

/**
 * The first that fits counts.
 *
 * @see https://docs.github.com/rest/authentication/permissions-required-for-github-apps
 */
const AREAS: readonly Area[] = [
  { path: /^$/, anyOf: ["metadata"], readOnly: true },
  {
    path: /^\/(?:collaborators|rules|languages|topics)(?:\/|$)/,
    anyOf: ["metadata"],
    readOnly: true,
  },
  { path: /^\/check-(?:runs|suites)(?:\/|$)/, anyOf: ["checks"] },
  { path: /^\/commits\/.+\/check-(?:runs|suites)$/, anyOf: ["checks"] },
  { path: /^\/commits\/.+\/status(?:es)?$/, anyOf: ["statuses"] },
  { path: /^\/commits\/.+\/pulls$/, anyOf: ["pull_requests"] },
  { path: /^\/(?:contents|git|commits|branches|compare|merges)(?:\/|$)/, anyOf: ["contents"] },
  { path: /^\/pulls(?:\/|$)/, anyOf: ["pull_requests"] },
  { path: /^\/issues\/comments(?:\/|$)/, anyOf: ["issues", "pull_requests"] },
  { path: /^\/(?:labels|milestones|assignees)(?:\/|$)/, anyOf: ["issues", "pull_requests"] },
  { path: /^\/issues(?:\/|$)/, anyOf: ["issues"] },
];

/**
 * Gap: the emulator lets an installation do more than it was given. GitHub refuses what its
 * permissions do not cover, and names those that would.
 *
 * @param isPull whether a number of a repository is a pull request's
 * @returns GitHub's refusal; `undefined` where the call may pass
 * @throws for an endpoint that nobody has said the permission of
 */
export async function refuseUnpermitted(
  call: Pick<Call, "method" | "path">,
  given: Permissions,
  isPull: (repository: string, number: number) => Promise<boolean>,
): Promise<Answer | undefined> {
  const [, repository, rest = ""] = /^\/repos\/([^/]+\/[^/]+)(.*)$/.exec(unredirected(call)) ?? [];
  // What is no repository's needs no permission, or the App itself asks for it.
  if (repository === undefined || rest === "/installation") return undefined;
  const area = AREAS.find(({ path }) => path.test(rest));
  if (area === undefined) {
    throw new Error(
      `${call.method} ${call.path}: say in test/support/proxy/permissions.ts which permission it wants`,
    );
  }
  const reads = area.readOnly ?? ["GET", "HEAD"].includes(call.method);
  const has = (name: string): boolean =>
    given[name] === "write" || (reads && given[name] === "read");
  if (area.anyOf.some(has)) return undefined;
  const number = SHARED.exec(rest)?.[1];
  if (number !== undefined && has("pull_requests") && (await isPull(repository, Number(number)))) {
    return undefined;
  }
  const wanted = area.anyOf.map((name) => `${name}=${reads ? "read" : "write"}`).join("; ");
  const answered = refusal(403, "Resource not accessible by integration");
  return { ...answered, headers: { ...answered.headers, "x-accepted-github-permissions": wanted } };
}

/** A path as it was before a rename's redirect. */
function unredirected({ path }: Pick<Call, "path">): string {
  return path.replace(/^\/repositories\/\d+/, "/repos/by/id");
}
