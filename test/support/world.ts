import type { Octokit } from "@octokit/rest";
import { withoutChance } from "./placeholders.js";

/** How to read the world. */
export interface WorldOptions {
  /** A last change to every text, for what only the test knows to differ between runs. */
  readonly normalise?: (text: string) => string;
}

/** A repository's state, with nothing in it that differs between two equal runs. */
export interface World {
  readonly issues: readonly IssueState[];
  readonly pulls: readonly PullState[];
  /** Files by path, for each branch that holds plans and for the default branch. */
  readonly branches: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** One issue. */
interface IssueState {
  readonly number: number;
  readonly title: string;
  readonly state: string;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly comments: readonly { readonly author: string; readonly body: string }[];
}

/** One pull request. */
interface PullState {
  readonly head: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
  readonly state: string;
  readonly merged: boolean;
  readonly draft: boolean;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly comments: readonly { readonly author: string; readonly body: string }[];
  /** All check runs of the head, as name, conclusion and title. */
  readonly checks: readonly string[];
}

type Where = { readonly owner: string; readonly repo: string };

/** Reads everything. Shas, times, ids, addresses and pull request numbers become placeholders. */
export async function readWorld(
  client: Octokit,
  where: Where,
  siteUrl: string,
  { normalise = (text) => text }: WorldOptions = {},
): Promise<World> {
  const all = { ...where, state: "all", sort: "created", per_page: 100 } as const;
  const pulls = await client.paginate(client.rest.pulls.list, { ...all, direction: "asc" });
  const listed = await client.paginate(client.rest.issues.listForRepo, {
    ...all,
    direction: "asc",
  });
  const shas = await knownShas(client, where, pulls);
  const heads = new Map(pulls.map((pull) => [String(pull.number), pull.head.ref]));
  const clean = (text: string | null | undefined): string =>
    normalise(withoutChance(text ?? "", { siteUrl, heads, shas }));

  async function comments(number: number) {
    const options = { ...where, issue_number: number, per_page: 100 };
    const found = await client.paginate(client.rest.issues.listComments, options);
    return found.map(({ user, body }) => ({ author: user?.login ?? "ghost", body: clean(body) }));
  }

  async function checks(ref: string) {
    const found = await client.rest.checks.listForRef({ ...where, ref, filter: "all" });
    return found.data.check_runs
      .map(({ name, conclusion, output }) => clean(`${name}: ${conclusion}, ${output.title}`))
      .toSorted();
  }

  const issues = listed.filter((issue) => issue.pull_request === undefined);
  const pullStates = await Promise.all(
    pulls.map(async (pull) => ({
      head: pull.head.ref,
      base: pull.base.ref,
      title: clean(pull.title),
      body: clean(pull.body),
      state: pull.state,
      merged: pull.merged_at !== null,
      draft: pull.draft ?? false,
      labels: pull.labels.map(({ name }) => name).toSorted(),
      assignees: (pull.assignees ?? []).map(({ login }) => login).toSorted(),
      comments: await comments(pull.number),
      checks: await checks(pull.head.sha),
    })),
  );
  return {
    issues: await Promise.all(
      issues.map(async (issue) => ({
        number: issue.number,
        title: clean(issue.title),
        state: issue.state,
        labels: issue.labels
          .map((label) => (typeof label === "string" ? label : (label.name ?? "")))
          .toSorted(),
        assignees: (issue.assignees ?? []).map(({ login }) => login).toSorted(),
        comments: await comments(issue.number),
      })),
    ),
    pulls: pullStates.toSorted((a, b) => a.head.localeCompare(b.head)),
    branches: await branches(client, where, clean),
  };
}

/** The commits that texts can speak of, perhaps shortened. */
async function knownShas(
  client: Octokit,
  where: Where,
  pulls: readonly { readonly head: { readonly sha: string }; merge_commit_sha: string | null }[],
): Promise<string[]> {
  const options = { ...where, per_page: 100 };
  const listed = await client.paginate(client.rest.repos.listBranches, options);
  const starts = [
    ...listed.map(({ commit }) => commit.sha),
    ...pulls.flatMap(({ head, merge_commit_sha: merged }) => [
      head.sha,
      ...(merged ? [merged] : []),
    ]),
  ];
  const lists = await Promise.all(
    [...new Set(starts)].map((sha) =>
      client.paginate(client.rest.repos.listCommits, { ...options, sha }),
    ),
  );
  return lists.flat().map(({ sha }) => sha);
}

async function branches(
  client: Octokit,
  where: Where,
  clean: (text: string) => string,
): Promise<World["branches"]> {
  const { data: home } = await client.rest.repos.get(where);
  const options = { ...where, per_page: 100 };
  const listed = await client.paginate(client.rest.repos.listBranches, options);
  const names = listed
    .map(({ name }) => name)
    .filter((name) => name === home.default_branch || name.startsWith("plan/"));
  const files = await Promise.all(
    names
      .toSorted()
      .map(async (name) => [name, await filesOf(client, where, name, clean)] as const),
  );
  return Object.fromEntries(files);
}

async function filesOf(
  client: Octokit,
  where: Where,
  branch: string,
  clean: (text: string) => string,
): Promise<Record<string, string>> {
  const { data: ref } = await client.rest.git.getRef({ ...where, ref: `heads/${branch}` });
  const { data: tree } = await client.rest.git.getTree({
    ...where,
    tree_sha: ref.object.sha,
    recursive: "1",
  });
  const blobs = tree.tree.filter(({ type }) => type === "blob");
  const texts = await Promise.all(
    blobs.map(async ({ path, sha }) => {
      const { data } = await client.rest.git.getBlob({ ...where, file_sha: sha });
      return [path, clean(Buffer.from(data.content, "base64").toString("utf8"))] as const;
    }),
  );
  return Object.fromEntries(texts);
}
