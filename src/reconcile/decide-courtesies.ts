import { readStamp } from "../view/status-marker.js";
import type { Action } from "./actions.js";
import { hasLabel } from "./labels.js";
import type { World } from "./world.js";

/**
 * Assignees, reviewers and labels of a plan pull request that was just opened: once, until the
 * status comment tells of this pull request. After that they are people's own business.
 */
export function decideCourtesies(world: World): Action | undefined {
  const { pulls, comments } = world;
  const pull = pulls[0];
  if (pull?.state !== "open") return undefined;
  const comment = comments[0];
  if (comment !== undefined && readStamp(comment.body)?.pull === pull.number) return undefined;
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
