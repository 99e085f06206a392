import { proposedPull } from "../../github/pulls.js";
import { mayWrite } from "../../github/repository.js";
import type { IssueOrPullRef, IssueRef } from "../../model/refs.js";
import type { RunContext } from "../context.js";
import type { LinkedPull } from "./facts.js";

/** Whether a pull request comes from a branch of its own repository. */
async function isFromHere(
  { github, origins }: Pick<RunContext, "github" | "origins">,
  ref: IssueOrPullRef,
): Promise<boolean> {
  const known = origins.get(ref);
  if (known !== undefined) return known;
  const pull = await proposedPull(github, ref);
  if (pull === undefined) return false;
  const isOwn = pull.branch !== undefined;
  origins.set(ref, isOwn);
  return isOwn;
}

/** Pull requests that only mention the issue and are asked where they come from, the newest first. */
const MAX_MENTIONS = 5;

/** What GitHub calls somebody who was let into the repository; whoever is not may be, all the same. */
const INSIDE: ReadonlySet<string> = new Set(["OWNER", "MEMBER", "COLLABORATOR"]);

/**
 * The linked pull requests, with those as work, too, that only mention the issue, and come from a branch
 * of this repository by somebody who may write to it. They are asked only where no other is work.
 */
export async function withMentions(
  context: Pick<RunContext, "github" | "origins">,
  ref: IssueRef,
  linked: readonly LinkedPull[],
): Promise<readonly LinkedPull[]> {
  const isLive = ({ state, generated }: LinkedPull): boolean =>
    state !== "closed" && generated !== true;
  if (linked.some((pull) => pull.isWork && isLive(pull))) return linked;
  const asked = linked
    .filter((pull) => !pull.external && isLive(pull))
    .toSorted((a, b) => b.number - a.number)
    .slice(0, MAX_MENTIONS);
  const found = await Promise.all(
    asked.map(async ({ number, author, association }) => {
      if (!(await isFromHere(context, { ...ref, number }))) return [];
      const isInside = INSIDE.has(association) || (await mayWrite(context.github, ref, author));
      return isInside ? [number] : [];
    }),
  );
  const work = new Set(found.flat());
  return linked.map((pull) =>
    !pull.external && work.has(pull.number) ? { ...pull, isWork: true } : pull,
  );
}
