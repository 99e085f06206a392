import type { RelatedIssue } from "../../issue/related.js";
import type { Issue } from "../../issue/issue.js";
import type { Block, Inline } from "../../markdown/inline.js";
import type { Script } from "./scripts.js";

/** How much of its format a plan has: everything, or what the issue says something about. */
export const PLAN_DETAILS = ["full", "fitting"] as const;

/** One of {@link PLAN_DETAILS}. */
export type PlanDetail = (typeof PLAN_DETAILS)[number];

/** All that a plan is filled from. */
export interface FillInput {
  readonly issue: Issue;
  readonly repository: {
    readonly owner: string;
    readonly name: string;
    readonly defaultBranch: string;
  };
  /** The branch that the plan is proposed on. */
  readonly branch: string;
  /** When the plan is filled: an ISO 8601 instant, such as `2026-11-21T10:05:00Z`. */
  readonly date: string;
  /** What steps 1, 2, … said in the rendering before this one; none for the first. */
  readonly steps?: readonly string[] | undefined;
  /** `fitting` leaves out optional parts that the issue says nothing about; `full` if left out. */
  readonly detail?: PlanDetail | undefined;
  /** What GitHub and the repository know beyond the issue itself. */
  readonly extra?:
    | {
        readonly subIssues?: readonly RelatedIssue[] | undefined;
        /** How many more there are in repositories that not everybody can read; none if left out. */
        readonly hiddenSubIssues?: number | undefined;
        /** The issues that block this one. */
        readonly dependencies?: readonly RelatedIssue[] | undefined;
        /** How many more there are in repositories that not everybody can read; none if left out. */
        readonly hiddenDependencies?: number | undefined;
        /** Other issues and pull requests of the repository that the issue refers to. */
        readonly references?: readonly RelatedIssue[] | undefined;
        readonly scripts?: readonly Script[] | undefined;
      }
    | undefined;
}

/**
 * What a template's variable stands for. A string is one of Plansmith's own words (a number, a
 * date, a box) and goes in as it is: text that people wrote is always an {@link Inline} or a
 * {@link Block}. What is unknown is `undefined`, `false`, or an empty list or string.
 */
export type Value = string | boolean | Inline | Block | readonly View[] | undefined;

/** Variables by name. Only own properties count. */
export interface View {
  readonly [name: string]: Value;
}
