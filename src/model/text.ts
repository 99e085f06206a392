import { createHash } from "node:crypto";

/**
 * Distinguishes texts in few characters: the first `length` hexadecimal digits of the SHA-256. Digests
 * are remembered in comments on GitHub: another kind of digest would take every text for a new one.
 */
export function digestOf(text: string, length: 8 | 12 | 16): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length);
}

/**
 * A text as it is compared with others that people write: forms of the same character, case and
 * white space make no difference.
 */
export function normalizeText(text: string): string {
  return text.normalize("NFKC").toLowerCase().replaceAll(/\s+/g, " ").trim();
}

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
