import { asObject, type Json } from "../json.js";
import { page } from "../proxy/http.js";
import type { Site } from "../proxy/site.js";
import type { Gap } from "./gap.js";

/**
 * Gap: the comments of a whole repository are not found, because the emulator takes `comments` for the
 * number of an issue.
 *
 * @see https://docs.github.com/rest/issues/comments#list-issue-comments-for-a-repository
 */
export function repositoryComments(site: Site): Gap {
  return {
    routes: [
      {
        methods: "GET",
        path: "/repos/:owner/:repo/issues/comments",
        async handle(call, _next, { owner, repo }) {
          const root = `/repos/${owner}/${repo}`;
          const issues = await site.upstream.list<Json>(`${root}/issues?state=all`);
          const lists = await Promise.all(
            issues
              .filter(({ comments }) => comments !== 0)
              .map(({ number }) =>
                site.upstream.list<Json>(`${root}/issues/${String(number)}/comments`),
              ),
          );
          const since = call.query.get("since") ?? "";
          const sign = call.query.get("direction") === "desc" ? -1 : 1;
          const found = lists
            .flat()
            .filter((comment) => secondOf(comment) >= since)
            .toSorted((a, b) => (timeOf(a) < timeOf(b) ? -sign : sign));
          return page(call, site.url, found);
        },
      },
    ],
  };
}

/** When a comment changed last, as precisely as the emulator knows it. */
function timeOf(comment: Json): string {
  return String(asObject(comment)["updated_at"]);
}

/** The same as GitHub shows it. */
function secondOf(comment: Json): string {
  return timeOf(comment).replace(/\.\d+Z$/, "Z");
}
