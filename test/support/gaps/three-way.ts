import { diff3Merge } from "node-diff3";
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

/** A file whose lines come of both sides. */
interface Mixed {
  readonly mode: string;
  readonly content: string;
}

/** What merging changes on top of `ours`: a path's new entry, or `null` where it goes. */
type Changes = ReadonlyMap<string, Entry | Mixed | null>;

/** Merges the lines of a file that both sides changed; `undefined` for a conflict. */
type MergeLines = (was: Entry, here: Entry, there: Entry) => Promise<string | undefined>;

/**
 * Merges two trees with a common ancestor, path by path. A file that both sides changed is merged
 * line by line; anything else that both changed in different ways is a conflict.
 *
 * @returns `undefined` for a conflict
 */
async function mergeEntries(
  base: Entries,
  ours: Entries,
  theirs: Entries,
  mergeLines: MergeLines,
): Promise<Changes | undefined> {
  const changes = new Map<string, Entry | Mixed | null>();
  for (const path of new Set([...base.keys(), ...ours.keys(), ...theirs.keys()])) {
    const [was, here, there] = [base.get(path), ours.get(path), theirs.get(path)];
    if (same(here, there) || same(was, there)) continue;
    if (same(was, here)) {
      changes.set(path, there ?? null);
      continue;
    }
    if (!isFile(was) || !isFile(here) || !isFile(there)) return undefined;
    const content = await mergeLines(was, here, there);
    if (content === undefined) return undefined;
    changes.set(path, { mode: there.mode, content });
  }
  return changes;
}

function isFile(entry: Entry | undefined): entry is Entry {
  return entry?.type === "blob" && entry.mode !== "120000";
}

/** Changes of neighbouring lines conflict, as with git. */
function mergeTexts(base: string, ours: string, theirs: string): string | undefined {
  const [was, here, there] = [base, ours, theirs].map((text) => text.split("\n"));
  const regions = diff3Merge(here ?? [], was ?? [], there ?? [], { excludeFalseConflicts: true });
  const lines: string[] = [];
  for (const { ok } of regions) {
    if (ok === undefined) return undefined;
    lines.push(...ok);
  }
  return lines.join("\n");
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
  const tree = [...changes].map(([path, entry]) => {
    if (entry === null) return { path, mode: "100644", type: "blob", sha: null };
    return "content" in entry ? { path, type: "blob", ...entry } : { path, ...bare(entry) };
  });
  const written = await site.upstream.as(call, "POST", `/repos/${repository}/git/trees`, {
    base_tree: ourTree,
    tree,
  });
  return bodyOf<{ sha: string }>(written).sha;
}

function bare({ mode, type, sha }: Entry): Entry {
  return { mode, type, sha };
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
  const none: Entries = new Map();
  return mergeEntries(base ?? none, here ?? none, there ?? none, async (...sides) => {
    const texts = await Promise.all(sides.map(({ sha }) => textOf(site, repository, sha)));
    return mergeTexts(texts[0] ?? "", texts[1] ?? "", texts[2] ?? "");
  });
}

async function textOf(site: Site, repository: string, blob: string): Promise<string> {
  const found = await site.upstream.get<{ content: string }>(
    `/repos/${repository}/git/blobs/${blob}`,
  );
  return Buffer.from(found?.content ?? "", "base64").toString("utf8");
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
