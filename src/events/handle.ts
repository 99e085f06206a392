import { mayBeDashboard } from "../features/dashboard/rules.js";
import { ComputeError, type Compute } from "../model/compute.js";
import { isMapping } from "../model/collections.js";
import type { RepositoryRef, WorkItem } from "../model/refs.js";
import { EVENT, itemsOf, type WebhookEvent } from "./map.js";
import { readPayload, type Payload } from "./payload.js";

/**
 * Whether somebody waits for what an event leads to: a plan was asked for, by the label or when the
 * issue was opened, or a command was written.
 *
 * @param label name of the label that asks for a plan, as far as it is known
 */
function isUrgent(name: string, { action, label: added, issue }: Payload, label: string): boolean {
  if (name === "issue_comment") return action === "created";
  if (name !== "issues") return false;
  const isRequest = (given: string): boolean => given.toLowerCase() === label.toLowerCase();
  if (action === "labeled") return isRequest(added?.name ?? "");
  return action === "opened" && labelNamesOf(issue?.labels ?? []).some(isRequest);
}

function labelNamesOf(labels: readonly unknown[]): readonly string[] {
  return labels.flatMap((label) => {
    const name = isMapping(label) ? label["name"] : undefined;
    return typeof name === "string" ? [name] : [];
  });
}

/** What {@link createEventHandler} needs. */
export interface EventContext {
  readonly compute: Compute;
  /**
   * Resolves when the item is stored; only then is the delivery answered. What is urgent is looked at
   * at once, everything else when a burst of events is over.
   */
  readonly enqueueSoon: (item: WorkItem, isUrgent: boolean) => Promise<void>;
  /** The label that asks for a plan in a repository, as far as it is known; empty for none. */
  readonly requestLabel: (repository: RepositoryRef) => string;
  /** Login under which the App writes, once it is known. */
  readonly bot: () => string | undefined;
}

/** Handles an event; without reading its texts where `isCareful`, because that ended a process before. */
export type EventHandler = (event: WebhookEvent, isCareful?: boolean) => Promise<void>;

/**
 * Handles every event, delivered or found in GitHub's delivery log: it enqueues the items that the
 * event names, and does nothing else.
 */
export function createEventHandler({
  compute,
  enqueueSoon,
  requestLabel,
  bot,
}: EventContext): EventHandler {
  return async ({ name, payload }, isCareful = false) => {
    const read = readPayload(payload);
    const known = isCareful ? withoutTexts(read) : read;
    const items = hasText(known)
      ? await compute(EVENT, name, known, bot()).catch((error: unknown) => {
          if (!(error instanceof ComputeError)) throw error;
          // Its texts are left out: what it happened to is looked at, and what they name is not.
          return itemsOf(name, withoutTexts(known), bot());
        })
      : itemsOf(name, known, bot());
    await Promise.all(
      items.map((item) => {
        if (item.kind !== "issue" || !isUrgent(name, known, requestLabel(item)))
          return enqueueSoon(item, false);
        // A command below a pull request is about another number.
        const { issue } = known;
        const changedAt = issue?.number === item.number ? issue.updated_at : undefined;
        return enqueueSoon({ ...item, ...(changedAt !== undefined && { changedAt }) }, true);
      }),
    );
  };
}

/** Whether naming the items of an event takes parsing: people wrote a part of it. */
function hasText({ comment, pull_request: pull, issue }: Payload): boolean {
  return comment !== undefined || pull !== undefined || mayBeDashboard(issue?.body ?? "");
}

/** The payload where the text of a comment asks for something, and that of a pull request names nothing. */
function withoutTexts({ comment, pull_request: pull, ...rest }: Payload): Payload {
  return {
    ...rest,
    changes: undefined,
    comment: comment && { ...comment, body: "/plan" },
    pull_request: pull && { ...pull, title: undefined, body: undefined },
  };
}
