import { asObject, trusted, type PullJson, type PullSideJson } from "../json.js";
import { bodyOf, field, isOk, withBody, type Answer } from "../proxy/http.js";
import { keyOf, type Site } from "../proxy/site.js";
import { compare, tipsOf, type Tips } from "./branches.js";
import type { Gap } from "./gap.js";
import { canMerge } from "./three-way.js";

/** Fields that GitHub shows of a single pull request and leaves out of lists. */
const DETAILS = new Set([
  "additions",
  "changed_files",
  "comments",
  "commits",
  "deletions",
  "maintainer_can_modify",
  "mergeable",
  "mergeable_state",
  "merged",
  "merged_by",
  "rebaseable",
  "review_comments",
]);

/**
 * Gap: a pull request's `head.sha` and `base.sha` stay what they were when it opened, and its
 * counts are made up. Here an open one's are the tips of its branches, a closed one's stay.
 */
export function trueHeads(site: Site): Gap {
  async function single(answered: Answer, repository: string): Promise<Answer> {
    if (!isOk(answered)) return answered;
    return withBody(answered, await detailedPull(site, repository, bodyOf<PullJson>(answered)));
  }

  return {
    routes: [
      {
        methods: "GET",
        path: "/repos/:owner/:repo/pulls",
        async handle(call, next, { owner, repo }) {
          const answered = await next(call);
          if (!isOk(answered)) return answered;
          const repository = `${owner}/${repo}`;
          const tips = await tipsOf(site, repository);
          const pulls = await Promise.all(
            bodyOf<PullJson[]>(answered).map((pull) => truePull(site, repository, pull, tips)),
          );
          return withBody(answered, pulls.map(withoutDetails));
        },
      },
      {
        methods: "POST",
        path: "/repos/:owner/:repo/pulls",
        handle: async (call, next, { owner, repo }) => single(await next(call), `${owner}/${repo}`),
      },
      {
        methods: "POST",
        path: "/repos/:owner/:repo/pulls/:number/reviews",
        async handle(call, next, { owner, repo, number }) {
          const pull = await findPull(site, `${owner}/${repo}`, Number(number));
          return next({ ...call, body: { commit_id: pull?.head.sha, ...asObject(call.body) } });
        },
      },
      {
        methods: "GET PATCH",
        path: "/repos/:owner/:repo/pulls/:number",
        async handle(call, next, { owner, repo, number }) {
          const repository = `${owner}/${repo}`;
          const closing = field(call, "state") === "closed" && call.method === "PATCH";
          const before = closing ? await openPull(site, repository, Number(number)) : undefined;
          const answered = await next(call);
          if (isOk(answered) && before !== undefined) freeze(site, repository, before);
          if (isOk(answered) && field(call, "state") === "open") {
            site.memory.frozen.delete(keyOf(repository, Number(number)));
          }
          return single(answered, repository);
        },
      },
    ],
    async correct(outgoing) {
      const pull = trusted<PullJson | undefined>(outgoing.payload["pull_request"]);
      if (pull?.base?.repo === undefined || pull.base.repo === null) return outgoing;
      const corrected = await detailedPull(site, pull.base.repo.full_name, pull);
      const number = outgoing.event === "pull_request" ? { number: pull.number } : {};
      return {
        ...outgoing,
        payload: { ...outgoing.payload, ...number, pull_request: corrected },
      };
    },
  };
}

/** Remembers the sides of a pull request that closes. `pull` is a true one, still open. */
export function freeze(
  site: Site,
  repository: string,
  pull: PullJson,
  mergeCommit: string | null = null,
): void {
  const sides = { head: pull.head.sha, base: pull.base.sha, mergeCommit };
  site.memory.frozen.set(keyOf(repository, pull.number), sides);
}

/** The pull request with its true sides and assignees; `undefined` where the number is none. */
export async function findPull(
  site: Site,
  repository: string,
  number: number,
): Promise<PullJson | undefined> {
  const pull = await site.rawPull(repository, number);
  return pull && truePull(site, repository, pull);
}

async function openPull(site: Site, repository: string, number: number) {
  const pull = await findPull(site, repository, number);
  return pull?.state === "open" ? pull : undefined;
}

/** `pull` as it should be. `tips` are those of `repository`, read where they are left out. */
export async function truePull(
  site: Site,
  repository: string,
  pull: PullJson,
  tips?: Tips,
): Promise<PullJson> {
  const key = keyOf(repository, pull.number);
  const frozen = pull.state === "open" ? undefined : site.memory.frozen.get(key);
  const base = frozen?.base ?? (await tip(site, repository, pull.base, pull.state, tips));
  const head = frozen?.head ?? (await tip(site, repository, pull.head, pull.state, tips));
  const assignees = site.memory.pullAssignees.get(key) ?? pull.assignees;
  return {
    ...pull,
    statuses_url: `${site.url}/repos/${repository}/statuses/${head}`,
    merge_commit_sha: frozen?.mergeCommit ?? pull.merge_commit_sha,
    assignee: assignees[0] ?? null,
    assignees,
    head: { ...pull.head, sha: head },
    base: { ...pull.base, sha: base },
  };
}

async function tip(
  site: Site,
  repository: string,
  side: PullSideJson,
  state: string,
  tips?: Tips,
): Promise<string> {
  if (state !== "open") return side.sha;
  const home = side.repo?.full_name ?? repository;
  const known = tips !== undefined && home === repository ? tips : await tipsOf(site, home);
  return known.get(side.ref) ?? side.sha;
}

async function detailedPull(site: Site, repository: string, raw: PullJson): Promise<PullJson> {
  const pull = await truePull(site, repository, raw);
  const comparison = await compare(site, repository, pull.base.sha, pull.head.sha);
  const files = comparison?.files ?? [];
  const mergeable =
    pull.state === "open" ? await canMerge(site, repository, pull.base.sha, pull.head.sha) : null;
  return {
    ...pull,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: mergeableState(pull, mergeable),
    commits: comparison?.ahead_by ?? 0,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

function mergeableState(pull: PullJson, mergeable: boolean | null): string {
  if (mergeable === null) return "unknown";
  if (!mergeable) return "dirty";
  return pull.draft ? "draft" : "clean";
}

function withoutDetails(pull: PullJson): Record<string, unknown> {
  return Object.fromEntries(Object.entries(pull).filter(([name]) => !DETAILS.has(name)));
}
