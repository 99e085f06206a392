import { asObject, trusted } from "../json.js";
import { field, refusal } from "../proxy/http.js";
import type { Site } from "../proxy/site.js";
import { compare } from "./branches.js";
import type { Gap } from "./gap.js";
import { findPull } from "./true-heads.js";

interface Place {
  readonly path: string;
  readonly body: string;
  readonly line?: number;
  readonly start_line?: number;
}

/**
 * Gap: a review's comments need a `position`, and lines are not looked at. Here they may name lines,
 * as at GitHub, which refuses those that the pull request does not show. For a file that is new in
 * it, as plans are, position and line are the same.
 *
 * @see https://docs.github.com/rest/pulls/reviews#create-a-review-for-a-pull-request
 */
export function lineComments(site: Site): Gap {
  async function shows(
    repository: string,
    number: number,
    { path, line, start_line: start }: Place,
  ) {
    const pull = await findPull(site, repository, number);
    if (pull === undefined) return false;
    const comparison = await compare(site, repository, pull.base.sha, pull.head.sha);
    const file = comparison?.files.find(({ filename }) => filename === path);
    if (file === undefined) return false;
    const last = file.additions;
    return line === undefined || (line >= 1 && line <= last && (start ?? 1) >= 1);
  }

  return {
    routes: [
      {
        methods: "POST",
        path: "/repos/:owner/:repo/pulls/:number/reviews",
        async handle(call, next, { owner, repo, number }) {
          const comments = trusted<readonly Place[] | undefined>(field(call, "comments")) ?? [];
          for (const comment of comments) {
            if (await shows(`${owner}/${repo}`, Number(number), comment)) continue;
            return refusal(422, "Unprocessable Entity", [
              {
                resource: "PullRequestReviewComment",
                code: "custom",
                message: "Line could not be resolved",
              },
            ]);
          }
          const placed = comments.map((it) => ({ position: it.line, ...it }));
          return next({ ...call, body: { ...asObject(call.body), comments: placed } });
        },
      },
      {
        methods: "POST",
        path: "/repos/:owner/:repo/pulls/:number/comments",
        async handle(call, next, { owner, repo, number }) {
          const place = trusted<Place>(asObject(call.body));
          if (await shows(`${owner}/${repo}`, Number(number), place)) return next(call);
          return refusal(422, "Validation Failed");
        },
      },
    ],
  };
}
