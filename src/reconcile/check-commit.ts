import { externalIdsOn } from "../github/checks.js";
import type { CommitRef } from "../issue-ref.js";
import { itemOfCheck } from "../view/check-id.js";
import type { PlanCheckContext } from "./check-plan.js";

/**
 * Somebody asked for all check runs of a commit once more, and GitHub does not say of which pull
 * request it is: of one from a fork, say. The check runs that are there do.
 */
export async function checkCommit(context: PlanCheckContext, ref: CommitRef): Promise<void> {
  const { sha } = ref;
  const ids = await externalIdsOn(context.github, ref, { sha, bot: context.bot });
  const items = ids.map((id) => itemOfCheck(id, ref, sha)).filter((item) => item !== undefined);
  await Promise.all(items.map((item) => context.schedule(item)));
}
