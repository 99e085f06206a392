import type { IssueJson } from "../json.js";
import { answer, bodyOf, isOk, refusal, withBody } from "../proxy/http.js";
import type { Route } from "../proxy/routes.js";
import { keyOf, type Site } from "../proxy/site.js";
import type { Gap } from "./gap.js";

const ALL = "GET HEAD POST PUT PATCH DELETE";

/**
 * Gap: issues cannot be deleted (GraphQL alone can at GitHub; here `DELETE` on the issue does), and
 * issues that a repository has turned off are 404. Both are 410 at GitHub.
 *
 * @see https://docs.github.com/rest/issues/issues#get-an-issue
 */
export function goneIssues(site: Site): Gap {
  const deleted = new Set<string>();

  const gone: Route["handle"] = async (call, next, { owner, repo, number }) => {
    const repository = `${owner}/${repo}`;
    if (number !== undefined && deleted.has(keyOf(repository, number))) {
      return refusal(410, "This issue was deleted");
    }
    const answered = await next(call);
    if (answered.status !== 404) return answered;
    const home = await site.upstream.get<{ has_issues: boolean }>(`/repos/${repository}`);
    if (home?.has_issues !== false) return answered;
    return refusal(410, "Issues are disabled for this repo");
  };

  return {
    routes: [
      {
        methods: "DELETE",
        path: "/repos/:owner/:repo/issues/:number",
        async handle(call, _next, { owner, repo, number }) {
          const repository = `${owner}/${repo}`;
          const issue = await site.rawIssue(repository, Number(number));
          if (issue === undefined) return refusal(404, "Not Found");
          deleted.add(keyOf(repository, issue.number));
          await site.emit(call, repository, "issues", { action: "deleted", issue });
          return answer(204);
        },
      },
      { methods: ALL, path: "/repos/:owner/:repo/issues/:number", handle: gone },
      { methods: ALL, path: "/repos/:owner/:repo/issues/:number/*rest", handle: gone },
      {
        methods: "GET POST",
        path: "/repos/:owner/:repo/issues",
        async handle(call, next, { owner = "", repo = "" }) {
          const answered = await gone(call, next, { owner, repo });
          if (!isOk(answered) || call.method !== "GET" || deleted.size === 0) return answered;
          const listed = bodyOf<readonly IssueJson[]>(answered);
          const there = listed.filter(
            (issue) => !deleted.has(keyOf(`${owner}/${repo}`, issue.number)),
          );
          return withBody(answered, there);
        },
      },
    ],
  };
}
