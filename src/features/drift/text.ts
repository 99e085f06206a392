import { inlineText, startText } from "../../markdown/escape.js";
import type { PlanState } from "../../model/refs.js";
import type { Drift } from "../../plan/merge/merge.js";

/** Sections that are listed one by one. */
const MAX_SECTIONS = 10;

/** The changes of the issue that an approved plan does not reflect, as Markdown; `undefined` for none. */
export function driftNote(sections: readonly Drift[], state: PlanState): string | undefined {
  if (sections.length === 0) return undefined;
  const rows = sections.slice(0, MAX_SECTIONS).map((drift) => `- ${sentence(drift)}`);
  const more = sections.length - rows.length;
  const isAllByHand = sections.every(({ byHand }) => byHand);
  const advice = isAllByHand
    ? "Update the plan by hand where it should follow."
    : state === "proposed"
      ? "Somebody with write permission can comment `/plan refill` to bring the changes into the plan."
      : "Comment `/plan refill` to open a pull request that brings the changes into the plan.";
  return [
    `**The issue has changed since the plan was approved.** ${advice}`,
    "",
    ...rows,
    ...(more > 0 ? [`- … and ${more} more`] : []),
  ].join("\n");
}

function sentence({ section, text, kind, byHand }: Drift): string {
  const name = section === undefined ? "At the top" : startText(section, 60);
  const change = kind === "new" ? "the issue now says" : "the issue no longer says";
  const end = byHand ? " (the plan was edited here by hand)" : "";
  return `${name}: ${change} “${inlineText(text, 120)}”${end}`;
}
