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
