import { inlineText, startText } from "../../markdown/escape.js";
import type { PlanState } from "../../model/plan-state.js";
import type { Drift } from "../../plan/merge/drift.js";

/** Sections that are told one by one. */
const MAX_SECTIONS = 10;

/** What of the issue an approved plan does not reflect, as Markdown; `undefined` where it is nothing. */
export function driftNote(sections: readonly Drift[], state: PlanState): string | undefined {
  if (sections.length === 0) return undefined;
  const rows = sections.slice(0, MAX_SECTIONS).map((drift) => `- ${sentence(drift)}`);
  const more = sections.length - rows.length;
  const isAllByHand = sections.every(({ byHand }) => byHand);
  const mend = isAllByHand
    ? "Bring it into the plan by hand, where it belongs there."
    : state === "proposed"
      ? "`/plan refill` in a comment of somebody with write permission brings it into the plan."
      : "`/plan refill` in a comment opens a pull request that brings it into the plan.";
  return [
    `**The issue has changed since the plan was approved.** ${mend}`,
    "",
    ...rows,
    ...(more > 0 ? [`- … and ${more} more`] : []),
  ].join("\n");
}

function sentence({ section, text, kind, byHand }: Drift): string {
  const name = section === undefined ? "At the top" : startText(section, 60);
  const said = kind === "new" ? "the issue now says" : "the issue no longer says";
  const end = byHand ? ", where the plan was changed by hand" : "";
  return `${name}: ${said} “${inlineText(text, 120)}”${end}`;
}
