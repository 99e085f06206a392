import type { Permissions } from "../proxy/permissions.js";
import { field, refusal } from "../proxy/http.js";
import type { Site } from "../proxy/site.js";
import type { Gap } from "./gap.js";

/**
 * Gap: an App may ask any team for a review. GitHub cannot resolve a team for an App that may not read the
 * members of the organization.
 *
 * @see https://github.com/github/docs/issues/35057
 */
export function teamReviewers(site: Site, permissions: () => Permissions): Gap {
  return {
    routes: [
      {
        methods: "POST",
        path: "/repos/:owner/:repo/pulls/:number/requested_reviewers",
        async handle(call, next) {
          const teams = field(call, "team_reviewers");
          const asksTeams = Array.isArray(teams) && teams.length > 0;
          if (!asksTeams || call.actor !== site.bot || "members" in permissions())
            return next(call);
          return refusal(
            422,
            "Validation Failed: Could not resolve to a node with the global id of 'T_kwDOAQ'.",
          );
        },
      },
    ],
  };
}
