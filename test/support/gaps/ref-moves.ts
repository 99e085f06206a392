import type { PullJson } from "../json.js";
import type { Call } from "../proxy/http.js";
import { keyOf, type Site } from "../proxy/site.js";
import type { Route } from "../proxy/routes.js";
import { tipsOf, type Tips } from "./branches.js";
import { closeByCommits } from "./closing-keywords.js";
import type { Gap } from "./gap.js";
import { pushPayload, type Move } from "./push.js";
import { dismissStaleApprovals } from "./stale-approvals.js";
import { freeze, truePull } from "./true-heads.js";

/** Every endpoint that can move, make or remove a branch. */
const MOVERS: readonly (readonly [methods: string, path: string])[] = [
  ["PUT DELETE", "/repos/:owner/:repo/contents/*path"],
  ["POST", "/repos/:owner/:repo/git/refs"],
  ["PATCH DELETE", "/repos/:owner/:repo/git/refs/*ref"],
  ["POST", "/repos/:owner/:repo/merges"],
  ["PUT", "/repos/:owner/:repo/pulls/:number/merge"],
  ["PUT", "/repos/:owner/:repo/pulls/:number/update-branch"],
];

/**
 * Gap: no `push` after a merge or for a new or deleted branch, bare ones else; no
 * `pull_request.synchronize`; pull requests stay open when their branch goes. Here the branches
 * before and after each write show what GitHub would send.
 */
export function refMoves(site: Site): Gap {
  const handle: Route["handle"] = async (call, next, { owner, repo }) => {
    const repository = `${owner}/${repo}`;
    const before = await tipsOf(site, repository);
    const open = await openPulls(site, repository, before);
    const answered = await next(call);
    site.outbox = site.outbox.filter(({ event }) => event !== "push");
    const after = await tipsOf(site, repository);
    for (const move of movesBetween(before, after)) await announce(call, repository, move, open);
    return answered;
  };

  async function announce(
    call: Call,
    repository: string,
    move: Move,
    open: readonly PullJson[],
  ): Promise<void> {
    const { payload, commits } = await pushPayload(site, repository, move, call.actor);
    await site.emit(call, repository, "push", payload);
    const { default_branch: trunk } = await site.repository(repository);
    if (move.branch === trunk) await closeByCommits(site, call, repository, commits);
    for (const pull of open) {
      if (move.after === undefined) await closeForGoneBranch(call, repository, move, pull);
      else if (isHead(repository, move, pull)) await synchronize(call, repository, move, pull);
    }
  }

  async function synchronize(call: Call, repository: string, move: Move, pull: PullJson) {
    if (site.memory.frozen.has(keyOf(repository, pull.number))) return;
    await site.emit(call, repository, "pull_request", {
      action: "synchronize",
      number: pull.number,
      before: move.before,
      after: move.after,
      pull_request: await site.rawPull(repository, pull.number),
    });
    await dismissStaleApprovals(site, call, repository, pull);
  }

  async function closeForGoneBranch(call: Call, repository: string, move: Move, pull: PullJson) {
    if (!isHead(repository, move, pull) && pull.base.ref !== move.branch) return;
    if (site.memory.frozen.has(keyOf(repository, pull.number))) return;
    freeze(site, repository, pull);
    const path = `/repos/${repository}/pulls/${pull.number}`;
    await site.upstream.as(call, "PATCH", path, { state: "closed" });
  }

  return { routes: MOVERS.map(([methods, path]) => ({ methods, path, handle })) };
}

function isHead(repository: string, move: Move, pull: PullJson): boolean {
  return pull.head.ref === move.branch && pull.head.repo?.full_name === repository;
}

function movesBetween(before: Tips, after: Tips): Move[] {
  const branches = new Set([...before.keys(), ...after.keys()]);
  return [...branches]
    .map((branch) => ({ branch, before: before.get(branch), after: after.get(branch) }))
    .filter((move) => move.before !== move.after);
}

async function openPulls(site: Site, repository: string, tips: Tips): Promise<PullJson[]> {
  const pulls = await site.upstream.list<PullJson>(`/repos/${repository}/pulls?state=open`);
  return Promise.all(pulls.map((pull) => truePull(site, repository, pull, tips)));
}
