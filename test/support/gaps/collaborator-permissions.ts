import type { Json } from "../json.js";
import { answer, bodyOf, isOk, withBody } from "../proxy/http.js";
import type { Gap } from "./gap.js";

/**
 * Gap: collaborators' permissions are given in the words of invitations (`push`, `pull`), and of
 * strangers nothing. Here they are `admin`, `write`, `read` and `none`.
 *
 * @see https://docs.github.com/rest/collaborators/collaborators#get-repository-permissions-for-a-user
 */
export function collaboratorPermissions(): Gap {
  const words: Readonly<Record<string, string>> = {
    push: "write",
    maintain: "write",
    pull: "read",
    triage: "read",
  };
  return {
    routes: [
      {
        methods: "GET",
        path: "/repos/:owner/:repo/collaborators/:username/permission",
        async handle(call, next) {
          const answered = await next(call);
          if (answered.status === 404) return answer(200, { permission: "none", role_name: "" });
          if (!isOk(answered)) return answered;
          const told = bodyOf<Json & { readonly permission: string }>(answered);
          return withBody(answered, {
            ...told,
            permission: words[told.permission] ?? told.permission,
          });
        },
      },
    ],
  };
}
