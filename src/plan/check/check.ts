import type { Root } from "mdast";
import { outline } from "../../markdown/outline.js";
import { readDocument, lineOf } from "../../markdown/parse.js";
import { namedFormat } from "../parse/format.js";
import { readFront } from "../../markdown/front-matter.js";
import { isPlan, readPlan } from "../parse/parse.js";
import type { Template } from "../template/template.js";
import {
  type Checked,
  type Finding,
  type Found,
  type Rule,
  type Severity,
  guidanceOf,
  NO_GUIDANCE,
} from "./finding.js";
import {
  isCutOff,
  characterLost,
  commentUnclosed,
  fenceUnclosed,
  headingUnintended,
  tableWidth,
} from "./rules/markdown.js";
import { nodesIn } from "../../markdown/source.js";
import { boxShownTicked, boxUnrendered, unread } from "./rules/boxes.js";
import {
  decisionIncomplete,
  gateCommand,
  ratingOffScale,
  stepFiles,
  guidanceLeft,
  sectionEmpty,
  sectionMissing,
  sectionOrder,
} from "./rules/sections.js";
import {
  dateFuture,
  dateOrder,
  timelineTotal,
  folderMismatch,
  completedOpen,
  doneNotCompleted,
  statusUnknown,
} from "./rules/status.js";
import { linkDangling } from "./rules/links.js";
import { textLines } from "../../model/text.js";

export type { Finding } from "./finding.js";

/** Severities by the rule's id; a rule that is not named has its own. */
export type RuleSeverities = Readonly<Partial<Record<string, Severity | "off">>>;

/** What a check needs to know beside the plan's text. */
export interface CheckOptions {
  /** Templates that the plan may follow. */
  readonly templates: readonly Template[];
  /** The one it is meant to follow, whatever it says itself. */
  readonly template?: Template | undefined;
  /** The plan's path from the repository's root, with `/`. */
  readonly path?: string | undefined;
  /** Whether the repository has that file or folder; links are not followed without. */
  readonly exists?: ((path: string) => boolean) | undefined;
  /** What a file of the repository says; the headings that links name are not looked up without. */
  readonly read?: ((path: string) => string | undefined) | undefined;
  /** What the configuration says of rules. */
  readonly rules?: RuleSeverities | undefined;
  /** What “in the future” is measured against. */
  readonly now: Date;
}

/**
 * What is wrong with a plan, from top to bottom, one finding for each cause. Rules that are off are
 * not asked, and places that a comment in the plan excuses are left out. Any text gives a result.
 */
export function checkPlan(text: string, options: CheckOptions): readonly Finding[] {
  return checkFile(text, options).findings;
}

/** {@link checkPlan}, and whether the text is a plan at all. */
export function checkFile(
  text: string,
  options: CheckOptions,
): { readonly findings: readonly Finding[]; readonly hasPlan: boolean } {
  const { templates, now, path, exists } = options;
  const document = readDocument(text);
  const { tree, shift } = document;
  const formats = options.template === undefined ? templates : [options.template];
  const plan = readPlan(document, text, formats);
  const template = options.template ?? namedFormat(text, readFront(document, text), templates);
  const checked: Checked = {
    text,
    plan,
    tree,
    shift,
    sections: outline(tree),
    template,
    guidance: template === undefined ? NO_GUIDANCE : guidanceOf(template),
    path,
    exists,
    headings: treesOf(options.read),
    now,
  };
  const cutOff = isCutOff(checked);
  const isDisabled = readDisabled(tree, text);
  const findings = RULES.flatMap((rule): readonly Finding[] => {
    const severity = options.rules?.[rule.id] ?? rule.severity;
    if (severity === "off" || (rule.whole === true && cutOff)) return [];
    const found = rule.find(checked).filter(({ line }) => !isDisabled(rule.id, line));
    return byCause(found).map((places) => ({
      rule: rule.id,
      severity,
      ...joined(rule, places),
    }));
  }).toSorted((a, b) => a.line - b.line);
  return { findings, hasPlan: isPlan(plan) };
}

