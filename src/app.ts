import { affectedIssues, type WebhookEvent } from "./events/affected-issues.js";
import type { WorkItem } from "./issue-ref.js";

/** What taking an event needs. */
export interface AppContext {
  /** Resolves when the item is safe; only then is the delivery answered. */
  readonly schedule: (item: WorkItem) => Promise<void>;
  /** Login under which the App writes, once it is known. */
  readonly bot: () => string | undefined;
}

/**
 * What takes every event, as it is delivered or found in GitHub's delivery log: it names issues to
 * look at again, and does nothing else.
 */
export function eventTaker({ schedule, bot }: AppContext): (event: WebhookEvent) => Promise<void> {
  return async (event) => {
    await Promise.all(affectedIssues(event, bot()).map((item) => schedule(item)));
  };
}
