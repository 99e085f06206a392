import { inlineCode, inlineText } from "../../markdown/escape.js";
import { commentSection, type CommentSection } from "../bot-text.js";
import type { Landings } from "../landings/reverts.js";
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
  /** Where merged pull requests are now, by name. */
  readonly landings: Landings;
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
  { ticked, items, landings, offers }: Evidence,
  urlOf: (line: number) => string,
): CommentSection | undefined {
  const rowsOf = (
    chosen: readonly ItemEvidence[],
    say: (link: string, names: string, row: ItemEvidence) => string,
  ): readonly string[] => {
    const rows = chosen.slice(0, MAX_ROWS).map((row) => {
      const link = `[${inlineText(row.item.text, 80) || "(no text)"}](${urlOf(row.item.line)})`;
      return say(link, namesOf(row.by), row);
    });
    const more = chosen.length - rows.length;
    return more > 0 ? [...rows, `… and ${more} more`] : rows;
  };
  const refuted = items.filter(({ verdict }) => verdict === "refuted");
  const isAre = ({ by }: ItemEvidence): string => (by.length === 1 ? "is" : "are");
  const rows = [
    ...rowsOf(
      refuted.filter(({ item }) => item.done),
      (link, names, row) =>
        row.from === "work"
          ? `⚠️ Ticked, but ${names} ${becameOf(row, landings)}: ${link}`
          : `⚠️ Ticked, but ${names} ${isAre(row)} open: ${link}`,
    ),
    ...rowsOf(
      refuted.filter(({ item, from }) => !item.done && from === "dependencies"),
      (link, names, row) => `⏳ ${link}: ${names} ${isAre(row)} open`,
    ),
    ...rowsOf(offers ? provenUnticked(items) : [], (link, names, { claimedBy }) =>
      claimedBy === undefined
        ? `☑️ Proven by ${names}, not ticked: ${link}`
        : `☑️ Done in ${names} according to ${namesOf(claimedBy)}, not ticked: ${link}`,
    ),
  ];
  const proven = items.filter(({ item, verdict }) => item.done && verdict === "proven").length;
  const are = proven === 1 ? "is" : "are";
  if (proven > 0)
    rows.unshift(`${proven} of ${ticked} ticked items ${are} proven by finished work`);
  return section("Evidence", rows.length === 0 ? undefined : { rows });
}

/** What became of work that does not prove an item, as the end of a sentence. */
function becameOf({ by, outcome }: ItemEvidence, landings: Landings): string {
  const was = by.length === 1 ? "was" : "were";
  const landing = landings[by[0] ?? ""];
  if (outcome === "reverted") {
    const sha = landing?.at === "reverted" && by.length === 1 ? landing.by.slice(0, 7) : "";
    return sha === "" ? `${was} reverted` : `${was} reverted in ${inlineCode(sha)}`;
  }
  if (outcome !== "elsewhere") return `${was} closed without merging`;
  const branch = landing?.at === "elsewhere" || landing?.at === "gone" ? landing.branch : undefined;
  const into = branch === undefined || by.length > 1 ? "" : ` into ${inlineCode(branch)}`;
  const is = by.length === 1 ? "is" : "are";
  return `${was} merged${into}, and ${is} not on the default branch`;
}

/** Names as words: in them, `#45` refers to nothing. */
function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, 3).map((name) => inlineText(name, 60));
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}
