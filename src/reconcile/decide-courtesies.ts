import type { Action } from "./actions.js";
import { hasLabel } from "./labels.js";
import { stampOf } from "./stamp.js";
import type { World } from "./world.js";

/**
 * Assignees, reviewers and labels of a plan pull request that was just opened: once, until the
 * status comment tells of this pull request. After that they are people's own business.
 */
export function decideCourtesies(world: World): Action | undefined {
  const pull = world.pulls[0];
  if (pull?.state !== "open") return undefined;
  if (stampOf(world)?.pull === pull.number) return undefined;
  const { number } = pull;
  const { reviewers: names, labels: wanted } = world.config.pullRequest;
  const assignees = wantedAssignees(world);
  if (pull.assignees.length === 0 && assignees.length > 0) {
    return { type: "assign-pull", number, assignees };
  }
  if (pull.reviewers.length === 0 && names.length > 0 && world.refused.length === 0) {
    return { type: "request-review", number, names };
  }
  const labels = wanted.filter((label) => !hasLabel(pull.labels, label));
  return labels.length > 0 ? { type: "label-pull", number, labels } : undefined;
}

function wantedAssignees({ issue, config }: World): readonly string[] {
  const { assignees } = config.pullRequest;
  return assignees === "issue" ? issue.assignees : assignees;
}
