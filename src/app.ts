import type { Probot } from "probot";
import { affectedIssues, EVENT_NAMES } from "./events/affected-issues.js";
import type { WorkItem } from "./issue-ref.js";

/** What the webhook handler needs. */
export interface AppContext {
  /** Resolves when the item is safe; only then is the delivery answered. */
  readonly schedule: (item: WorkItem) => Promise<void>;
  /** Login under which the App writes, once it is known. */
  readonly bot: () => string | undefined;
}

/** Registers the one handler of all events: it names issues to look at again, and does nothing else. */
export function registerApp(probot: Probot, context: AppContext): void {
  probot.on([...EVENT_NAMES], async ({ name, payload }) => {
    const items = affectedIssues({ name, payload }, context.bot());
    await Promise.all(items.map((item) => context.schedule(item)));
  });
}
