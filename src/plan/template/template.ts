import { toString } from "mdast-util-to-string";
import { blockStarts } from "../../markdown/source.js";
import { parseMarkdown } from "../../markdown/parse.js";
import { bundledAsset } from "../../model/package.js";
import { memoizeByText } from "../../model/memoize.js";
import { TEMPLATE_NAME } from "../identity.js";
import {
  readFrontMatter,
  splitFrontMatter,
  type FrontMatter,
  type StatusWords,
} from "./front-matter.js";
import {
  checkTags,
  readTags,
  type TagProblem,
  type TemplateProblem,
  type Token,
  usedVariables,
} from "./tags.js";

/** A plan template that is known to work. */
export interface Template {
  /** Chooses it: file name, label and configuration use this name. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Labels that choose it. */
  readonly labels: readonly string[];
  /** Words of its status line, as written without symbols; empty where it has none. */
  readonly status: StatusWords;
  /** Level-2 headings, as the template has them. */
  readonly sections: {
    /** Must be in the plan, in this order. */
    readonly required: readonly string[];
    /** Their boxes say how far the work is. */
    readonly progress: readonly string[];
    /** Their boxes say something else. */
    readonly other: readonly string[];
    /** What their boxes are: steps of the work, criteria, questions, or checks of the format. */
    readonly steps: readonly string[];
    readonly criteria: readonly string[];
    readonly questions: readonly string[];
    readonly checks: readonly string[];
  };
  /** What a plan that fits its issue leaves out where the issue says nothing about it. */
  readonly optional: {
    /** Headings below level 1, as the template has them. */
    readonly sections: readonly string[];
    /** Labels of lines such as `**Files**: {Paths}`. */
    readonly fields: readonly string[];
  };
  /** Mustache, without the front matter, LF line ends. */
  readonly body: string;
  /** The body's tags, read. */
  readonly tokens: readonly Token[];
}

/** Templates of a repository and of its organization are remembered together, in characters. */
const MAX_REMEMBERED = 512 * 1024;

/**
 * `find`, of which the last answers are remembered by what a template says: each task brings a worker a
 * copy, which is another object. Reading the guidance again took a sixth of the CPU time of a look.
 * Nobody may change an answer.
 */
export function memoizeByTemplate<Found extends object>(
  find: (template: Template) => Found,
): (template: Template) => Found {
  return memoizeByText({
    maxCharacters: MAX_REMEMBERED,
    keyOf: ({ name, sections, body }) => `${name}\n${JSON.stringify(sections)}\n${body}`,
    find,
  });
}

/** Biggest template, in bytes of UTF-8. */
const TEMPLATE_LIMIT = 256 * 1024;

/**
 * A longer body, in characters, is not parsed when a template is read: of its headings, those are
 * known that have nothing but words in them.
 */
const MAX_PARSED_BODY = 16_384;

/** Names of the templates that Plansmith ships; the first is the one used where nothing chooses. */
export const BUILTIN_NAMES = [
  "issue-plan",
  "execution-plan",
  "implementation-plan",
  "exec-plan",
] as const;

/**
 * Reads a template. `name` is its file's name without `.md`; a name in the front matter must agree.
 *
 * @throws TemplateError for the first thing that is wrong, with its line.
 */
export function loadTemplate(source: string, name: string): Template {
  return readTemplate(source, name, checkNames);
}

