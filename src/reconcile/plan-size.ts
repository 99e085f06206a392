/**
 * Biggest plan, in bytes of UTF-8: a bigger file could be written, and not be read again.
 *
 * @see https://docs.github.com/rest/repos/contents#get-repository-content
 */
const MOST_BYTES = 1_000_000;

/** Whether GitHub would not hand out the file of a plan with that text. */
export function isTooBig(text: string): boolean {
  return Buffer.byteLength(text) > MOST_BYTES;
}

/** What people are told of such a plan, Markdown. */
export const TOO_BIG =
  "The plan would be bigger than 1 MB, which GitHub does not hand out, or have more than 100,000 entries of lists. " +
  "Shorten the issue, or have it filled into a template that says less for each step.";
