import { parseCommands } from "../commands/parse.js";
import { readPullMarker, readUpdateMarker } from "../view/pull-marker.js";
import type { Payload } from "./payload.js";
import { issueNumber, type Affected } from "./reader.js";

/**
 * A comment with commands: the issue that it stands below, or whose plan the pull request brings or
 * changes, as its body says.
 */
export function commandComment({ comment, issue }: Payload): Affected {
  if (issue === undefined || parseCommands(comment?.body ?? "").length === 0) return [];
  if (!issue.pull_request) return issueNumber(issue.number);
  const body = issue.body ?? "";
  return issueNumber(readPullMarker(body) ?? readUpdateMarker(body));
}
