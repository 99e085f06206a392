import type { Found, Rule } from "../finding.js";
import { placesOf, type Place } from "./places.js";

/** Sections stand in another order than the format's. */
export const sectionOrder: Rule = {
  id: "section-order",
  severity: "warning",
  about: "a required section is out of order",
  help: "Sections stand in another order than the format's.",
  find(checked) {
    let last: Place | undefined;
    return placesOf(checked).flatMap((place): readonly Found[] => {
      const { section } = place;
      if (section === undefined) return [];
      const before = last?.section;
      if (before === undefined || before.line <= section.line) {
        last = place;
        return [];
      }
      return [
        {
          line: section.line,
          message: `The section “${section.title}” stands before “${before.title}”.`,
          mend: "Move it behind that one: readers look for it there.",
        },
      ];
    });
  },
};
