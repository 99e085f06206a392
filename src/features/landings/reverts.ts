import { repositoryKey, type RepositoryName } from "../../model/refs.js";

/** Where merged work is now, as far as the default branch goes. */
export type Landing =
  | { readonly at: "default" }
  /** Merged into another branch, and not in the default branch. */
  | { readonly at: "elsewhere"; readonly branch: string }
  /** Merged into the default branch, whose history was replaced since. */
  | { readonly at: "gone"; readonly branch: string }
  /** In the default branch, and taken back there by a commit. */
  | { readonly at: "reverted"; readonly by: string };

/** By name of the pull request: `#45` or `owner/repo#45`. What was not looked at is not there. */
export type Landings = Readonly<Record<string, Landing>>;

/** A commit of the default branch. */
export interface MessageCommit {
  readonly sha: string;
  /** SHAs of its parents. */
  readonly parents: readonly string[];
  readonly message: string;
}

/** What commits take back. */
export interface Reverts {
  /** SHA of the commit that takes back the commit `sha`; `undefined` where none does. */
  readonly commit: (sha: string) => string | undefined;
  /** The same for a pull request, by its number. */
  readonly pull: (number: number) => string | undefined;
}

/** What git writes: `git revert`, GitHub's button, and a revert of a revert alike. */
const COMMIT = /\bThis reverts commit ([0-9a-f]{7,40})\b/gi;

/** What GitHub writes into the description of a pull request that reverts another one. */
const PULL = /^Reverts (?:([\w.-]+\/[\w.-]+))?#([1-9]\d{0,9})\b/gim;

/**
 * What the commits of a history take back. A revert that was itself reverted counts for nothing.
 *
 * @param commits newest first
 * @see https://git-scm.com/docs/git-revert
 */
export function readReverts(
  commits: readonly MessageCommit[],
  repository: RepositoryName,
): Reverts {
  const shas = new Map<string, string>();
  const numbers = new Map<number, string>();
  const commit = (sha: string): string | undefined => {
    for (const [start, by] of shas) if (sha.startsWith(start)) return by;
    return undefined;
  };
  for (const { sha, parents, message } of commits) {
    const number = pullOfCommit(message);
    const by = commit(sha) ?? (number === undefined ? undefined : numbers.get(number));
    if (by !== undefined) {
      // With a merge commit, the last commit that it merged is taken back.
      for (const merged of parents.slice(1)) shas.set(merged, by);
      continue;
    }
    for (const [, reverted = ""] of message.matchAll(COMMIT)) {
      shas.set(reverted.toLowerCase(), sha);
    }
    for (const [, place, reverted] of message.matchAll(PULL)) {
      const isHere = place === undefined || place.toLowerCase() === repositoryKey(repository);
      if (isHere) numbers.set(Number(reverted), sha);
    }
  }
  return { commit, pull: (number) => numbers.get(number) };
}

/** The pull request that brought a commit to the branch, by the first line that GitHub gives it. */
export function pullOfCommit(message: string): number | undefined {
  const [subject = ""] = message.split(/\r?\n/, 1);
  const number =
    /^Merge pull request #([1-9]\d{0,9}) from /.exec(subject)?.[1] ??
    /\(#([1-9]\d{0,9})\)\s*$/.exec(subject)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** Whether a commit reverts something, as far as its message shows. */
export function isRevert(message: string): boolean {
  return message.startsWith("Revert ") || message.search(COMMIT) >= 0 || message.search(PULL) >= 0;
}

/** The pull request that says what its commit reverts, where the commit does not. */
export function revertingPull(message: string): number | undefined {
  const isSilent =
    message.startsWith("Revert ") && message.search(COMMIT) < 0 && message.search(PULL) < 0;
  return isSilent ? pullOfCommit(message) : undefined;
}
