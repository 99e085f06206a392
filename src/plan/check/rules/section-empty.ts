import type { RootContent } from "mdast";
import type { Section } from "../../parse/outline.js";
import type { Found, Rule } from "../finding.js";
import { placesOf } from "./places.js";

/** A section that the format asks for has a heading and nothing else. */
export const sectionEmpty: Rule = {
  id: "section-empty",
  severity: "warning",
  about: "a required section is empty",
  help: "A section that the format asks for has a heading and nothing else.",
  find(checked) {
    return placesOf(checked).flatMap(({ section }): readonly Found[] => {
      if (section === undefined || !isEmpty(section, checked.sections)) return [];
      return [
        {
          line: section.line,
          message: `The section “${section.title}” is empty.`,
          mend: "Fill it, or say in a word why there is nothing to say.",
        },
      ];
    });
  },
};

function isEmpty(section: Section, all: readonly Section[]): boolean {
  const start = all.indexOf(section);
  const next = all.findIndex(({ depth }, index) => index > start && depth <= section.depth);
  const own = all.slice(start, next === -1 ? undefined : next).flatMap(({ nodes }) => nodes);
  return own.every(saysNothing);
}

function saysNothing(node: RootContent): boolean {
  if (node.type === "html") return /^<!--[^]*-->\s*$/.test(node.value);
  return node.type === "thematicBreak" || node.type === "definition";
}
