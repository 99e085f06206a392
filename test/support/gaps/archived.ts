import { asObject } from "../json.js";
import { field, isOk, refusal } from "../proxy/http.js";
import type { Route } from "../proxy/routes.js";
import type { Site } from "../proxy/site.js";
import type { Gap } from "./gap.js";

const WRITES = "POST PUT PATCH DELETE";

/**
 * Gap: some writes to an archived repository pass. GitHub refuses all but the one that brings the
 * repository back.
 *
 * @see https://docs.github.com/repositories/archiving-a-github-repository/archiving-repositories
 */
export function archived(site: Site): Gap {
  const archives = new Set<string>();
  const refuse: Route["handle"] = async (call, next, { owner, repo }) => {
    const isArchived = archives.has(`${owner}/${repo}`.toLowerCase());
    return isArchived ? refusal(403, "Repository was archived so is read-only.") : next(call);
  };
  return {
    routes: [
      { methods: WRITES, path: "/repos/:owner/:repo/*rest", handle: refuse },
      {
        methods: "PATCH",
        path: "/repos/:owner/:repo",
        async handle(call, next, { owner, repo }) {
          const wanted = field(call, "archived");
          const key = `${owner}/${repo}`.toLowerCase();
          const answered = await next(call);
          if (!isOk(answered) || typeof wanted !== "boolean" || wanted === archives.has(key)) {
            return answered;
          }
          if (wanted) archives.add(key);
          else archives.delete(key);
          const action = wanted ? "archived" : "unarchived";
          await site.emit(call, `${owner}/${repo}`, "repository", asObject({ action }));
          return answered;
        },
      },
    ],
  };
}
