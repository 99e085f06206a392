import { answer, refusal } from "../proxy/http.js";
import { keyOf, type Site } from "../proxy/site.js";
import type { Gap } from "./gap.js";

/**
 * Gap: nobody can link a pull request in the Development section of an issue. At GitHub its page
 * alone can; here `PUT` and `DELETE` on `/issues/:number/development/:pull` do. There is no webhook for
 * it, and the timeline mentions it without saying which pull request it was.
 *
 * @see https://docs.github.com/rest/using-the-rest-api/issue-event-types#connected
 */
export function development(site: Site): Gap {
  return {
    routes: [
      {
        methods: "PUT DELETE",
        path: "/repos/:owner/:repo/issues/:number/development/:pull",
        async handle(call, _next, { owner, repo, number = "", pull = "" }) {
          const repository = `${owner}/${repo}`;
          const found = await site.rawPull(repository, Number(pull));
          if (found === undefined) return refusal(404, "Not Found");
          const key = keyOf(repository, number);
          const isLinked = call.method === "PUT";
          const numbers = new Set(site.memory.developed.get(key));
          if (isLinked) numbers.add(found.number);
          else numbers.delete(found.number);
          site.memory.developed.set(key, numbers);
          const events = site.memory.events.get(key) ?? [];
          const event = {
            id: 7_000_000 + events.length,
            event: isLinked ? "connected" : "disconnected",
            actor: await site.sender(call),
            commit_id: null,
            commit_url: null,
            created_at: new Date().toISOString(),
            performed_via_github_app: null,
          };
          site.memory.events.set(key, [...events, event]);
          return answer(204);
        },
      },
    ],
  };
}
