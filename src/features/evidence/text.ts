import { inlineText } from "../../markdown/escape.js";
import { commentSection, type CommentSection } from "../comment-section.js";
import { provenUnticked, type ItemEvidence } from "./items.js";

/** Rows of a kind that are shown. */
const MAX_ROWS = 5;

const section = commentSection("evidence");

/** What finished work proves about a plan. */
export interface Evidence {
  /** Items that are ticked. */
  readonly ticked: number;
  /** The items that the work says something about. */
  readonly items: readonly ItemEvidence[];
  /** Whether proven items that are not ticked are shown. */
  readonly offers: boolean;
}

/**
 * A few short lines that compare ticked items with proven ones; `undefined` where there is nothing to show.
 * Nothing in them is a reference on GitHub: each change would show on the pages of what they name.
 *
 * @param urlOf address of a line of the plan
 */
export function evidenceSection(
  { ticked, items, offers }: Evidence,
  urlOf: (line: number) => string,
): CommentSection | undefined {
  const rowsOf = (
    chosen: readonly ItemEvidence[],
    say: (link: string, names: string, one: ItemEvidence) => string,
  ): readonly string[] => {
    const rows = chosen.slice(0, MAX_ROWS).map((one) => {
      const link = `[${inlineText(one.item.text, 80) || "(no text)"}](${urlOf(one.item.line)})`;
      return say(link, namesOf(one.by), one);
    });
    const more = chosen.length - rows.length;
    return more > 0 ? [...rows, `… and ${more} more`] : rows;
  };
  const refuted = items.filter(({ verdict }) => verdict === "refuted");
  const isAre = ({ by }: ItemEvidence): string => (by.length === 1 ? "is" : "are");
  const wasWere = ({ by }: ItemEvidence): string => (by.length === 1 ? "was" : "were");
  const rows = [
    ...rowsOf(
      refuted.filter(({ item }) => item.done),
      (link, names, one) =>
        one.from === "work"
          ? `⚠️ Ticked, but ${names} ${wasWere(one)} closed without merging: ${link}`
          : `⚠️ Ticked, but ${names} ${isAre(one)} open: ${link}`,
    ),
    ...rowsOf(
      refuted.filter(({ item, from }) => !item.done && from === "dependencies"),
      (link, names, one) => `⏳ ${link}: ${names} ${isAre(one)} open`,
    ),
    ...rowsOf(
      offers ? provenUnticked(items) : [],
      (link, names) => `☑️ Proven by ${names}, not ticked: ${link}`,
    ),
  ];
  const proven = items.filter(({ item, verdict }) => item.done && verdict === "proven").length;
  if (proven > 0) rows.unshift(`${proven} of ${ticked} ticked items are proven by finished work`);
  return section("Evidence", rows.length === 0 ? undefined : { rows });
}

/** Names as words: in them, `#45` refers to nothing. */
function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => inlineText(name, 60));
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}
