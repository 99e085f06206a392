import { z } from "zod";
import type { Issue } from "./issue.js";

const login = z.object({ login: z.string() });

/** The part of GitHub's issue object that is read, with what GitHub leaves empty. */
const restIssue = z.object({
  number: z.number().int().positive(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.string(),
  state_reason: z.string().nullish(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])).default([]),
  assignees: z.array(login).nullish(),
  user: login.nullish(),
  type: z.object({ name: z.string() }).nullish(),
  milestone: z.object({ title: z.string(), due_on: z.string().nullish() }).nullish(),
  html_url: z.url(),
  created_at: z.iso.datetime({ offset: true }),
  comments: z.number().int().nonnegative().default(0),
});

const reason = z.enum(["completed", "not_planned", "duplicate"]).optional().catch(undefined);

/**
 * Reads an issue as GitHub's REST API gives it.
 *
 * @see https://docs.github.com/rest/issues/issues#get-an-issue
 * @throws z.ZodError naming every field that is missing or of another kind
 */
export function issueFromRest(json: unknown): Issue {
  const data = restIssue.parse(json);
  const { milestone } = data;
  return {
    number: data.number,
    title: data.title,
    body: data.body ?? "",
    state: data.state === "closed" ? "closed" : "open",
    stateReason: reason.parse(data.state_reason ?? undefined),
    labels: data.labels.map((label) => (typeof label === "string" ? label : (label.name ?? ""))),
    assignees: (data.assignees ?? []).map((assignee) => assignee.login),
    author: data.user?.login ?? "ghost",
    type: data.type?.name,
    milestone: milestone
      ? { title: milestone.title, dueOn: milestone.due_on ?? undefined }
      : undefined,
    htmlUrl: data.html_url,
    createdAt: data.created_at,
    comments: data.comments,
  };
}
