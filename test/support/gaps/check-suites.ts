import { asObject, type Json, type PullJson } from "../json.js";
import { bodyOf, isOk, type Answer, type Call } from "../proxy/http.js";
import type { Site } from "../proxy/site.js";
import { tipsOf } from "./branches.js";
import type { Gap } from "./gap.js";
import { truePull } from "./true-heads.js";

/**
 * Gap: no event says when the last check run of a suite completes.
 *
 * @see https://docs.github.com/webhooks/webhook-events-and-payloads#check_suite
 */
export function checkSuites(site: Site): Gap {
  return {
    routes: [
      {
        methods: "POST",
        path: "/repos/:owner/:repo/check-runs",
        async handle(call, next, { owner, repo }) {
          const answered = await next(call);
          await announce(site, call, `${owner}/${repo}`, answered);
          return answered;
        },
      },
      {
        methods: "PATCH",
        path: "/repos/:owner/:repo/check-runs/:number",
        async handle(call, next, { owner, repo }) {
          const before = await site.upstream.get<Json>(call.path);
          const answered = await next(call);
          if (before?.["status"] !== "completed") {
            await announce(site, call, `${owner}/${repo}`, answered);
          }
          return answered;
        },
      },
    ],
  };
}

async function announce(
  site: Site,
  call: Call,
  repository: string,
  answered: Answer,
): Promise<void> {
  if (!isOk(answered)) return;
  const id = asObject(bodyOf<Json>(answered)["check_suite"])["id"];
  const suite = await site.upstream.get<Json>(`/repos/${repository}/check-suites/${String(id)}`);
  if (suite?.["status"] !== "completed") return;
  const sha = suite["head_sha"];
  const tips = await tipsOf(site, repository);
  const raw = await site.upstream.list<PullJson>(`/repos/${repository}/pulls?state=open`);
  const pulls = await Promise.all(raw.map((pull) => truePull(site, repository, pull, tips)));
  const branch = [...tips].find(([, tip]) => tip === sha)?.[0];
  await site.emit(call, repository, "check_suite", {
    action: "completed",
    check_suite: {
      ...suite,
      head_branch: branch ?? suite["head_branch"] ?? null,
      pull_requests: pulls.filter(({ head }) => head.sha === sha).map(brief),
    },
  });
}

/** A pull request as checks show it. */
function brief(pull: PullJson): Json {
  const { url, number } = pull;
  return { url, id: pull["id"], number, head: side(pull.head), base: side(pull.base) };
}

function side({ ref, sha, repo }: PullJson["head"]): Json {
  return { ref, sha, repo: { id: repo?.id, name: repo?.["name"], url: repo?.["url"] } };
}
