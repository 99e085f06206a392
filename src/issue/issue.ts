import * as z from "zod";

/** An issue as far as a plan needs it: GitHub's REST answer without what nobody here reads. */
export interface Issue {
  readonly number: number;
  readonly title: string;
  /** Markdown as people wrote it; empty where GitHub says `null`. */
  readonly body: string;
  readonly state: "open" | "closed";
  /** Why it was closed; `undefined` while open, and where GitHub does not say. */
  readonly stateReason: "completed" | "not_planned" | "duplicate" | undefined;
  /** Label names in GitHub's order. */
  readonly labels: readonly string[];
  /** Logins, first assignee first. */
  readonly assignees: readonly string[];
  /** Login of who opened it; `ghost` where the account is gone. */
  readonly author: string;
  /** Name of the issue type that the organisation gave it; `undefined` where it has none. */
  readonly type?: string | undefined;
  readonly milestone: { readonly title: string; readonly dueOn: string | undefined } | undefined;
  readonly htmlUrl: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** How many comments GitHub counts on it. */
  readonly comments: number;
}

/** Says what a field must be, in place of the schema library's own words. */
function must(be: string): { readonly error: string } {
  return { error: `must be ${be}` };
}

const text = z.string(must("text"));
const account = z.object({ login: text }, must("an account with a login"));
const label = z.union(
  [z.string(), z.object({ name: z.string().nullish() })],
  must("a label's name, or an object that has one"),
);
const dueMilestone = z.object(
  { title: text, due_on: text.nullish() },
  must("a milestone, or null"),
);
const wholeNumber = must("a whole number above 0");

/** The part of GitHub's issue object that is read, with what GitHub leaves empty. */
const restIssue = z.object(
  {
    number: z.number(wholeNumber).int(wholeNumber).positive(wholeNumber),
    title: text,
    body: z.string(must("text, or null")).nullish(),
    state: z.string(must("“open” or “closed”")),
    state_reason: z.string(must("text, or null")).nullish(),
    labels: z.array(label, must("a list of labels")).default([]),
    assignees: z.array(account, must("a list of accounts")).nullish(),
    user: account.nullish(),
    type: z.object({ name: text }, must("an issue type with a name, or null")).nullish(),
    milestone: dueMilestone.nullish(),
    html_url: z.url(must("the issue's address, such as https://github.com/owner/name/issues/12")),
    created_at: z.iso.datetime({ offset: true, ...must("a time such as 2026-11-20T09:00:00Z") }),
    comments: z
      .number(must("a number"))
      .int(must("a number"))
      .nonnegative(must("a number"))
      .default(0),
  },
  must("the object that GET /repos/{owner}/{repo}/issues/{number} gives"),
);

const reason = z.enum(["completed", "not_planned", "duplicate"]).optional().catch(undefined);

/**
 * Reads an issue as GitHub's REST API gives it.
 *
 * @see https://docs.github.com/rest/issues/issues#get-an-issue
 * @throws z.ZodError naming every field that is missing or of another kind, and what it must be
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
    labels: data.labels.map((given) => (typeof given === "string" ? given : (given.name ?? ""))),
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
