import type { GroupRef, IssueRef, PullRef, RepositoryRef } from "../issue-ref.js";

/**
 * What is to be looked at for a check run to be written once more, by the external id that the App
 * gave it; `undefined` for what is none of those.
 *
 * @param sha the commit that the check run is on
 */
export function itemOfCheck(
  externalId: string,
  { installationId, owner, repo }: RepositoryRef,
  sha: string | undefined,
): IssueRef | PullRef | GroupRef | undefined {
  const match = /^(?:(?:plan|gate)-(issue|pull|group)|(pull))-([1-9]\d{0,9})(?:-|$)/.exec(
    externalId,
  );
  if (match === null) return undefined;
  const kind = match[1] ?? match[2];
  const item = { installationId, owner, repo, number: Number(match[3]), again: true as const };
  if (kind === "issue") return item;
  if (kind === "pull") return { ...item, kind };
  return sha === undefined ? undefined : { ...item, kind: "group", sha };
}
