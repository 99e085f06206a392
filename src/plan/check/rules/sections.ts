import type { RootContent } from "mdast";
import type { Section } from "../../../markdown/outline.js";
import { memoizeByObject } from "../../../model/memoize.js";
import { isSimilar, words } from "../../parse/format.js";
import type { Rating } from "../../parse/lists.js";
import type { Decision } from "../../parse/logs.js";
import { unitsOf } from "../../placeholders.js";
import { type Found, type Rule, type Checked, proseOf, linesText } from "../finding.js";

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

/** Entries of a decision log leave out what the others in it have. */
export const decisionIncomplete: Rule = {
  id: "decision-incomplete",
  severity: "warning",
  about: "a decision without the rationale or the date that the others have",
  help: "An entry of a decision log leaves out why or when, where the other entries say it: an item, a paragraph or a heading that says `Decision:`, an item that starts with a date, or a row of a table. A reason in the sentence (“so that”, “because”, “to prevent”, behind a dash), a context or a trade-off is a reason, too, and so is the answer to a question. One finding for each log and what is missing in it.",
  whole: true,
  find({ plan, guidance }) {
    const logs = new Map<number, Decision[]>();
    for (const decision of plan.decisions) {
      const { text, log } = decision;
      // What is not decided yet needs no reason.
      if (guidance.in(text) !== undefined || !/\p{L}/u.test(text)) continue;
      if (/^\W*(?:none|n\/a|tbd|todo|pending|open|undecided|deferred)\b/i.test(text)) continue;
      const entries = logs.get(log);
      if (entries === undefined) logs.set(log, [decision]);
      else entries.push(decision);
    }
    return [...logs.values()].flatMap((entries) => [
      ...missing(entries, {
        what: "rationale",
        has: (entry) => entry.rationale !== "",
        lacks: (entry) => entry.rationale === "" && !entry.isReasoned,
        fix: "Add “Rationale: …”, as the other entries of this log do.",
      }),
      ...missing(entries, {
        what: "date",
        has: (entry) => entry.date !== undefined,
        lacks: (entry) => entry.date === undefined && guidance.in(entry.author) === undefined,
        fix: "Add the date in the form of the other entries of this log.",
      }),
    ]);
  },
  join(places) {
    const what = places[0]?.cause?.split(" ")[1] ?? "";
    const lines = linesText(places.map(({ line }) => line));
    return {
      message: `${places.length} decisions have no ${what}, unlike the others of their log: lines ${lines}.`,
      fix: places[0]?.fix ?? "",
    };
  },
};

interface Part {
  readonly what: string;
  /** Whether an entry says it. */
  readonly has: (entry: Decision) => boolean;
  /** Whether an entry should, and does not. */
  readonly lacks: (entry: Decision) => boolean;
  readonly fix: string;
}

/** The entries of one log that lack what most of the others have. */
function missing(entries: readonly Decision[], part: Part): readonly Found[] {
  const without = entries.filter((entry) => part.lacks(entry));
  const having = entries.filter((entry) => part.has(entry)).length;
  if (having < MIN_EXAMPLES || having < MOST * without.length) return [];
  return without.map(({ text, line, log }) => ({
    line,
    message: `The decision “${shortened(text)}” has no ${part.what}, unlike the others of its log.`,
    fix: part.fix,
    cause: `${log} ${part.what}`,
  }));
}

/** So many entries, and so many for each that lacks something, show what a log's entries have. */
const MIN_EXAMPLES = 2;
const MOST = 2;

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** What people look at themselves. */
const BY_HAND =
  /\b(?:manual(?:ly)?|by hand|human|visual(?:ly)?|(?:peer |code |design )?review(?:ed|er)?|approv(?:al|ed)|sign-?off|signed off)\b/i;

/** A quality gate that nobody can run. */
export const gateCommand: Rule = {
  id: "gate-command",
  severity: "warning",
  about: "a quality gate without a command",
  help: "A quality gate has no command. A check that people make (“manual”, “review”) needs none.",
  find({ plan }) {
    return plan.gates.flatMap(({ name, command, threshold, line }): readonly Found[] => {
      if (!/^(?:|[-–—?]+|tbd|todo|n\/a)$/i.test(command)) return [];
      if (BY_HAND.test(name) || BY_HAND.test(threshold)) return [];
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

/** So many words are no rating, but a description: “Endpoint fails to deploy”. */
const DESCRIPTION = 3;

/** A risk's probability or impact is no word of the scale. */
export const ratingOffScale: Rule = {
  id: "rating-off-scale",
  severity: "warning",
  about: "a probability or an impact that is not on the scale",
  help: "A risk's probability or impact is none of Low, Med and High, in a plan that says that it follows a format. An impact that is described in words is left alone.",
  find({ plan, template, guidance }) {
    // Plans of other kinds have scales of their own.
    if (template === undefined) return [];
    const isFine = (rating: Rating | undefined) =>
      rating === undefined ||
      rating.text.split(" ").length >= DESCRIPTION ||
      (rating.level !== undefined && rating.level !== "critical") ||
      guidance.in(rating.text) !== undefined;
    return plan.risks.flatMap(({ text, probability, impact, line }): readonly Found[] => {
      if (guidance.in(text) !== undefined) return [];
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
interface Place {
  readonly name: string;
  /** The plan's section; `undefined` where it has none. */
  readonly section: Section | undefined;
}

/** The sections that must be there, in the format's order. Several rules ask. */
const placesOf: (checked: Checked) => readonly Place[] = memoizeByObject(findPlaces);

function findPlaces({ template, sections }: Checked): readonly Place[] {
  // Of several with equal words, the first.
  const level2 = new Map<string, Section>();
  for (const section of sections) {
    const title = words(section.title);
    if (section.depth === 2 && !level2.has(title)) level2.set(title, section);
  }
  const titles = [...level2];
  return (template?.sections.required ?? []).map((heading): Place => {
    const name = words(heading);
    const exact = level2.get(name);
    const [, similar] = titles.find(([title]) => isSimilar(title, name)) ?? [];
    return { name: heading, section: exact ?? similar };
  });
}
