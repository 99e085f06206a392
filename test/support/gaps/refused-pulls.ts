import type { PullJson } from "../json.js";
import { isOk, refusal, textField } from "../proxy/http.js";
import type { Site } from "../proxy/site.js";
import { compare, tipsOf } from "./branches.js";
import type { Gap } from "./gap.js";

/**
 * Gap: every pull request may open. GitHub refuses a second one for the same branches, one whose
 * branches don't exist (the emulator makes them), and one without commits.
 *
 * @see https://docs.github.com/rest/pulls/pulls#create-a-pull-request
 */
export function refusedPulls(site: Site): Gap {
  return {
    routes: [
      {
        methods: "POST",
        path: "/repos/:owner/:repo/pulls",
        async handle(call, next, { owner, repo }) {
          const repository = `${owner}/${repo}`;
          const [base, head] = [textField(call, "base"), textField(call, "head")];
          if (base === undefined || head === undefined) return next(call);
          const [user, branch] = head.includes(":") ? split(head) : [owner ?? "", head];
          if (user !== owner) return next(call);
          const tips = await tipsOf(site, repository);
          for (const [name, value] of [["base", base] as const, ["head", branch] as const]) {
            if (!tips.has(value)) return invalid({ field: name, code: "invalid" });
          }
          const open = await site.upstream.list<PullJson>(
            `/repos/${repository}/pulls?head=${encodeURIComponent(`${user}:${branch}`)}`,
          );
          if (open.some((pull) => pull.base.ref === base)) {
            return custom(`A pull request already exists for ${user}:${branch}.`);
          }
          const from = tips.get(base) ?? "";
          const comparison = await compare(site, repository, from, tips.get(branch) ?? "");
          if (comparison?.ahead_by === 0) {
            return custom(`No commits between ${base} and ${branch}`);
          }
          return next(call);
        },
      },
      {
        methods: "PATCH",
        path: "/repos/:owner/:repo/pulls/:number",
        async handle(call, next, { owner, repo, number }) {
          const repository = `${owner}/${repo}`;
          const pull = await site.rawPull(repository, Number(number));
          const reopens = textField(call, "state") === "open" && pull?.state === "closed";
          if (!reopens) return next(call);
          if (pull.merged) return invalid({ field: "state", code: "invalid" });
          const tips = await tipsOf(site, repository);
          if (tips.has(pull.head.ref) && tips.has(pull.base.ref)) return next(call);
          return invalid({ field: "state", code: "invalid" });
        },
      },
      {
        methods: "POST",
        path: "/repos/:owner/:repo/labels",
        async handle(call, next, { owner, repo }) {
          const answered = await next(call);
          const name = encodeURIComponent(textField(call, "name") ?? "");
          if (isOk(answered) || answered.status !== 422 || name === "") return answered;
          const known = await site.upstream.get(`/repos/${owner}/${repo}/labels/${name}`);
          if (known === undefined) return answered;
          const error = { resource: "Label", code: "already_exists", field: "name" };
          return refusal(422, "Validation Failed", [error]);
        },
      },
    ],
  };
}

function split(head: string): [string, string] {
  const colon = head.indexOf(":");
  return [head.slice(0, colon), head.slice(colon + 1)];
}

function invalid(error: { readonly field: string; readonly code: string }) {
  return refusal(422, "Validation Failed", [{ resource: "PullRequest", ...error }]);
}

function custom(message: string) {
  const error = { resource: "PullRequest", code: "custom", message };
  return refusal(422, "Validation Failed", [error]);
}