/** @param checkBody says what is wrong with a body that mustache can read */
function readTemplate(
  source: string,
  name: string,
  checkBody: (body: string, front: FrontMatter) => TagProblem | undefined,
): Template {
  const fail = (problem: TemplateProblem): never => {
    throw new TemplateError(name, problem);
  };
  checkName(name, fail);
  if (Buffer.byteLength(source) > TEMPLATE_LIMIT) return fail(TOO_BIG);
  const text = source.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
  const { yaml, body, bodyLine } = splitFrontMatter(text);
  const front = readFrontMatter(yaml);
  if ("reason" in front) return fail(front);
  if (front.name !== undefined && front.name !== name) return fail(otherName(front.name, name));
  const atBody = ({ offset, ...problem }: TagProblem) =>
    fail({ ...problem, line: bodyLine - 1 + body.slice(0, offset).split("\n").length });
  const tokens = readTags(body);
  if ("reason" in tokens) return atBody(tokens);
  const problem = checkTags(tokens) ?? checkBody(body, front);
  if (problem !== undefined) return atBody(problem);
  return {
    name,
    title: front.title ?? name,
    description: front.description ?? "",
    labels: front.labels,
    status: Object.entries(front.status ?? {}).map(([word, state]) => ({ word, state })),
    sections: front.sections,
    optional: front.optional,
    body,
    tokens,
  };
}

/**
 * The templates that Plansmith ships, by name, in the order of {@link BUILTIN_NAMES}. That they have
 * the sections that they name is known, and not looked at: that keeps the start of
 * a process fast.
 */
export function builtinTemplates(): ReadonlyMap<string, Template> {
  return new Map(BUILTIN_NAMES.map((name) => [name, readBuiltin(name)]));
}

function readBuiltin(name: string): Template {
  return readTemplate(bundledAsset(`templates/${name}.md`), name, () => undefined);
}

const TOO_BIG: TemplateProblem = {
  line: 1,
  reason: "the file is larger than 256 KiB",
  fix: "Shorten it: nobody reads a plan this long.",
};

function checkName(name: string, fail: (problem: TemplateProblem) => never): void {
  if (TEMPLATE_NAME.test(name)) return;
  fail({
    line: 1,
    reason: "its name may only have small letters a–z, digits and inner dashes",
    fix: "Rename the file; use at most 64 such characters.",
  });
}

function otherName(written: string, name: string): TemplateProblem {
  return {
    line: 2,
    reason: `the front matter names it “${written}”, its file “${name}”`,
    fix: "Remove the name from the front matter, or make it the file's name.",
  };
}

function checkNames(body: string, front: FrontMatter): TagProblem | undefined {
  return checkHeadings(body, front) ?? checkOptional(body, front);
}

/** What the front matter calls optional must be in the body, and must not be required. */
function checkOptional(body: string, { sections, optional }: FrontMatter): TagProblem | undefined {
  if (optional.sections.length === 0 && optional.fields.length === 0) return undefined;
  const both = optional.sections.find((name) => sections.required.includes(name));
  if (both !== undefined) {
    return {
      offset: 0,
      reason: `the front matter names the section “${both}” both as required and as optional`,
      fix: "Remove it from one of the two lists.",
    };
  }
  const titles = new Set(headingsOf(body).map(({ title }) => title));
  const section = optional.sections.find((name) => !titles.has(name));
  if (section !== undefined) return missingOptional("section", section);
  const plain = body.replaceAll(/\{\{[^{}]*\}\}/g, "");
  const labels = new Set(plain.split("\n").map((line) => fieldIn(line)));
  const field = optional.fields.find((name) => !labels.has(name));
  return field === undefined ? undefined : missingOptional("field", field);
}

function missingOptional(what: "section" | "field", name: string): TagProblem {
  const fixes = {
    section: "Write it exactly like its heading, of any level, or add that heading.",
    field: "Write it exactly like its label, as in `- **Owner**: {Name}`, or add such a line.",
  };
  return {
    offset: 0,
    reason: `the front matter names an optional ${what} “${name}”, which the body does not have`,
    fix: fixes[what],
  };
}

