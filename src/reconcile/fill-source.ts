import { withFields } from "../config/fields.js";
import type { Config } from "../config/schema.js";
import { digestOf } from "../digest.js";
import type { RelatedCounts } from "../github/issues.js";
import type { Issue } from "../issue/issue.js";
import { readLabels } from "../issue/labels.js";
import { textMarkdown } from "../plan/fill/text.js";
import { hasLabel, knownLabelNames } from "./labels.js";

/**
 * The issue as plans are filled from it: with the headings that the configuration renames, and
 * without the labels that only tell where its plan is. Those change while the plan does not.
 */
export function issueToFill(issue: Issue, config: Config): Issue {
  const own = knownLabelNames(config);
  const labels = issue.labels.filter((label) => !hasLabel(own, label));
  return withFields({ ...issue, labels }, config.fields);
}

/**
 * A digest of all that a plan is filled from, as far as looking at the issue and the configuration
 * tells: never of the date. The templates that Plansmith ships and the text of `package.json` are
 * left out: they alone change no plan that people are at work on.
 */
export function fillSource(
  issue: Issue,
  config: Config,
  beside: { readonly counts: RelatedCounts; readonly templatesSha: string | undefined },
): string {
  const { number, title, body, author, assignees, labels, type, milestone, htmlUrl } = issueToFill(
    issue,
    config,
  );
  const { counts, templatesSha } = beside;
  const asked = [number, title, body, author, assignees, labels, type, milestone];
  const told = [new URL(htmlUrl).pathname, config.templates, counts, templatesSha];
  return digestOf(JSON.stringify([asked, told]), 16);
}

/** Labels that say something of the plan, and those that it names already: any other is no drift. */
export function tellingLabels(labels: readonly string[], text: string): readonly string[] {
  const { others } = readLabels(labels);
  const names = (label: string): boolean =>
    text.includes(label) || text.includes(textMarkdown(label, "paragraph"));
  return labels.filter((label) => !others.includes(label) || names(label));
}
