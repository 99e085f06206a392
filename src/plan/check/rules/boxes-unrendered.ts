import type { LookAlikeKind } from "../../parse/look-alikes.js";
import type { Rule } from "../finding.js";

const MENDS: Readonly<Record<LookAlikeKind, string>> = {
  mark: "Use [ ] or [x], and say in words that it is begun, partly done or dropped.",
  space: "Put one plain space behind the closing bracket.",
  optional: "Write “- [ ] … (optional)”.",
  empty: "Write behind the box what is to be done.",
  place: "Start a list item with it: “- [ ] …”.",
};

/** Something looks like a box, and is shown as text and counted by nobody. */
export const boxUnrendered: Rule = {
  id: "box-unrendered",
  severity: "warning",
  about: "a look-alike box that GitHub does not render",
  find({ plan }) {
    return plan.lookAlikes.map(({ kind, mark, text, line }) => {
      const said = `[${mark}]${kind === "optional" ? "*" : ""} ${text}`.trim();
      const short = said.length > 50 ? `${said.slice(0, 49)}…` : said;
      return {
        line,
        message: `GitHub shows no box for “${short}”, and does not count it.`,
        mend: MENDS[kind],
      };
    });
  },
};
