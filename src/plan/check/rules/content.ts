import type { Section } from "../../../markdown/outline.js";
import { isSimilar, words } from "../../parse/format.js";
import type { Rating } from "../../parse/risks.js";
import type { Found, Rule, Checked } from "../finding.js";

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
          fix: "Add “Rationale: …” and “Date/Author: YYYY-MM-DD • name”, each on its own line.",
        },
      ];
    });
  },
};

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** A quality gate that nobody can run. */
export const gateCommand: Rule = {
  id: "gate-command",
  severity: "warning",
  about: "a quality gate without a command",
  help: "A quality gate has no command.",
  find({ plan }) {
    return plan.gates.flatMap(({ name, command, line }): readonly Found[] => {
      if (!/^(?:|[-–—?]+|tbd|todo|n\/a)$/i.test(command)) return [];
      return [
        {
          line,
          message: `The gate “${name}” has no command.`,
          fix: "Add the command that checks it, or delete the row.",
        },
      ];
    });
  },
};

/** A row that says that there is no risk. */
const NO_RISK = /^\W*(?:none|n\/a|no\b.{0,20}\brisks?)\b|^\W*$/i;

/** A risk's probability or impact is no word of the scale. */
export const ratingOffScale: Rule = {
  id: "rating-off-scale",
  severity: "warning",
  about: "a probability or an impact that is not on the scale",
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
          : `“${rating.text}”, which is not on the scale`;
        return [{ line, message: `The risk's ${name} is ${what}.`, fix: "Use Low, Med or High." }];
      };
      return [...found("probability", probability), ...found("impact", impact)];
    });
  },
};

/** A step does not say which files it touches. */
export const stepFiles: Rule = {
  id: "step-files",
  severity: "warning",
  about: "a step without files",
  help: "A step does not say which files it touches, in a format that asks for it.",
  whole: true,
  find({ plan, guidance }) {
    if (!guidance.asksForFiles) return [];
    return plan.steps.flatMap(({ title, files, line }): readonly Found[] => {
      if (files !== undefined && !/^(?:|[-–—?]+|tbd|todo)$/i.test(files.value)) return [];
      return [
        {
          line: files?.line ?? line,
          message: `The step “${title}” names no files.`,
          fix: "List under **Files** which files it adds or changes, or write “none”.",
        },
      ];
    });
  },
};

/** A section that the format asks for. */
export interface Place {
  readonly name: string;
  /** The plan's section; `undefined` where it has none. */
  readonly section: Section | undefined;
}

/** The sections that must be there, in the format's order; none for a plan that only resembles it. */
export function placesOf({ template, sections, strict }: Checked): readonly Place[] {
  const level2 = sections.filter(({ depth }) => depth === 2);
  const places = (template?.sections.required ?? []).map((name): Place => {
    const exact = level2.find(({ title }) => words(title) === words(name));
    const similar = () => level2.find(({ title }) => isSimilar(words(title), words(name)));
    return { name, section: exact ?? similar() };
  });
  const missing = places.filter(({ section }) => section === undefined);
  return strict || missing.length * 3 <= places.length ? places : [];
}
