import type { Heading, Paragraph } from "mdast";
import { placedReferences, type WrittenReference } from "../../markdown/references.js";

/** Words before a reference that name it as what brings the work: `in #4`, `by #4`, `via PR #4`. */
const DELIVERS =
  /(?:^|[\s([{"'“‘])([^\s([{"'“‘]+\s+)?(?:in|by|via|through|with)\s+(?:(?:the\s+)?(?:pr|pull request|issue)\s+)?$/i;

/** What is not done but said, caused or awaited `in`, `by` or `with` a reference. */
const SAID =
  /^(?:introduced|caused|broken|found|seen|discussed|described|documented|reported|requested|mentioned|proposed|suggested|raised|decided|outlined|explained|noted|specified|defined|agreed|asked|tracked|started|begun|blocked|reverted|superseded|replaced|as|like|regression|bug|change|changes|discussion|comment|comments)\s+$/i;

/** What names a reference for another reason than that the work is in it. */
const OTHERWISE =
  /\b(?:revert\w*|roll(?:s|ed|ing)?[ -]?back|undo\w*|back(?:ed)? out|follow[ -]?ups?|after|before|until|once|since|blocked|blocks|depends?|waits?|waiting|supersede\w*|replac\w*|colou?rs?|instead|unlike|see|cf|related|compare\w*|duplicate\w*)\b/i;

/** A verb that makes the whole item about taking something back. */
const BACKWARDS = /^(?:revert|roll(?:ing)?[ -]?back|undo|back out|follow[ -]?up)\w*\b/i;

/** Between two references that belong together. */
const AND = /^(?:\s*(?:,|;|&|\+|\/|\band\b|\bor\b|\bthen\b)\s*)+(?:(?:in|by|via)\s+)?$/i;

/** Behind a mark and at the end of the item, or alone in brackets. */
const APART = /(?:\(|\[|—|–|\s-|:|→|=>)\s*$/;

/**
 * The issues and pull requests that an item says its work is delivered by: `in #4`, `by #4`, `via
 * #4`, `(#4)`, and `#4` as the whole item or in front of its title, as sub-issues are written. Any
 * other reference (`Revert #4`, `after #4`, `blocked by #4`, `#336699`) says nothing about the item.
 */
export function deliveredBy(
  node: Paragraph | Heading,
  host: string | undefined,
): readonly WrittenReference[] {
  let previous = { start: "", isDelivery: false };
  return placedReferences(node, host).filter(({ before, written, after }) => {
    const { start } = previous;
    const isNext = start !== "" && before.startsWith(start) && AND.test(before.slice(start.length));
    const is = isNext ? previous.isDelivery : isDelivery(before, after);
    previous = { start: before + written, isDelivery: is };
    return is;
  });
}

function isDelivery(before: string, after: string): boolean {
  const start = before.replace(/^step\s\d{1,4}\s?[:.–—-]\s*/i, "").replace(/^\d{1,4}[.)]\s+/, "");
  if (BACKWARDS.test(start.trim())) return false;
  if (start.trim() === "") return !OTHERWISE.test(after.split(/\s+/).slice(0, 3).join(" "));
  const [, word] = DELIVERS.exec(start) ?? [];
  if (DELIVERS.test(start)) return !SAID.test(word ?? "");
  return APART.test(start) && !OTHERWISE.test(start) && /^\s*(?:[)\]].*|[.!]?\s*)$/s.test(after);
}
