import { bodyOf, isOk, withBody } from "../proxy/http.js";
import type { Site } from "../proxy/site.js";
import { withTrueBase, type Comparison } from "./branches.js";
import type { Gap } from "./gap.js";

/**
 * Gap: after a merge, a comparison may start at a commit before the one where the branches parted.
 *
 * @see https://docs.github.com/rest/commits/commits#compare-two-commits
 */
export function comparisons(site: Site): Gap {
  return {
    routes: [
      {
        methods: "GET",
        path: "/repos/:owner/:repo/compare/*basehead",
        async handle(call, next, { owner, repo, basehead = "" }) {
          const answered = await next(call);
          const [, head] = basehead.split("...");
          if (!isOk(answered) || head === undefined || call.query.size > 0) return answered;
          const found = bodyOf<Comparison>(answered);
          const mended = await withTrueBase(site, `${owner}/${repo}`, head, found);
          return mended === found ? answered : withBody(answered, mended);
        },
      },
    ],
  };
}
