import type { RootContent } from "mdast";
import type { Section } from "../../../markdown/outline.js";
import type { Found, Rule } from "../finding.js";
import { placesOf, type Place } from "./content.js";

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
          fix: "Fill it in, or say briefly why there is nothing to say.",
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
          fix: `Add the heading “## ${name}”; if it does not apply, say briefly why.`,
        },
      ];
    });
  },
};

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
          message: `The section “${section.title}” comes before “${before.title}”.`,
          fix: "Move it after that one: readers look for it there.",
        },
      ];
    });
  },
};
