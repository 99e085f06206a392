import { proposedPull } from "../../github/pulls.js";
import type { CrossReference } from "../../github/timeline.js";
import { homeKey, issueRef, type IssueRef, type ReferringPull } from "../../model/refs.js";
import type { RunContext } from "../context.js";
import { REFERS } from "./read.js";

/** When the timeline is read again for a reference that it does not show, in milliseconds. */
const RETRIES_MS = [2000, 5000, 15_000, 60_000];

/**
 * Has an issue looked at again where an event said that a pull request refers to it, which it does, and the
 * timeline does not show that yet: on GitHub, references take seconds. The timeline alone says what is
 * linked; where it never shows one, the next event or sweep looks again.
 */
export async function awaitReferences(
  { github, compute, enqueueLater }: Pick<RunContext, "github" | "compute" | "enqueueLater">,
  ref: IssueRef,
  references: readonly CrossReference[],
): Promise<void> {
  const shown = new Set(references.map(homeKey));
  const missing = (ref.pulls ?? []).filter((pull) => !shown.has(homeKey(pull)));
  const late = await Promise.all(
    missing.map(async (pull): Promise<readonly ReferringPull[]> => {
      if (RETRIES_MS[pull.tries] === undefined) return [];
      const { owner, repo, number } = pull;
      const found = await proposedPull(github, { ...ref, owner, repo, number });
      if (found === undefined) return [];
      const { body, htmlUrl } = found;
      return (await compute(REFERS, { owner, repo, body, htmlUrl }, ref)) ? [pull] : [];
    }),
  );
  const waiting = late.flat();
  const delays = waiting.map(({ tries }) => RETRIES_MS[tries] ?? 0);
  if (waiting.length === 0) return;
  const pulls = waiting.map((pull) => ({ ...pull, tries: pull.tries + 1 }));
  await enqueueLater({ ...issueRef(ref, ref.number), pulls }, Math.min(...delays));
}
