import type { RelatedIssue } from "../../issue/related.js";
import { digestOf } from "../../model/compare-text.js";
import type { KeptRelated } from "../../model/metadata.js";

/** What an issue is related to, as far as everybody may see it who sees the issue. */
export interface RelatedFacts {
  readonly subIssues: readonly RelatedIssue[];
  /** How many more sub-issues there are. */
  readonly hiddenSubIssues: number;
  /** The issues that block it. */
  readonly dependencies: readonly RelatedIssue[];
  /** How many more block it. */
  readonly hiddenDependencies: number;
  /** Other issues and pull requests of the repository that its text refers to. */
  readonly references: readonly RelatedIssue[];
}

/** What the status comment remembers of them; `undefined` where there are none. */
export function keptRelated(related: Partial<RelatedFacts>): KeptRelated | undefined {
  const { subIssues = [], dependencies = [], references = [] } = related;
  const { hiddenSubIssues = 0, hiddenDependencies = 0 } = related;
  const all = [...subIssues, ...dependencies, ...references];
  if (all.length + hiddenSubIssues + hiddenDependencies === 0) return undefined;
  const own = all.filter(({ repository }) => repository === undefined);
  const shown = [subIssues, hiddenSubIssues, dependencies, hiddenDependencies, references];
  return {
    digest: digestOf(JSON.stringify(shown), 16),
    states: Object.fromEntries(own.map(({ number, state }) => [number, state])),
  };
}
