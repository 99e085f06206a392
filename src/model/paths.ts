/** Longest path of a plan that is believed, in characters. */
const MAX_PATH = 400;

/** Whether a text can be the path of a plan: that of a Markdown file within the repository. */
export function isPlanPath(path: string): boolean {
  if (path.length > MAX_PATH || !path.endsWith(".md")) return false;
  if (path.includes("\0")) return false;
  return path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}
