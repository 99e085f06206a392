import { refusal, textField } from "../proxy/http.js";
import type { Site } from "../proxy/site.js";
import { tipsOf } from "./branches.js";
import type { Gap } from "./gap.js";

/**
 * Gap: a branch may be called as a folder of another one. Git keeps branches as files, so GitHub
 * refuses `plan/issue-1` beside `plan`, and says no more than this.
 *
 * @see googleapis/release-please#1024, microsoft/vscode-remote-repositories-github#122
 */
export function refNames(site: Site): Gap {
  return {
    routes: [
      {
        methods: "POST",
        path: "/repos/:owner/:repo/git/refs",
        async handle(call, next, { owner, repo }) {
          const branch = textField(call, "ref")?.replace(/^refs\/heads\//, "") ?? "";
          const names = [...(await tipsOf(site, `${owner}/${repo}`)).keys()];
          const isInTheWay = names.some(
            (name) => branch.startsWith(`${name}/`) || name.startsWith(`${branch}/`),
          );
          return isInTheWay ? refusal(422, "Reference update failed") : next(call);
        },
      },
    ],
  };
}
