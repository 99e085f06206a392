import { hoursText } from "../../../issue/estimate.js";
import type { Found, Rule } from "../finding.js";

/** The rows of a timeline add up to something else than its total. */
export const timelineTotal: Rule = {
  id: "timeline-total",
  severity: "error",
  about: "the timeline does not add up to its total",
  help: "The rows of a timeline do not add up to its total. A day counts as 8 hours and a week as 40, plain numbers in the unit that the head of the column names; a total with `~` may be off by 15%.",
  find({ plan }) {
    return plan.timelines.flatMap(({ rows, total }): readonly Found[] => {
      if (total?.hours === undefined || rows.length === 0) return [];
      let sum = 0;
      for (const { hours } of rows) {
        if (hours === undefined) return [];
        sum += hours;
      }
      const slack = /^\W*(?:~|≈|about|around|ca\.?\s)/i.test(total.text)
        ? total.hours * 0.15
        : 0.015;
      if (Math.abs(sum - total.hours) <= slack) return [];
      return [
        {
          line: total.line,
          message: `The total says ${total.text}, but the rows add up to ${hoursText(sum)}.`,
          mend: "Mend the total, or the row that is wrong. A day counts as 8 hours, a week as 40.",
        },
      ];
    });
  },
};
