import * as z from "zod";
import type { RepositoryRef, WorkItem } from "../model/refs.js";

/**
 * The parts of webhook payloads that name issues. Everything is optional: payloads differ between
 * events, actions, and versions of GitHub Enterprise Server, and one that lacks a part names nothing.
 *
 * @see https://docs.github.com/webhooks/webhook-events-and-payloads
 */
const text = z.string().optional().catch(undefined);
const number = z.number().int().positive().optional().catch(undefined);

const repository = z
  .object({
    name: z.string(),
    owner: z.object({ login: z.string() }),
    default_branch: text,
  })
  .optional()
  .catch(undefined);

/** Installation events name repositories by their full name alone. */
const repositoryNames = z
  .array(z.object({ full_name: z.string() }))
  .optional()
  .catch(undefined);

const numbered = z
  .array(z.object({ number: z.number().int().positive() }))
  .optional()
  .catch(undefined);

const changedFrom = z.object({ from: text }).optional().catch(undefined);

const paths = z.array(z.string()).optional().catch(undefined);

const payloadSchema = z.object({
  action: text,
  installation: z
    .object({
      // One beyond 2^53 was rounded when it was read: it would be another installation's.
      id: z.int(),
      account: z.object({ login: z.string() }).nullish().catch(undefined),
    })
    .optional()
    .catch(undefined),
  sender: z.object({ login: z.string() }).optional().catch(undefined),
  repository,
  repositories: repositoryNames,
  repositories_added: repositoryNames,
  issue: z
    .object({
      number,
      labels: z.array(z.unknown()).optional(),
      pull_request: z.unknown().optional(),
      user: z.object({ login: z.string() }).nullish().catch(undefined),
      body: text,
      updated_at: text,
    })
    .optional()
    .catch(undefined),
  label: z.object({ name: z.string() }).optional().catch(undefined),
  comment: z
    .object({ user: z.object({ login: z.string() }).nullish(), body: text, updated_at: text })
    .optional()
    .catch(undefined),
  pull_request: z
    .object({
      number,
      title: text,
      body: text,
      html_url: text,
      head: z.object({ ref: text, repo: z.object({ full_name: text }).nullish() }).optional(),
    })
    .optional()
    .catch(undefined),
  changes: z
    .object({
      title: changedFrom,
      body: changedFrom,
      base: z.unknown().optional(),
      new_issue: z.object({ number }).optional().catch(undefined),
      new_repository: repository,
    })
    .optional()
    .catch(undefined),
  blocked_issue: z.object({ number }).optional().catch(undefined),
  parent_issue: z.object({ number }).optional().catch(undefined),
  check_suite: z
    .object({ head_branch: text, head_sha: text, pull_requests: numbered })
    .optional()
    .catch(undefined),
  check_run: z
    .object({ external_id: text, head_sha: text, pull_requests: numbered })
    .optional()
    .catch(undefined),
  merge_group: z.object({ head_ref: text, head_sha: text }).optional().catch(undefined),
  ref: text,
  created: z.boolean().optional().catch(undefined),
  forced: z.boolean().optional().catch(undefined),
  commits: z
    .array(z.object({ message: text, added: paths, modified: paths, removed: paths }))
    .optional()
    .catch(undefined),
});

/** The parts of a webhook payload that name issues. */
export type Payload = z.infer<typeof payloadSchema>;

/** Reads the parts that matter; a payload that is no object has none of them. */
export function readPayload(payload: unknown): Payload {
  return payloadSchema.safeParse(payload).data ?? {};
}

/** Numbers of the repository's issues, or items of any place. */
export type Affected = readonly (number | WorkItem)[];

/** Maps a payload to what it names. `bot`: the App's login, where it is known. */
export type EventMapper = (
  payload: Payload,
  repository: RepositoryRef,
  bot: string | undefined,
) => Affected;

/** One number, or none. */
export function issueNumber(found: number | undefined): readonly number[] {
  return found === undefined ? [] : [found];
}
