import { bodyOf, type Call } from "../proxy/http.js";
import type { Site } from "../proxy/site.js";
import { compare, type CommitJson } from "./branches.js";

/** A blob or submodule in a tree. */
interface Entry {
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
}

type Entries = ReadonlyMap<string, Entry>;

/** What merging changes on top of `ours`: a path's new entry, or `null` where it goes. */
type Changes = ReadonlyMap<string, Entry | null>;

/**
 * Merges two trees with a common ancestor, path by path. A path that both sides changed in
 * different ways is a conflict: lines inside a file are not merged, as git would.
 *
 * @returns `undefined` for a conflict
 */
function mergeEntries(base: Entries, ours: Entries, theirs: Entries): Changes | undefined {
  const changes = new Map<string, Entry | null>();
  for (const path of new Set([...base.keys(), ...ours.keys(), ...theirs.keys()])) {
    const [was, here, there] = [base.get(path), ours.get(path), theirs.get(path)];
    if (same(here, there) || same(was, there)) continue;
    if (!same(was, here)) return undefined;
    changes.set(path, there ?? null);
  }
  return changes;
}

function same(a: Entry | undefined, b: Entry | undefined): boolean {
  return a?.sha === b?.sha && a?.mode === b?.mode;
}

/** Whether `head` merges into `base` without a conflict. Both are shas. */
export async function canMerge(
  site: Site,
  repository: string,
  base: string,
  head: string,
): Promise<boolean> {
  const comparison = await compare(site, repository, base, head);
  if (comparison === undefined) return false;
  const ancestor = comparison.merge_base_commit.sha;
  if (ancestor === base) return true;
  return (await mergedChanges(site, repository, ancestor, base, head)) !== undefined;
}

/** The tree that comes of merging, written on behalf of `call`; `undefined` for a conflict. */
export async function mergedTree(
  site: Site,
  call: Call,
  repository: string,
  sides: { readonly ancestor: string; readonly ours: string; readonly theirs: string },
): Promise<string | undefined> {
  const { ancestor, ours, theirs } = sides;
  const changes = await mergedChanges(site, repository, ancestor, ours, theirs);
  if (changes === undefined) return undefined;
  const ourTree = await treeOf(site, repository, ours);
  if (changes.size === 0) return ourTree;
  const tree = [...changes].map(([path, entry]) =>
    entry === null
      ? { path, mode: "100644", type: "blob", sha: null }
      : { path, mode: entry.mode, type: entry.type, sha: entry.sha },
  );
  const written = await site.upstream.as(call, "POST", `/repos/${repository}/git/trees`, {
    base_tree: ourTree,
    tree,
  });
  return bodyOf<{ sha: string }>(written).sha;
}

async function mergedChanges(
  site: Site,
  repository: string,
  ancestor: string,
  ours: string,
  theirs: string,
): Promise<Changes | undefined> {
  const [base, here, there] = await Promise.all(
    [ancestor, ours, theirs].map((commit) => entriesOf(site, repository, commit)),
  );
  return mergeEntries(base ?? new Map(), here ?? new Map(), there ?? new Map());
}

async function entriesOf(site: Site, repository: string, commit: string): Promise<Entries> {
  interface Tree {
    readonly tree: readonly (Entry & { readonly path: string })[];
  }
  const tree = await site.upstream.get<Tree>(
    `/repos/${repository}/git/trees/${commit}?recursive=1`,
  );
  const blobs = (tree?.tree ?? []).filter((entry) => entry.type !== "tree");
  return new Map(blobs.map((entry) => [entry.path, entry]));
}

async function treeOf(site: Site, repository: string, commit: string): Promise<string> {
  const found = await site.upstream.get<CommitJson["commit"]>(
    `/repos/${repository}/git/commits/${commit}`,
  );
  if (found === undefined) throw new Error(`no commit ${commit}`);
  return found.tree.sha;
}
