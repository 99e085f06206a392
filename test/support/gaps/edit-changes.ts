import type { Json } from "../json.js";
import { field, textField } from "../proxy/http.js";
import type { Route } from "../proxy/routes.js";
import type { Site } from "../proxy/site.js";
import type { Gap } from "./gap.js";

/** Endpoints that change a text, and the event that mentions it. */
const EDITS: readonly (readonly [path: string, event: string])[] = [
  ["/repos/:owner/:repo/issues/:number", "issues"],
  ["/repos/:owner/:repo/pulls/:number", "pull_request"],
  ["/repos/:owner/:repo/issues/comments/:number", "issue_comment"],
];

/**
 * Gap: `edited` webhooks don't say what the text was before, and one is sent where nothing changed.
 *
 * @see https://docs.github.com/webhooks/webhook-events-and-payloads#issues (`changes`)
 */
export function editChanges(site: Site): Gap {
  function route(path: string, event: string): Route {
    return {
      methods: "PATCH",
      path,
      async handle(call, next) {
        const before = await site.upstream.get<Json>(call.path);
        const answered = await next(call);
        const changes: Json = {};
        for (const name of ["title", "body"]) {
          const was = before?.[name] ?? "";
          const given = field(call, name) !== undefined;
          if (given && (textField(call, name) ?? "") !== was) changes[name] = { from: was };
        }
        site.outbox = site.outbox.flatMap((outgoing) => {
          const { payload } = outgoing;
          if (outgoing.event !== event || payload["action"] !== "edited") return [outgoing];
          if (Object.keys(changes).length === 0) return [];
          return [{ event, payload: { ...payload, changes } }];
        });
        return answered;
      },
    };
  }
  return { routes: EDITS.map(([path, event]) => route(path, event)) };
}
