import type { Found, Rule } from "../finding.js";

/** An entry of the decision log leaves out why or when. */
export const decisionIncomplete: Rule = {
  id: "decision-incomplete",
  severity: "warning",
  about: "a decision without a rationale or a date",
  help: "An entry of the decision log leaves out why or when: an item that says `Decision:` or starts with a date, or a row of a table with columns for both.",
  whole: true,
  find({ plan, guidance }) {
    return plan.decisions.flatMap(({ text, rationale, date, author, line }): readonly Found[] => {
      // What is not decided yet needs no reason.
      if (guidance.in(text) !== undefined || !/\p{L}/u.test(text)) return [];
      if (/^(?:none|n\/a|tbd|todo|pending)\b/i.test(text)) return [];
      const missing = [
        ...(rationale === "" ? ["rationale"] : []),
        ...(date === undefined && guidance.in(author) === undefined ? ["date"] : []),
      ];
      if (missing.length === 0) return [];
      return [
        {
          line,
          message: `The decision “${short(text)}” has no ${missing.join(" and no ")}.`,
          mend: "Add “Rationale: …” and “Date/Author: YYYY-MM-DD • name” on lines of their own.",
        },
      ];
    });
  },
};

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
