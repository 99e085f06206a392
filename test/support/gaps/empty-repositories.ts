import { refusal } from "../proxy/http.js";
import type { Route } from "../proxy/routes.js";
import type { Site } from "../proxy/site.js";
import { tipsOf } from "./branches.js";
import type { Gap } from "./gap.js";

/** What has no answer where there is no commit. */
const PATHS = [
  "/repos/:owner/:repo/git/trees/*rest",
  "/repos/:owner/:repo/git/ref/*rest",
  "/repos/:owner/:repo/commits",
];

/**
 * Gap: what there is none of in an empty repository is not found. GitHub says that there is a conflict.
 *
 * @see https://docs.github.com/rest/git (“Git Repository is empty.”), github/docs#31951
 */
export function emptyRepositories(site: Site): Gap {
  const handle: Route["handle"] = async (call, next, { owner, repo }) => {
    const answered = await next(call);
    const isEmpty = answered.status === 404 && (await tipsOf(site, `${owner}/${repo}`)).size === 0;
    return isEmpty ? refusal(409, "Git Repository is empty.") : answered;
  };
  return { routes: PATHS.map((path) => ({ methods: "GET", path, handle })) };
}
