import { posix } from "node:path";

/** Where a repository is on the web, and the branch whose files its addresses show. */
export interface Site {
  /** Address of its page, without a slash at the end. */
  readonly url: string;
  readonly defaultBranch: string;
}

/** A place in the repository that a link leads to. */
export interface Target {
  /** From the repository's root, decoded; starts with `..` where the link leaves the repository. */
  readonly path: string;
  /** Query and fragment, as in the link. */
  readonly tail: string;
  /** What stands before the path: `undefined` for a relative link, `/` or an address. */
  readonly start: string | undefined;
  /** A relative link starts with `./`. */
  readonly dotted: boolean;
}

/** Pages of a file that follow its branch. */
const PAGES = ["blob", "raw", "tree", "edit", "blame"];

/**
 * Where a link in the file at `from` leads: relative links, those from the repository's root, and
 * addresses of the default branch's files. `undefined` for any other, such as `#heading`.
 *
 * @see https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-readmes#relative-links-and-image-paths-in-markdown-files
 */
export function targetOf(url: string, from: string, site: Site): Target | undefined {
  const start = startOf(url, site);
  if (start === undefined && /^(?:[a-z][a-z\d+.-]*:|\/\/|[?#]|$)/i.test(url)) return undefined;
  const rest = url.slice(start?.length ?? 0);
  const at = rest.search(/[?#]/);
  const path = decoded(at < 0 ? rest : rest.slice(0, at));
  if (path === undefined || path === "") return undefined;
  const folder = start === undefined ? posix.dirname(from) : "";
  return {
    path: posix.join(folder, path),
    tail: at < 0 ? "" : rest.slice(at),
    start,
    dotted: path.startsWith("./"),
  };
}

function startOf(url: string, site: Site): string | undefined {
  if (/^\/(?!\/)/.test(url)) return "/";
  for (const page of PAGES) {
    for (const branch of ["HEAD", site.defaultBranch]) {
      const start = `${site.url}/${page}/${branch}/`;
      if (url.slice(0, start.length).toLowerCase() === start.toLowerCase()) {
        return url.slice(0, start.length);
      }
    }
  }
  return undefined;
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** The link that leads from the file at `from` to `target`, in a form that ends no link. */
export function linkTo({ path, tail, start, dotted }: Target, from: string): string {
  const to = start === undefined ? relative(from, path) : path;
  const dots = dotted && !to.startsWith("../") ? "./" : "";
  const end = tail
    .replaceAll(/[\s<>()\\`|"'\p{Cc}]/gu, percent)
    .replaceAll(/&(?=#?\w+;)/g, "&amp;");
  return (start ?? dots) + to.replaceAll(/[\s%?#<>()\\&`|:"'\p{Cc}]/gu, percent) + end;
}

/** Like `posix.relative`, without a working directory. */
function relative(from: string, path: string): string {
  const here = from.split("/").slice(0, -1);
  const there = path.split("/");
  let same = 0;
  while (same < there.length - 1 && same < here.length && here[same] === there[same]) same += 1;
  return [...here.slice(same).map(() => ".."), ...there.slice(same)].join("/");
}

/** UTF-8, so that two bytes of one character stay together. */
function percent(character: string): string {
  const encoded = encodeURIComponent(character);
  if (encoded !== character) return encoded;
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
