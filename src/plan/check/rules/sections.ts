import type { RootContent } from "mdast";
import type { Section } from "../../../markdown/outline.js";
import { type Found, type Rule, type Checked, proseOf } from "../finding.js";
import { placesOf, type Place } from "./content.js";
import { unitsOf } from "../../placeholders.js";

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

/** The template's own words still stand where the author's should. */
export const guidanceLeft: Rule = {
  id: "guidance-left",
  severity: "warning",
  about: "the template's guidance is still there",
  help: "The template's guidance is still there. It is recognized by rendering the template with nothing filled in, so it works for your own templates too: every `{…}`, `[…]` and `<…>` of the template, its lists of choices such as `Low/Med/High`, and the text of its `{{^…}}` sections. A line that is nothing but such a placeholder counts as well, whatever it says; so does a status line that still lists all its choices. A note that is to stay (“keep this”), JSON, code, and what can only be filled in later (`PR URL: <to be assigned>` while the plan is proposed) are none. One finding for the whole plan.",
  find(checked) {
    const { tree, text, shift, guidance, plan, template } = checked;
    const units = template === undefined ? [] : unitsOf(tree, text.slice(shift));
    const found = units.flatMap((unit): readonly Found[] => {
      const own = guidance.own(unit.text);
      const piece = own ?? (unit.code ? undefined : guidance.in(unit.text));
      if (piece === undefined) return [];
      // Nobody can know the pull request before it is opened.
      const isOpen = plan.state === "proposed" || (plan.state === undefined && own === undefined);
      if (isOpen && (LATER.test(piece) || LATER_LABEL.test(unit.text))) return [];
      return [foundAt(unit.line, piece)];
    });
    const lines = new Set(found.map(({ line }) => line));
    const status = plan.status;
    if (status?.unfilled === true && !lines.has(status.line)) {
      found.push(foundAt(status.line, status.text));
    }
    return onePerLine([...found, ...untouched(checked)]);
  },
  join(places) {
    const piece = /“.*”/s.exec(places[0]?.message ?? "")?.[0] ?? "";
    return {
      message: `The template's guidance is still there in ${places.length} places, the first: ${piece}.`,
      fix: "Replace it with your text, or delete what does not apply.",
    };
  },
};

/** What says itself that its time has not come. */
const LATER =
  /\b(?:to be (?:assigned|added|announced|created|filled(?: in)?|set|opened)|tba|assigned later|(?:once|when|after) (?:it is |the \p{L}+ is )?(?:opened|merged|approved|created|released))\b/iu;
/** What only the end of the work, or its review, can show. */
const LATER_LABEL =
  /^(?:\*\*)?(?:prs?\b|pull requests?\b|merged?\b|merge commit|commit\b|release\b|approved\b|approvers?\b|reviewed\b|completed\b|finished\b)[^:]{0,20}:/i;

function untouched({ sections, guidance, text, shift }: Checked): readonly Found[] {
  return sections.flatMap(({ title, line, nodes }): readonly Found[] => {
    const guidanceText = title === "" ? undefined : guidance.untouched(title);
    const prose = guidanceText === undefined ? undefined : proseOf(nodes, text.slice(shift));
    if (guidanceText === undefined || prose !== guidanceText || guidance.in(prose) !== undefined)
      return [];
    return [foundAt(nodes[0]?.position?.start.line ?? line, guidanceText)];
  });
}

function onePerLine(found: readonly Found[]): readonly Found[] {
  const seen = new Set<number>();
  return found.filter(({ line }) => {
    const first = !seen.has(line);
    seen.add(line);
    return first;
  });
}

function foundAt(line: number, piece: string): Found {
  const short = piece.length > 80 ? `${piece.slice(0, 79)}…` : piece;
  return {
    line,
    message: `The template's guidance is still there: “${short}”.`,
    fix: "Replace it with your text, or delete it if it does not apply.",
    cause: "guidance",
  };
}
