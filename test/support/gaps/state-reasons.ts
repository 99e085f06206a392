import type { IssueJson } from "../json.js";
import { bodyOf, isOk, textField, withBody } from "../proxy/http.js";
import type { Site } from "../proxy/site.js";
import type { Gap } from "./gap.js";

/**
 * Gap: no issue can be closed as a duplicate.
 *
 * @see https://docs.github.com/rest/issues/issues#update-an-issue (`state_reason`)
 */
export function stateReasons(site: Site): Gap {
  const duplicates = new Set<string>();
  return {
    routes: [
      {
        methods: "GET PATCH",
        path: "/repos/:owner/:repo/issues/:number",
        async handle(call, next, { owner, repo, number }) {
          const key = `${owner}/${repo}#${number}`.toLowerCase();
          const isDuplicate = textField(call, "state_reason") === "duplicate";
          const body = isDuplicate
            ? { ...(call.body as object), state_reason: "not_planned" }
            : call.body;
          const answered = await next({ ...call, body });
          if (!isOk(answered)) return answered;
          if (isDuplicate) duplicates.add(key);
          else if (textField(call, "state") !== undefined) duplicates.delete(key);
          if (!duplicates.has(key)) return answered;
          const issue = { ...bodyOf<IssueJson>(answered), state_reason: "duplicate" };
          site.outbox = site.outbox.map((outgoing) =>
            outgoing.event === "issues" && outgoing.payload["action"] === "closed"
              ? { ...outgoing, payload: { ...outgoing.payload, issue } }
              : outgoing,
          );
          return withBody(answered, issue);
        },
      },
    ],
  };
}
