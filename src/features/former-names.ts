import type { GitHubClient } from "../github/http/client.js";
import { redirectsTo } from "../github/repository.js";
import type { CrossReference } from "../github/timeline.js";
import type { Compute } from "../model/compute.js";
import { readMetadata } from "../model/metadata.js";
import { repositoryKey, type IssueRef, type RepositoryRef } from "../model/refs.js";
import { OTHER_NAMES } from "./linked-pulls/read.js";
import type { StatusComment } from "./snapshot.js";

/** Names that GitHub is asked about in one look, and that are remembered. */
const MAX_NAMES = 5;

/**
 * Names that the issue's repository had before it was renamed or moved, `owner/repo` in small letters:
 * of the names that the status comment remembers, and those that the linked pull requests give the
 * repository those that GitHub redirects here. No request where nothing has another name; else one for
 * each name at each look, because anybody may take a name that is free.
 */
export async function readFormerNames(
  { github, compute }: { readonly github: GitHubClient; readonly compute: Compute },
  ref: IssueRef,
  read: {
    readonly comments: readonly StatusComment[];
    readonly references: readonly CrossReference[];
  },
): Promise<readonly string[]> {
  const [comment] = read.comments;
  const metadata = comment && readMetadata(comment.body);
  const here = repositoryKey(ref);
  const [, home = here, number = String(ref.number)] =
    /^([\w-]+\/[\w.-]+)#(\d+)$/.exec(metadata?.home ?? "") ?? [];
  // An issue that was transferred has another number, or comes from a repository that is still there.
  const moved = number === String(ref.number) && home !== here ? [home] : [];
  const { references } = read;
  const named = references.length === 0 ? [] : await compute(OTHER_NAMES, references, ref);
  const names = new Set([...moved, ...(metadata?.formerly ?? []), ...named]);
  names.delete(here);
  return formerAmong(github, ref, [...names].slice(0, MAX_NAMES));
}

/** Those of the names, `owner/repo`, that the repository had before. One request for each. */
export async function formerAmong(
  github: GitHubClient,
  ref: RepositoryRef,
  names: readonly string[],
): Promise<readonly string[]> {
  const found = await Promise.all(
    names.map(async (name) => ((await isFormer(github, ref, name)) ? [name] : [])),
  );
  return found.flat();
}

function isFormer(github: GitHubClient, ref: RepositoryRef, name: string): Promise<boolean> {
  const [owner = "", repo = ""] = name.split("/");
  const { installationId } = ref;
  // No repository is called so, and in an address it means another place.
  if (/^\.{1,2}$/.test(repo)) return Promise.resolve(false);
  return redirectsTo(github, { installationId, owner, repo }, ref);
}

/** A status comment whose record was written under a former name is believed as one of today. */
export function trustedUnder(
  comment: StatusComment,
  ref: IssueRef,
  formerNames: readonly string[],
): StatusComment {
  const home = readMetadata(comment.body)?.home;
  const isSame = formerNames.some((name) => home === `${name}#${ref.number}`);
  return isSame && home !== undefined ? { ...comment, home } : comment;
}
