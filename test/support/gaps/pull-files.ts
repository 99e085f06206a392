import { page, refusal } from "../proxy/http.js";
import type { Site } from "../proxy/site.js";
import { compare } from "./branches.js";
import type { Gap } from "./gap.js";
import { findPull } from "./true-heads.js";

/** Gap: a pull request's files are made up, and its commits end where it opened. */
export function pullFiles(site: Site): Gap {
  return {
    routes: (["files", "commits"] as const).map((what) => ({
      methods: "GET",
      path: `/repos/:owner/:repo/pulls/:number/${what}`,
      async handle(call, next, { owner, repo, number }) {
        const repository = `${owner}/${repo}`;
        const pull = await findPull(site, repository, Number(number));
        if (pull === undefined) return next(call);
        const comparison = await compare(site, repository, pull.base.sha, pull.head.sha);
        if (comparison === undefined) return refusal(404, "Not Found");
        return page<unknown>(call, site.url, comparison[what]);
      },
    })),
  };
}
