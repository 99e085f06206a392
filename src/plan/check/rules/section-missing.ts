import type { Found, Rule } from "../finding.js";
import { placesOf } from "./places.js";

/** A section that the format asks for is not there. */
export const sectionMissing: Rule = {
  id: "section-missing",
  severity: "error",
  about: "a required section is missing",
  help: "A section that the format asks for is not there. Numbers, case and what is in brackets do not count.",
  whole: true,
  find(checked) {
    let before = 1;
    return placesOf(checked).flatMap(({ name, section }): readonly Found[] => {
      before = section?.line ?? before;
      if (section !== undefined) return [];
      return [
        {
          line: before,
          message: `The section “${name}” is missing.`,
          mend: `Add the heading “## ${name}”, with a word on why where it does not apply.`,
        },
      ];
    });
  },
};
