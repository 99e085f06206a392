import type { Notice } from "../plan/attention.js";
import { inlineText } from "./text.js";

/** Rows of a kind that are shown, and gates on their one line. */
const MOST_ROWS = 3;
const MOST_GATES = 6;

const KINDS = [
  { kind: "overdue", mark: "⏰", one: "Overdue", many: "overdue" },
  { kind: "risk", mark: "⚠️", one: "High risk without mitigation", many: "such risks" },
  { kind: "question", mark: "❓", one: "Open question", many: "open questions" },
] as const;

/**
 * A few short lines about what wants attention; `undefined` where nothing does.
 *
 * @param urlOf address of a line of the plan
 */
export function attentionView(
  notices: readonly Notice[],
  urlOf: (line: number) => string,
): { readonly rows: readonly string[] } | undefined {
  const link = ({ text, line }: Notice): string => {
    const words = inlineText(text, 80);
    return line === undefined ? words : `[${words}](${urlOf(line)})`;
  };
  const rows = KINDS.flatMap(({ kind, mark, one, many }) => {
    const its = notices.filter((notice) => notice.kind === kind);
    const shown = its.slice(0, MOST_ROWS).map((notice) => {
      const due = notice.due === undefined ? "" : `, due ${notice.due}`;
      return `${mark} ${one}: ${link(notice)}${due}`;
    });
    const more = its.length - shown.length;
    return more > 0 ? [...shown, `${mark} … and ${more} more ${many}`] : shown;
  });
  const gates = notices.filter(({ kind }) => kind === "gate");
  const links = gates.slice(0, MOST_GATES).map((gate) => link(gate));
  const left = gates.length - links.length;
  const all = left > 0 ? [...links, `${left} more`] : links;
  if (all.length > 0) rows.push(`🚦 To pass: ${all.join(" · ")}`);
  return rows.length === 0 ? undefined : { rows };
}
