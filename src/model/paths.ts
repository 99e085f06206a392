/** Longest path of a plan that is believed, in characters. */
const MAX_PATH = 400;

/** Whether a text can be the path of a plan: that of a Markdown file within the repository. */
export function isPlanPath(path: string): boolean {
  if (path.length > MAX_PATH || !path.endsWith(".md")) return false;
  if (path.includes("\0") || isWorkflowPath(path)) return false;
  return path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

/**
 * Whether a file is one of those that GitHub lets no App write without a permission of its own.
 *
 * @see peter-evans/create-pull-request#1713
 */
export function isWorkflowPath(path: string): boolean {
  return path.startsWith(".github/workflows/");
}
