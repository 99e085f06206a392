import type { Rating } from "../../parse/risks.js";
import type { Found, Rule } from "../finding.js";

/** A row that says that there is no risk. */
const NO_RISK = /^\W*(?:none|n\/a|no\b.{0,20}\brisks?)\b|^\W*$/i;

/** A risk's probability or impact is no word of the scale. */
export const ratingOffScale: Rule = {
  id: "rating-off-scale",
  severity: "warning",
  about: "a probability or an impact is off the scale",
  help: "A risk's probability or impact is none of Low, Med and High, in a plan of a known format.",
  find({ plan, template, guidance }) {
    // Plans of other kinds have scales of their own.
    if (template === undefined) return [];
    const isFine = (rating: Rating | undefined) =>
      rating === undefined ||
      (rating.level !== undefined && rating.level !== "critical") ||
      guidance.in(rating.text) !== undefined;
    return plan.risks.flatMap(({ text, probability, impact, line }): readonly Found[] => {
      if (guidance.in(text) !== undefined || NO_RISK.test(text)) return [];
      const found = (name: string, rating: Rating | undefined): readonly Found[] => {
        if (rating === undefined || isFine(rating)) return [];
        const what = /^(?:|[-–—?]+|n\/a|tbd)$/i.test(rating.text)
          ? "missing"
          : `“${rating.text}”, which is off the scale`;
        return [{ line, message: `The risk's ${name} is ${what}.`, mend: "Say Low, Med or High." }];
      };
      return [...found("probability", probability), ...found("impact", impact)];
    });
  },
};