/** A section that the front matter names must be one that the body has. */
function checkHeadings(body: string, front: FrontMatter): TagProblem | undefined {
  const named = [...new Set(Object.values(front.sections).flat())];
  if (named.length === 0) return undefined;
  const plain = plainHeadings(body);
  const first = named.find((heading) => !plain.has(heading));
  if (first === undefined) return undefined;
  if (body.length > MAX_PARSED_BODY) return missing(first);
  const titles = new Set(
    parseMarkdown(body).children.flatMap((node) =>
      node.type === "heading" && node.depth === 2 ? [toString(node)] : [],
    ),
  );
  const lost = named.find((heading) => !titles.has(heading));
  return lost === undefined ? undefined : missing(lost);
}

/** The level-2 headings that need no parser to be known: their line says just what they say. */
function plainHeadings(body: string): ReadonlySet<string> {
  return new Set(
    blockStarts(body).flatMap(({ offset, block, heading }) => {
      if (!heading || block !== "certain") return [];
      const [line = ""] = body.slice(offset, offset + 1000).split("\n", 1);
      return /^##[ \t]+([\p{L}\p{N}][\p{L}\p{N} ,.:'’/-]*)$/u.exec(line.trimEnd())?.[1] ?? [];
    }),
  );
}

function missing(heading: string): TagProblem {
  return {
    offset: 0,
    reason: `the front matter names a section “${heading}”, which the body does not have`,
    fix: "Write each section exactly like its level-2 heading, or add that heading.",
  };
}

/** A template that cannot be used. The message is plain text with name, line and reason. */
export class TemplateError extends Error implements TemplateProblem {
  override readonly name = "TemplateError";
  readonly template: string;
  readonly line: number;
  readonly reason: string;
  readonly fix: string;

  constructor(template: string, problem: TemplateProblem) {
    super(`Template ${template}, line ${problem.line}: ${problem.reason}. ${problem.fix}`);
    this.template = template;
    this.line = problem.line;
    this.reason = problem.reason;
    this.fix = problem.fix;
  }
}

/** What a template shows that costs further requests to know. */
export interface TemplateNeeds {
  /** The commands of quality gates. */
  readonly scripts: boolean;
}

/** What has to be read before a template can be filled. */
export function templateNeeds(template: Template): TemplateNeeds {
  const used = usedVariables(template.tokens);
  const uses = (...names: readonly string[]): boolean => names.some((name) => used.has(name));
  return { scripts: uses("lint", "typeCheck", "complexity", "duplication", "tests") };
}

/** A heading of a template's body or of what was laid out from it. */
export interface TemplateHeading {
  readonly start: number;
  /** Offset of the end of its line. */
  readonly end: number;
  readonly level: number;
  readonly title: string;
  /** Offset at which what belongs to it ends: at the next heading that is no deeper. */
  readonly until: number;
}

/** Longer headings are cut, in characters. */
const MAX_HEADING = 1000;

/** The field that a line is: a label, and behind it nothing but guidance in brackets. */
export function fieldIn(line: string): string | undefined {
  const [, label] =
    /^[ \t]*(?:[-*+][ \t]+)?(?:\*\*)?([^*:\\[\]{}<>|]{1,80}):(?:\*\*)?[ \t]*\S.*$/.exec(
      line.replace(/\*\*:/, ":**"),
    ) ?? [];
  return label !== undefined && /[[{<]/.test(line) ? label.trim() : undefined;
}

/** The headings of a template's body or of a layout. */
export function headingsOf(text: string): readonly TemplateHeading[] {
  const found = blockStarts(text).flatMap(({ offset, block, heading }) => {
    if (!heading || block !== "certain") return [];
    const end =
      offset + (/^[^\n]*/.exec(text.slice(offset, offset + MAX_HEADING))?.[0].length ?? 0);
    const [, marks = "", title = ""] = /^(#+)[ \t]*(.*)$/.exec(text.slice(offset, end)) ?? [];
    return [{ start: offset, end, level: marks.length, title: title.trim() }];
  });
  return found.map((heading, index) => {
    const next = found.slice(index + 1).find(({ level }) => level <= heading.level);
    return { ...heading, until: next?.start ?? text.length };
  });
}
