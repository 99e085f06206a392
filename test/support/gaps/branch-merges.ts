import type { PullJson } from "../json.js";
import { answer, bodyOf, refusal, textField, type Call } from "../proxy/http.js";
import type { Site } from "../proxy/site.js";
import { compare, tipsOf } from "./branches.js";
import type { Gap } from "./gap.js";
import { commitTree } from "./merge.js";
import { mergedTree } from "./three-way.js";
import { findPull } from "./true-heads.js";

/**
 * Gap: branches cannot be merged without a pull request, and "Update branch" takes over nothing.
 *
 * @see https://docs.github.com/rest/branches/branches#merge-a-branch
 * @see https://docs.github.com/rest/pulls/pulls#update-a-pull-request-branch
 */
export function branchMerges(site: Site): Gap {
  return {
    routes: [
      {
        methods: "POST",
        path: "/repos/:owner/:repo/merges",
        async handle(call, _next, { owner, repo }) {
          const repository = `${owner}/${repo}`;
          const [base, head] = [textField(call, "base") ?? "", textField(call, "head") ?? ""];
          const tips = await tipsOf(site, repository);
          const from = tips.get(base);
          const to = tips.get(head) ?? (/^[0-9a-f]{40}$/.test(head) ? head : undefined);
          if (from === undefined) return refusal(404, "Base does not exist");
          if (to === undefined) return refusal(404, "Head does not exist");
          const message = textField(call, "commit_message") ?? `Merge ${head} into ${base}`;
          const merged = await mergeInto(site, call, repository, {
            branch: base,
            from,
            to,
            message,
          });
          if (merged === "up to date") return answer(204);
          if (merged === "conflict") return refusal(409, "Merge conflict");
          return answer(
            201,
            await site.upstream.get(`/repos/${repository}/commits/${merged.commit}`),
          );
        },
      },
      {
        methods: "PUT",
        path: "/repos/:owner/:repo/pulls/:number/update-branch",
        async handle(call, next, { owner, repo, number }) {
          const repository = `${owner}/${repo}`;
          const pull = await findPull(site, repository, Number(number));
          if (pull === undefined || pull.state !== "open") return next(call);
          const expected = textField(call, "expected_head_sha");
          if (expected !== undefined && expected !== pull.head.sha) {
            return refusal(422, `expected head sha didn't match current head ref.`);
          }
          const merged = await mergeInto(site, call, repository, updateOf(pull));
          if (merged === "conflict") {
            return refusal(422, "merge conflict between base and head");
          }
          return answer(202, { message: "Updating pull request branch.", url: pull.url });
        },
      },
    ],
  };
}

/** What to merge: the commit `to` into `branch`, whose tip is `from`. */
interface BranchMerge {
  readonly branch: string;
  readonly from: string;
  readonly to: string;
  readonly message: string;
}

function updateOf(pull: PullJson): BranchMerge {
  return {
    branch: pull.head.ref,
    from: pull.head.sha,
    to: pull.base.sha,
    message: `Merge branch '${pull.base.ref}' into ${pull.head.ref}`,
  };
}

async function mergeInto(
  site: Site,
  call: Call,
  repository: string,
  { branch, from, to, message }: BranchMerge,
): Promise<{ readonly commit: string } | "up to date" | "conflict"> {
  const comparison = await compare(site, repository, from, to);
  if (comparison === undefined) return "conflict";
  if (comparison.ahead_by === 0) return "up to date";
  const ancestor = comparison.merge_base_commit.sha;
  const sides = { ancestor, ours: from, theirs: to };
  const tree = await mergedTree(site, call, repository, sides);
  if (tree === undefined) return "conflict";
  const parents = [from, to];
  const commit = await commitTree(site, call, repository, { tree, parents, message });
  const ref = `/repos/${repository}/git/refs/heads/${encodeURIComponent(branch)}`;
  const moved = await site.upstream.as(call, "PATCH", ref, { sha: commit });
  return { commit: bodyOf<{ object: { sha: string } }>(moved).object.sha };
}
