import type { GitHubClient } from "../github/client.js";
import { readFile } from "../github/files.js";
import type { RelatedCounts } from "../github/issues.js";
import { blockingIssues, subIssues } from "../github/related.js";
import type { IssueRef } from "../issue-ref.js";
import type { FillInput } from "../plan/fill.js";
import { makeTargets, packageScripts } from "../plan/fill/scripts.js";
import { templateNeeds } from "../plan/template-needs.js";
import type { Template } from "../plan/template.js";
import { visibleIssues } from "./observe-related.js";

/**
 * Reads what a plan is filled from beyond the issue itself: only what its template shows, and only
 * what everybody may see who sees the plan.
 */
export async function readExtra(
  github: GitHubClient,
  ref: IssueRef,
  template: Template,
  counts: RelatedCounts,
): Promise<NonNullable<FillInput["extra"]>> {
  const needs = templateNeeds(template);
  const [parts, blockers, scripts, targets] = await Promise.all([
    needs.subIssues && counts.subIssues !== 0 ? subIssues(github, ref) : [],
    needs.dependencies && counts.blockedBy !== 0 ? blockingIssues(github, ref) : [],
    needs.scripts ? readFile(github, ref, "package.json") : undefined,
    needs.scripts ? readFile(github, ref, "Makefile") : undefined,
  ]);
  const [visibleParts, visibleBlockers] = await Promise.all([
    visibleIssues(github, ref, parts),
    visibleIssues(github, ref, blockers),
  ]);
  return {
    subIssues: visibleParts.issues,
    hiddenSubIssues: visibleParts.hidden,
    dependencies: visibleBlockers.issues,
    hiddenDependencies: visibleBlockers.hidden,
    scripts: [...packageScripts(scripts?.text ?? ""), ...makeTargets(targets?.text ?? "")],
  };
}
