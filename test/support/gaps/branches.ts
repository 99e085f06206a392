import type { Json } from "../json.js";
import type { Site } from "../proxy/site.js";

/** Tips by branch name. */
export type Tips = ReadonlyMap<string, string>;

/** A commit as `GET /repos/{owner}/{repo}/commits/{sha}` and comparisons show it. */
export interface CommitJson {
  readonly sha: string;
  readonly html_url: string;
  readonly commit: {
    readonly message: string;
    readonly tree: { readonly sha: string };
    readonly author: { readonly name: string; readonly email: string; readonly date: string };
    readonly committer: { readonly name: string; readonly email: string; readonly date: string };
  };
  readonly author: Json | null;
  readonly parents: readonly { readonly sha: string }[];
  readonly files?: readonly FileJson[];
}

/** A changed file in a commit or a comparison. */
interface FileJson {
  readonly filename: string;
  readonly status: string;
  readonly previous_filename?: string;
  readonly additions: number;
  readonly deletions: number;
}

/** `GET /repos/{owner}/{repo}/compare/{base}...{head}`. */
export interface Comparison {
  readonly status: "ahead" | "behind" | "diverged" | "identical";
  readonly ahead_by: number;
  readonly merge_base_commit: CommitJson;
  readonly commits: readonly CommitJson[];
  readonly files: readonly FileJson[];
}

/** The tips of all branches. */
export async function tipsOf(site: Site, repository: string): Promise<Tips> {
  interface Ref {
    readonly ref: string;
    readonly object: { readonly sha: string };
  }
  const refs = await site.upstream.get<Ref[]>(`/repos/${repository}/git/matching-refs/heads`);
  return new Map(
    (refs ?? []).map(({ ref, object }) => [ref.slice("refs/heads/".length), object.sha]),
  );
}

/** What `head` has that `base` has not; `undefined` where they share no history. */
export async function compare(
  site: Site,
  repository: string,
  base: string,
  head: string,
): Promise<Comparison | undefined> {
  const found = await askComparison(site, repository, base, head);
  return found && withTrueBase(site, repository, head, found);
}

function askComparison(
  site: Site,
  repository: string,
  base: string,
  head: string,
): Promise<Comparison | undefined> {
  return site.upstream.get<Comparison>(`/repos/${repository}/compare/${base}...${head}`);
}

/** Comparisons list so many commits. */
const MOST_COMMITS = 250;

/**
 * A comparison with the commit where the two parted, and the files changed since then. The emulator
 * takes the common ancestor that is the fewest steps away, which may lie before a merge.
 */
export async function withTrueBase(
  site: Site,
  repository: string,
  head: string,
  found: Comparison,
): Promise<Comparison> {
  const { commits } = found;
  if (commits.length >= MOST_COMMITS) return found;
  const ahead = new Set(commits.map(({ sha }) => sha));
  const parents = commits.flatMap((commit) => commit.parents.map(({ sha }) => sha));
  const shared = new Set(commits.length === 0 ? [head] : parents.filter((sha) => !ahead.has(sha)));
  let [last] = shared;
  for (const other of shared) {
    if (last === undefined || other === last) continue;
    const between = await askComparison(site, repository, last, other);
    if (between?.status === "ahead") last = other;
  }
  if (last === undefined || last === found.merge_base_commit.sha) return found;
  const since = await askComparison(site, repository, last, head);
  if (since === undefined) return found;
  return { ...found, merge_base_commit: since.merge_base_commit, files: since.files };
}
