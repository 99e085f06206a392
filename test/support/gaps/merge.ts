import type { PullJson } from "../json.js";
import {
  bodyOf,
  isOk,
  refusal,
  textField,
  withBody,
  type Answer,
  type Call,
} from "../proxy/http.js";
import type { Site } from "../proxy/site.js";
import { compare, type CommitJson } from "./branches.js";
import { closeByPull } from "./closing-keywords.js";
import type { Gap } from "./gap.js";
import { mergedTree } from "./three-way.js";
import { findPull, freeze } from "./true-heads.js";

/**
 * Gap: merging puts the head's tree as it was at opening on the base, and drops what came to the
 * base since. Here the trees are merged three ways on the base's tip of now.
 *
 * @see https://docs.github.com/rest/pulls/pulls#merge-a-pull-request
 */
export function merge(site: Site): Gap {
  return {
    routes: [
      {
        methods: "PUT",
        path: "/repos/:owner/:repo/pulls/:number/merge",
        async handle(call, next, { owner, repo, number }) {
          const repository = `${owner}/${repo}`;
          const pull = await findPull(site, repository, Number(number));
          if (pull === undefined) return refusal(404, "Not Found");
          const refused = refuseMerge(call, pull);
          if (refused !== undefined) return refused;
          const commit = await writeMerge(site, call, repository, pull);
          if (commit === undefined) return refusal(405, "Pull Request is not mergeable");
          const answered = await next({ ...call, body: {} });
          if (!isOk(answered)) return answered;
          freeze(site, repository, pull, commit);
          const ref = `/repos/${repository}/git/refs/heads/${encodeURIComponent(pull.base.ref)}`;
          await site.upstream.as(call, "PATCH", ref, { sha: commit, force: true });
          await closeByPull(site, call, repository, pull);
          return withBody(answered, { ...bodyOf<object>(answered), sha: commit });
        },
      },
    ],
  };
}

function refuseMerge(call: Call, pull: PullJson): Answer | undefined {
  if (pull.state !== "open") return refusal(405, "Pull Request is not mergeable");
  if (pull.draft) return refusal(405, "Pull Request is still a draft");
  const expected = textField(call, "sha");
  if (expected !== undefined && expected !== pull.head.sha) {
    return refusal(409, "Head branch was modified. Review and try the merge again.");
  }
  return undefined;
}

/** Writes the commit that the base moves to; `undefined` for a conflict. */
async function writeMerge(
  site: Site,
  call: Call,
  repository: string,
  pull: PullJson,
): Promise<string | undefined> {
  const { base, head } = pull;
  const comparison = await compare(site, repository, base.sha, head.sha);
  if (comparison === undefined) return undefined;
  const { commits } = comparison;
  if (textField(call, "merge_method") === "rebase") {
    return rebase(site, call, repository, base.sha, commits);
  }
  const tree = await mergedTree(site, call, repository, {
    ancestor: comparison.merge_base_commit.sha,
    ours: base.sha,
    theirs: head.sha,
  });
  if (tree === undefined) return undefined;
  const squash = textField(call, "merge_method") === "squash";
  return commitTree(site, call, repository, {
    tree,
    parents: squash ? [base.sha] : [base.sha, head.sha],
    message: mergeMessage(call, repository, pull, commits),
  });
}

/** GitHub's own words where the caller gives none. */
function mergeMessage(
  call: Call,
  repository: string,
  pull: PullJson,
  commits: readonly CommitJson[],
): string {
  const squash = textField(call, "merge_method") === "squash";
  const [owner] = repository.split("/");
  const title =
    textField(call, "commit_title") ??
    (squash
      ? `${pull.title} (#${pull.number})`
      : `Merge pull request #${pull.number} from ${owner}/${pull.head.ref}`);
  const messages = commits.map(({ commit }) => `* ${commit.message}`).join("\n\n");
  const body = textField(call, "commit_message") ?? (squash ? messages : pull.title);
  return body === "" ? title : `${title}\n\n${body}`;
}

async function rebase(
  site: Site,
  call: Call,
  repository: string,
  base: string,
  commits: readonly CommitJson[],
): Promise<string | undefined> {
  let tip = base;
  for (const { sha, parents, commit } of commits) {
    const [parent, ...others] = parents;
    if (parent === undefined || others.length > 0) continue;
    const sides = { ancestor: parent.sha, ours: tip, theirs: sha };
    const tree = await mergedTree(site, call, repository, sides);
    if (tree === undefined) return undefined;
    const { message, author } = commit;
    tip = await commitTree(site, call, repository, { tree, parents: [tip], message, author });
  }
  return tip;
}

/** Writes a commit on behalf of `call`; its sha. */
export async function commitTree(site: Site, call: Call, repository: string, commit: object) {
  const written = await site.upstream.as(call, "POST", `/repos/${repository}/git/commits`, commit);
  return bodyOf<{ sha: string }>(written).sha;
}
