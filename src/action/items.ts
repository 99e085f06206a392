import type { WebhookEvent } from "../events/map.js";
import { dashboardRef } from "../features/dashboard/run.js";
import {
  issueRef,
  repositoryItem,
  type RepositoryName,
  type RepositoryRef,
  type WorkItem,
} from "../model/refs.js";
import type { ActionInputs } from "./inputs.js";

/** A token is for one repository, whatever installation it is of: this stands for that one. */
const INSTALLATION_ID = 0;

/** The repository of a workflow, as work items name it. */
export function repositoryOf({ owner, repo }: RepositoryName): RepositoryRef {
  return { installationId: INSTALLATION_ID, owner, repo };
}

/**
 * What a run is to look at beside what its event names: the one issue that somebody asks for; and all
 * plans where the schedule, or somebody, asks for no one in particular. `undefined` where the event
 * says it.
 */
export function requestedItems({
  issue,
  event,
  repository,
}: Pick<ActionInputs, "issue" | "event" | "repository">): readonly WorkItem[] | undefined {
  const ref = repositoryOf(repository);
  if (issue !== undefined) return [issueRef(ref, issue)];
  if (event !== "schedule" && event !== "workflow_dispatch") return undefined;
  return [repositoryItem(ref), dashboardRef(ref)];
}

/**
 * The event of a workflow as the webhook that it is: `pull_request_target` is `pull_request` in the
 * context of the base, and payloads name no installation.
 */
export function webhookOf({
  event,
  payload,
}: Pick<ActionInputs, "event" | "payload">): WebhookEvent {
  const name = event === "pull_request_target" ? "pull_request" : event;
  const isObject = typeof payload === "object" && payload !== null;
  return { name, payload: { ...(isObject && payload), installation: { id: INSTALLATION_ID } } };
}

/** A pull request that the run itself has opened or pushed to, as the webhook that nobody sends. */
export function ownPullEvent(
  action: "opened" | "synchronize",
  pull: {
    readonly number: number;
    readonly head: { readonly ref: string };
    readonly body?: string;
  },
  { repository, bot }: { readonly repository: RepositoryName; readonly bot: string },
): WebhookEvent {
  const { owner, repo } = repository;
  const place = { name: repo, owner: { login: owner } };
  const { number, body } = pull;
  const head = { ref: pull.head.ref, repo: { full_name: `${owner}/${repo}` } };
  return {
    name: "pull_request",
    payload: {
      action,
      installation: { id: INSTALLATION_ID },
      repository: place,
      sender: { login: bot },
      pull_request: { number, head, ...(body !== undefined && { body }) },
    },
  };
}
