import { answer } from "../proxy/http.js";
import type { Gap } from "./gap.js";

/**
 * Gap: rulesets are unknown. Here no branch has any.
 *
 * @see https://docs.github.com/rest/repos/rules#get-rules-for-a-branch
 */
export function branchRules(): Gap {
  return {
    routes: [
      {
        methods: "GET",
        path: "/repos/:owner/:repo/rules/branches/*branch",
        handle: async () => answer(200, []),
      },
    ],
  };
}
