import { blockStarts } from "./blocks.js";

/**
 * The blocks of a long text that match `pattern`, in order, each as it parses in the whole. Takes
 * time in proportion to the length of the text, and no parser. Blocks of which only a parser can tell
 * where they end come together; so a block may be as long as the text.
 *
 * What is defined in one block for another, such as the address of a link, is not known there.
 */
export function blocksWith(text: string, pattern: RegExp): readonly string[] {
  const starts = blockStarts(text).flatMap(({ offset, block }) =>
    block === "certain" && offset > 0 ? [offset] : [],
  );
  return [0, ...starts]
    .map((start, index) => text.slice(start, starts[index]))
    .filter((block) => pattern.test(block));
}
