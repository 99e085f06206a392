import type { RepositoryJson } from "../json.js";
import { bodyOf, page, refusal, withBody } from "../proxy/http.js";
import type { Site } from "../proxy/site.js";
import type { Gap } from "./gap.js";

/**
 * Gap: an installation cannot list its repositories. Here it has all that there are.
 *
 * @param count how many repositories the site started with; the emulator numbers them from 1
 * @see https://docs.github.com/rest/apps/installations#list-repositories-accessible-to-the-app-installation
 */
export function installationRepositories(site: Site, count: number): Gap {
  const ids = Array.from({ length: count }, (_, index) => index + 1);
  return {
    routes: [
      {
        methods: "GET",
        path: "/installation/repositories",
        async handle(call) {
          if (call.actor !== site.bot)
            return refusal(403, "Resource not accessible by integration");
          const found = await Promise.all(
            ids.map((id) => site.upstream.get<RepositoryJson>(`/repositories/${id}`)),
          );
          const all = found.filter((repository) => repository !== undefined);
          const listed = await page(call, site.url, all);
          return withBody(listed, {
            total_count: all.length,
            repository_selection: "all",
            repositories: bodyOf<unknown>(listed),
          });
        },
      },
    ],
  };
}
