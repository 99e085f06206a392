/** Whether a text is a repository's full name, `owner/name`. */
export function isRepository(text: string): boolean {
  return /^[a-z\d][a-z\d-]{0,38}\/[\w.-]{1,100}$/i.test(text) && !/\/\.{1,2}$/.test(text);
}

/** Whether a text can be a branch's name (git-check-ref-format), without spaces and odd signs. */
export function isBranch(text: string): boolean {
  if (!/^[\p{L}\p{N}_][\p{L}\p{N}\w./#+@-]{0,199}$/u.test(text)) return false;
  return !/\.\.|\/\/|@\{|[./]$|\.lock$/.test(text);
}

/** Where work is done, as far as a text says. */
export interface WorkPlace {
  readonly repository: string | undefined;
  readonly branch: string | undefined;
}

/** Words that name what follows, or join it to what came before. */
const FILLERS = /^(?:repository|repo|branch|on|at|and|in|the|is)$/i;

/**
 * Reads `owner/name`, `owner/name • branch`, `owner/name@branch`, an address such as
 * `https://github.com/owner/name/tree/branch`, or, where `heading` asks for nothing else, a branch.
 * `undefined` for anything that says more or less than that.
 */
export function readWorkPlace(text: string, heading: string): WorkPlace | undefined {
  const tokens = text
    .split(/[\s,;•·|()`]+/)
    .map((token) => token.replace(/:$/, ""))
    .filter((token) => token !== "" && !FILLERS.test(token));
  const asksRepository = /\brepo(?:sitory)?\b/i.test(heading);
  const [first = "", second, ...more] = tokens;
  if (more.length > 0) return undefined;
  if (!asksRepository) {
    return second === undefined && isBranch(first)
      ? { repository: undefined, branch: first }
      : undefined;
  }
  const place = readAddress(first) ?? splitPlace(first);
  if (place === undefined || second === undefined) return place;
  const asksBranch = /\bbranch\b|•/i.test(`${heading} ${text}`);
  const isNew = asksBranch && place.branch === undefined && isBranch(second);
  return isNew ? { repository: place.repository, branch: second } : undefined;
}

function splitPlace(token: string): WorkPlace | undefined {
  const [repository = "", branch, ...more] = token.split(/[@:]/);
  if (more.length > 0 || !isRepository(repository)) return undefined;
  return branch === undefined || isBranch(branch) ? { repository, branch } : undefined;
}

function readAddress(token: string): WorkPlace | undefined {
  if (!/^https?:\/\//i.test(token) || !URL.canParse(token)) return undefined;
  const [owner = "", name = "", kind, ...rest] = new URL(token).pathname.split("/").slice(1);
  const repository = `${owner}/${name.replace(/\.git$/, "")}`;
  if (!isRepository(repository)) return undefined;
  const branch = rest.join("/").replace(/\/$/, "");
  if (kind === undefined || kind === "") return { repository, branch: undefined };
  return kind === "tree" && isBranch(branch) ? { repository, branch } : undefined;
}
