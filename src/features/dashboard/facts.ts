import type { PlanState } from "../../model/states.js";

/** A plan as the dashboard lists it. */
export interface ListedPlan {
  /** Of its issue. */
  readonly number: number;
  readonly title: string;
  /** Address of its issue. */
  readonly url: string;
  readonly state: PlanState;
  /** Whether its issue is closed, and when: ISO 8601, UTC. */
  readonly closedAt: string | undefined;
  /** Logins of who owns it: the issue's assignees. */
  readonly owners: readonly string[];
  /** Number of the plan pull request; `undefined` where it is not known. */
  readonly pull: number | undefined;
  /** Steps; `undefined` where nothing was counted yet. */
  readonly progress: { readonly done: number; readonly total: number } | undefined;
  /** When work began: milliseconds since 1970. */
  readonly since: number | undefined;
  /** When something of it changed last: milliseconds since 1970. */
  readonly movedAt: number | undefined;
  /** Logins, and teams by their slug, whose review is asked for. */
  readonly waits: readonly string[];
  /** Why it is blocked: plain text. */
  readonly reason: string | undefined;
  /** The first day that something is due on, `YYYY-MM-DD`. */
  readonly due: string | undefined;
}

/** The issue that is the dashboard. */
export interface DashboardIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly isOpen: boolean;
}
