import { asObject } from "../json.js";
import { field, isOk } from "../proxy/http.js";
import type { Site } from "../proxy/site.js";
import type { Gap } from "./gap.js";

/**
 * Gap: only GraphQL turns drafts at GitHub, and there is none here. `draft` in an update does it
 * instead, for people alone, and mentions it as GitHub does.
 */
export function drafts(site: Site): Gap {
  return {
    routes: [
      {
        methods: "PATCH",
        path: "/repos/:owner/:repo/pulls/:number",
        async handle(call, next, { owner, repo, number }) {
          const draft = field(call, "draft");
          const repository = `${owner}/${repo}`;
          const before = await site.rawPull(repository, Number(number));
          if (typeof draft !== "boolean" || before === undefined) return next(call);
          if (call.actor === site.bot) {
            // GitHub's REST API takes no notice of the field.
            return next({ ...call, body: { ...asObject(call.body), draft: undefined } });
          }
          const answered = await next(call);
          if (!isOk(answered) || before.draft === draft) return answered;
          await site.emit(call, repository, "pull_request", {
            action: draft ? "converted_to_draft" : "ready_for_review",
            pull_request: await site.rawPull(repository, Number(number)),
          });
          return answered;
        },
      },
    ],
  };
}
