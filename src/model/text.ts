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

/** The lines of a text without their ends, as Markdown has them: GFM 2.1, "Characters and lines". */
export function textLines(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/);
}

/** The last line of a text with something in it: where the App's markers stand. */
export function lastLine(text: string): string {
  return text.trimEnd().split(/\r?\n/).at(-1) ?? "";
}
