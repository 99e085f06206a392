import { asObject, type Json } from "../json.js";
import { bodyOf, page, withBody } from "../proxy/http.js";
import type { Site } from "../proxy/site.js";
import type { Gap } from "./gap.js";

/**
 * Gap: a search for one label or another, `label:"bug","wip"`, finds nothing, and a search sees
 * nothing of what only the App may see.
 *
 * @see https://docs.github.com/search-github/searching-on-github/searching-issues-and-pull-requests#search-by-label
 */
export function labelSearch(site: Site): Gap {
  return {
    routes: [
      {
        methods: "GET",
        path: "/search/issues",
        async handle(call, next) {
          const query = call.query.get("q") ?? "";
          const match =
            /^repo:(?<repository>\S+) is:issue is:open label:(?<labels>"[^"]*"(?:,"[^"]*")*)$/.exec(
              query,
            );
          if (match?.groups === undefined) return next(call);
          const { repository = "", labels = "" } = match.groups;
          const wanted = new Set(
            Array.from(labels.matchAll(/"([^"]*)"/g), ([, name = ""]) => name.toLowerCase()),
          );
          const found = await site.upstream.list<Json>(`/repos/${repository}/issues?state=open`);
          const items = found.filter(
            ({ pull_request: pull, labels: own }) =>
              pull === undefined &&
              Array.isArray(own) &&
              own.some((label) => wanted.has(nameOf(label))),
          );
          const shown = await page(call, site.url, items, (item) => ({ ...item, score: 1 }));
          return withBody(shown, {
            total_count: items.length,
            incomplete_results: false,
            items: bodyOf<readonly Json[]>(shown),
          });
        },
      },
    ],
  };
}

function nameOf(label: unknown): string {
  return String(asObject(label)["name"]).toLowerCase();
}
