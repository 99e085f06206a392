import type { LookAlike, LookAlikeKind } from "../../parse/look-alikes.js";
import type { Checked, Found, Rule } from "../finding.js";

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
  help: "Something looks like a box, and GitHub shows none and counts nothing: other marks than a space and x, no space behind the bracket, nothing behind it, `[ ]*`, or a box that does not start a list item. What goes wrong in the same way in one list, table or paragraph is one finding, which names all lines.",
  find(checked) {
    return groupsOf(checked).map(([first, others, inTable]): Found => {
      const { kind, mark, text, line } = first;
      if (inTable && others.length > 0) {
        const all = linesOf([first, ...others]);
        return {
          line,
          message: `GitHub shows no boxes in this table, and counts none of the ${others.length + 1}: lines ${all}.`,
          mend: "Make it a list of “- [ ] …”, or say it in words or with a symbol such as ✅.",
        };
      }
      const said = `[${mark}]${kind === "optional" ? "*" : ""} ${text}`.trim();
      const short = said.length > 50 ? `${said.slice(0, 49)}…` : said;
      return {
        line,
        message: `GitHub shows no box for “${short}”, and does not count it${alsoIn(others)}.`,
        mend: MENDS[kind],
      };
    });
  },
};

type Group = readonly [first: LookAlike, others: readonly LookAlike[], inTable: boolean];

/** What goes wrong in the same way in the same block of the document is one finding. */
function groupsOf({ plan, tree }: Checked): readonly Group[] {
  const groups = new Map<string, [first: LookAlike, others: LookAlike[], inTable: boolean]>();
  let at = 0;
  for (const one of plan.lookAlikes) {
    while ((tree.children[at]?.position?.end.line ?? Infinity) < one.line) at += 1;
    const key = `${at} ${one.kind} ${one.kind === "mark" ? one.mark.trim() : ""}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one, [], tree.children[at]?.type === "table"]);
    else group[1].push(one);
  }
  return [...groups.values()];
}

function alsoIn(others: readonly LookAlike[]): string {
  if (others.length === 0) return "";
  const lines = linesOf(others);
  return others.length === 1
    ? `; nor for the one in line ${lines}`
    : `; nor for those in lines ${lines}`;
}

/** More lines than this are not listed. */
const MOST = 8;

function linesOf(boxes: readonly LookAlike[]): string {
  const lines = [...new Set(boxes.map(({ line }) => line))];
  const more = lines.length - MOST;
  const shown = more > 1 ? [...lines.slice(0, MOST), `${more} more`] : lines;
  return shown.join(", ").replace(/, ([^,]*)$/, " and $1");
}
