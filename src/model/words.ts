/**
 * A text as it is compared with others that people write: forms of the same character, case and
 * white space make no difference.
 */
export function normalizeText(text: string): string {
  return text.normalize("NFKC").toLowerCase().replaceAll(/\s+/g, " ").trim();
}
