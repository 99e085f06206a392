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
  return site.upstream.get<Comparison>(`/repos/${repository}/compare/${base}...${head}`);
}
