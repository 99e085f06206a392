import type { Json, RepositoryJson } from "../json.js";
import type { Site } from "../proxy/site.js";
import { tipsOf } from "./branches.js";

/** What GitHub says of what it does not show: the type of an error is beside its message. */
export function notFound(message: string): Error {
  return Object.assign(new Error(message), { extensions: { type: "NOT_FOUND" } });
}

/** What GitHub says of what a permission is missing for. */
export function forbidden(): Error {
  const message = "Resource not accessible by integration";
  return Object.assign(new Error(message), { extensions: { type: "FORBIDDEN" } });
}

/** An entry of a tree as `GET /repos/{owner}/{repo}/git/trees/{sha}` shows it. */
interface EntryJson {
  readonly path: string;
  /** Octal digits. */
  readonly mode: string;
  readonly type: "blob" | "tree" | "commit";
  readonly sha: string;
  readonly size?: number;
}

interface CommitJson {
  readonly tree: { readonly sha: string };
}

const HEADS = "refs/heads/";

/**
 * What a repository says about its branches, commits, folders and files. What there is none of is null;
 * but a file that a commit lacks is an error of its own, too, which is a guess. An expression is `HEAD`,
 * the SHA of a commit or the name of a branch, alone or with a path behind a colon; symbolic links are not followed.
 *
 * @see https://docs.github.com/graphql/reference/objects#repository
 * @see https://docs.github.com/graphql/reference/objects#commit
 */
export function gitFields(site: Site, home: RepositoryJson, mayRead: () => boolean): Json {
  const { full_name: repository, default_branch: trunk } = home;
  const read = <T>(path: string): Promise<T | undefined> =>
    site.upstream.get<T>(`/repos/${repository}/git/${path}`);

  async function refNode(branch: string): Promise<Json | null> {
    const sha = (await tipsOf(site, repository)).get(branch);
    if (sha === undefined) return null;
    return { __typename: "Ref", name: branch, prefix: HEADS, target: () => commitNode(sha) };
  }

  async function commitNode(sha: string): Promise<Json | null> {
    const found = await read<CommitJson>(`commits/${sha}`);
    if (found === undefined) return null;
    const { sha: root } = found.tree;
    return {
      __typename: "Commit",
      oid: sha,
      tree: treeNode(root),
      async file({ path }: { readonly path: string }) {
        const entry = await entryAt(root, path);
        if (entry === undefined) throw notFound(`Could not resolve file for path '${path}'.`);
        return entryNode(entry);
      },
    };
  }

  async function entriesOf(tree: string): Promise<readonly EntryJson[]> {
    const found = await read<{ readonly tree: readonly EntryJson[] }>(`trees/${tree}`);
    return found?.tree ?? [];
  }

  async function entryAt(root: string, path: string): Promise<EntryJson | undefined> {
    const [name, ...rest] = path.split("/");
    const entry = (await entriesOf(root)).find((it) => it.path === name);
    if (entry === undefined || rest.length === 0) return entry;
    return entry.type === "tree" ? entryAt(entry.sha, rest.join("/")) : undefined;
  }

  function treeNode(oid: string): Json {
    const entries = async (): Promise<readonly Json[]> => (await entriesOf(oid)).map(entryNode);
    return { __typename: "Tree", oid, entries };
  }

  function entryNode({ path: name, mode, type, sha, size = 0 }: EntryJson): Json {
    return {
      __typename: "TreeEntry",
      name,
      type,
      mode: Number.parseInt(mode, 8),
      oid: sha,
      size: type === "blob" ? size : 0,
      // The commit of a submodule is in another repository.
      object: type === "commit" ? null : objectNode(type, sha, size),
    };
  }

  function objectNode(type: "blob" | "tree", oid: string, byteSize: number): Json {
    return type === "tree" ? treeNode(oid) : { __typename: "Blob", oid, byteSize };
  }

  async function shaOf(revision: string): Promise<string | undefined> {
    const tips = await tipsOf(site, repository);
    return /^[0-9a-f]{40}$/.test(revision)
      ? revision
      : tips.get(revision === "HEAD" ? trunk : revision);
  }

  async function object({ expression = "" }: { readonly expression?: string }) {
    const [, revision = "", path] = /^([^:]*)(?::(.*))?$/s.exec(expression) ?? [];
    const sha = await shaOf(revision);
    const commit = sha === undefined ? undefined : await read<CommitJson>(`commits/${sha}`);
    if (sha === undefined || commit === undefined) return null;
    if (path === undefined) return commitNode(sha);
    if (path === "") return treeNode(commit.tree.sha);
    const entry = await entryAt(commit.tree.sha, path);
    if (entry === undefined || entry.type === "commit") return null;
    return objectNode(entry.type, entry.sha, entry.size ?? 0);
  }

  const guarded =
    <In, Out>(resolve: (given: In) => Out) =>
    (given: In): Out => {
      if (!mayRead()) throw forbidden();
      return resolve(given);
    };
  return {
    defaultBranchRef: guarded(() => refNode(trunk)),
    ref: guarded(async ({ qualifiedName: name }: { readonly qualifiedName: string }) => {
      const whole = name.startsWith(HEADS) ? await refNode(name.slice(HEADS.length)) : null;
      return whole ?? refNode(name);
    }),
    object: guarded(object),
  };
}