/** The places of each cause, from top to bottom. */
function byCause(found: readonly Found[]): readonly (readonly [Found, ...Found[]])[] {
  const groups: [Found, ...Found[]][] = [];
  const known = new Map<string, Found[]>();
  for (const place of found.toSorted((a, b) => a.line - b.line)) {
    const group = place.cause === undefined ? undefined : known.get(place.cause);
    if (group !== undefined) {
      group.push(place);
      continue;
    }
    const fresh: [Found, ...Found[]] = [place];
    groups.push(fresh);
    if (place.cause !== undefined) known.set(place.cause, fresh);
  }
  return groups;
}

function joined(
  { join }: Rule,
  places: readonly [Found, ...Found[]],
): Pick<Finding, "line" | "message" | "fix" | "lines"> {
  const [{ line, message, fix }] = places;
  if (places.length === 1) return { line, message, fix };
  const lines = [...new Set(places.map((place) => place.line))];
  return { line, message, fix, ...join?.(places), ...(lines.length > 1 ? { lines } : {}) };
}

/** Reads and parses each file once. */
function treesOf(read: CheckOptions["read"]): Checked["headings"] {
  const known = new Map<string, Root | undefined>();
  return (path) => {
    if (!known.has(path)) {
      const text = read?.(path);
      known.set(path, text === undefined ? undefined : readDocument(text).tree);
    }
    return known.get(path);
  };
}

/** `-next-line` in group 1, the rules in group 2; a reason may follow behind two dashes. */
const EXCUSE =
  /<!--\s*plansmith-check-disable(-next-line)?:?((?:[\s,]+[a-z][a-z-]*)*)\s*(?:\s--\s[^>]*)?-->/g;

/**
 * Reads the comments that excuse findings: `<!-- plansmith-check-disable-next-line RULE… -->` for the
 * line below the comment, or the table that starts there, which can hold no comment between its rows;
 * `<!-- plansmith-check-disable RULE… -->` for the whole file. Without a rule,
 * they excuse all. Comments in code are none.
 *
 * @returns whether a finding of that rule in that line is excused
 */
function readDisabled(tree: Root, text: string): (rule: string, line: number) => boolean {
  if (!text.includes("plansmith-check-disable")) return () => false;
  const everywhere = new Set<string>();
  const inLine = new Set<string>();
  /** The last line of each table, by its first. */
  const tables = new Map<number, number>();
  for (const node of nodesIn(tree)) {
    if (node.type === "table") tables.set(lineOf(node), node.position?.end.line ?? 0);
    if (node.type !== "html" || !node.value.includes("plansmith-check-disable")) continue;
    for (const match of node.value.matchAll(EXCUSE)) {
      const [comment, isNext, list = ""] = match;
      const before = node.value.slice(0, match.index + comment.length);
      const next = lineOf(node) + textLines(before).length;
      const rules = list.split(/[\s,]+/).filter((rule) => rule !== "");
      for (const rule of rules.length === 0 ? [ANY_RULE] : rules) {
        if (isNext === undefined) everywhere.add(rule);
        else inLine.add(`${next} ${rule}`);
      }
    }
  }
  const inTables = new Set<string>();
  for (const excused of inLine) {
    const [first = "", rule = ""] = excused.split(" ");
    const last = tables.get(Number(first)) ?? 0;
    for (let line = Number(first) + 1; line <= last; line += 1) inTables.add(`${line} ${rule}`);
  }
  return (rule, line) =>
    [rule, ANY_RULE].some((name) => {
      const place = `${line} ${name}`;
      return everywhere.has(name) || inLine.has(place) || inTables.has(place);
    });
}

const ANY_RULE = "*";

/** Every rule, in the order of docs/checks.md. */
export const RULES: readonly Rule[] = [
  guidanceLeft,
  sectionMissing,
  sectionEmpty,
  sectionOrder,
  statusUnknown,
  completedOpen,
  doneNotCompleted,
  folderMismatch,
  tableWidth,
  ratingOffScale,
  timelineTotal,
  linkDangling,
  stepFiles,
  decisionIncomplete,
  gateCommand,
  boxUnrendered,
  boxShownTicked,
  fenceUnclosed,
  commentUnclosed,
  headingUnintended,
  dateFuture,
  dateOrder,
  characterLost,
  unread,
];
