import { nearest } from "../../config/problem.js";
import { COMMAND_NAMES, type CommandName } from "../../config/schema.js";
import { inlineCode, inlineText } from "../../markdown/escape.js";
import { parseMarkdown, plainText } from "../../markdown/parse.js";
import { normalizeText } from "../../model/text.js";
import { isPlanPath, isWorkflowPath } from "../../model/metadata.js";
import { setLastUpdated } from "../../plan/edit/fields.js";
import { appendDecision, appendLog } from "../../plan/edit/logs.js";
import { blockPlan, chooseStatus, setStatus, unblockPlan } from "../../plan/edit/status.js";
import { ITEM_KINDS, type KeptNumbers, readLabel, splitNumber } from "../../plan/parse/items.js";
import { parsePlan, type Format } from "../../plan/parse/parse.js";
import {
  tickItems,
  readProgress,
  withNumbers,
  type PlanItem,
  type Progress,
  itemInSection,
} from "../../plan/parse/progress.js";
import { bare } from "../../plan/parse/status.js";
import type { Command } from "./parse.js";

/** What a command is about. */
export interface About {
  /** The plan as people see it, which items are counted in; `undefined` where there is none. */
  readonly shown: string | undefined;
  /** The numbers that the plan's items have had so far. */
  readonly numbers: KeptNumbers | undefined;
  /** The plan with what waits to get into it. */
  readonly target: string | undefined;
  /** The formats that plans have here. */
  readonly formats: readonly Format[];
  /** Names of the templates that there are. */
  readonly templates: readonly string[];
  /** When it was asked: ISO 8601, UTC. */
  readonly at: string;
  /** Who asked: a login. */
  readonly author: string;
}

/** What a command does. */
export type Effect =
  /** Changes the plan; `subject` starts the first line of the commit message. */
  | { readonly kind: "edit"; readonly change: (text: string) => string; readonly subject: string }
  /** Requests something that is more than a change of the plan file. */
  | {
      readonly kind: "request";
      readonly request: Request;
      readonly template?: string;
      readonly path?: string;
    }
  | { readonly kind: "help" }
  /** Nothing; `why` is Markdown on one line. */
  | { readonly kind: "refused"; readonly why: string };

/** What commands can request that is more than a change of the plan file. */
export type Request = "open" | "template" | "refill" | "archive" | "adopt" | "dashboard";

/** What a command does, by its text alone. It does not check who may use it. Never throws. */
export function effectOf(command: Command, about: About): Effect {
  const { name, argument, word } = command;
  if (name === undefined) return refused(unknownWord(word));
  if (name === "help") return { kind: "help" };
  if (name === "template") return chooseTemplate(plain(argument).toLowerCase(), about.templates);
  if (name === "open" || name === "refill" || name === "archive" || name === "dashboard") {
    return { kind: "request", request: name };
  }
  if (name === "adopt") return adopt(argument);
  const { shown, target } = about;
  if (shown === undefined || target === undefined) {
    return refused("There is no plan yet. `/plan` opens one.");
  }
  return EDITS[name](argument, { ...about, shown, target });
}

/** {@link About} where there is a plan. */
type Planned = About & { readonly shown: string; readonly target: string };
type EditName = Exclude<CommandName, Request | "help">;

const EDITS: Readonly<Record<EditName, (argument: string, about: Planned) => Effect>> = {
  status: changeStatus,
  block: (argument, { at, formats }) =>
    argument === ""
      ? refused("Please give a reason: `/plan block <reason>`.")
      : edit("Block the plan", (text) => dated(text, blockPlan(text, argument, formats), at)),
  unblock: (_said, { at, formats, target }) =>
    parsePlan(target, formats).status?.state === "blocked"
      ? edit("Unblock the plan", (text) => dated(text, unblockPlan(text, formats), at))
      : refused("The plan is not blocked: its status line says something else."),
  done: (argument, about) => tick(argument, about, true),
  undo: (argument, about) => tick(argument, about, false),
  decide: recordDecision,
  log: recordProgress,
};

function refused(why: string): Effect {
  return { kind: "refused", why };
}

function edit(subject: string, change: (text: string) => string): Effect {
  return { kind: "edit", subject, change };
}

function unknownWord(word: string): string {
  const near = nearest(word, COMMAND_NAMES);
  const hint = near === undefined ? "" : ` Did you mean \`${near}\`?`;
  return `Unknown command “${inlineText(word, 40)}”.${hint} \`/plan help\` lists all commands.`;
}

function chooseTemplate(name: string, known: readonly string[]): Effect {
  if (known.includes(name)) return { kind: "request", request: "template", template: name };
  const what =
    name === "" ? "Please name a template." : `There is no template “${inlineText(name, 60)}”.`;
  return refused(`${what} Available: ${known.map((text) => inlineCode(text)).join(", ")}.`);
}

function adopt(argument: string): Effect {
  const path = argument.replace(/^`(.*)`$/, "$1").replace(/^\.?\//, "");
  if (isPlanPath(path)) return { kind: "request", request: "adopt", path };
  if (isWorkflowPath(path)) {
    return refused("A file in `.github/workflows/` cannot be a plan: Plansmith may not change it.");
  }
  return refused("Please name a Markdown file of this repository: `/plan adopt docs/plan.md`.");
}

function changeStatus(argument: string, about: Planned): Effect {
  const { at, formats, target } = about;
  const format = formatOf(target, formats);
  const chosen = chooseStatus(plain(argument), format);
  const [, reason] = /^blocked(?:\s*[:–—]\s*|\s+-\s+|\s+)([^\s|/].*)$/isu.exec(argument) ?? [];
  // A format may have a word that begins so: “Blocked externally”.
  const isWord = chosen !== undefined && bare(chosen.word) === bare(plain(argument));
  if (reason !== undefined && !isWord) return EDITS.block(reason, about);
  if (chosen === undefined || argument === "") {
    const words = format?.status.length ? format.status.map(({ word }) => word) : USUAL;
    const what =
      argument === ""
        ? "Please name a status."
        : `“${inlineText(plain(argument), 60)}” is not a known status.`;
    return refused(
      `${what} Try one of these: ${words.map((word) => inlineText(word)).join(", ")}.`,
    );
  }
  return edit("Set the status of the plan", (text) =>
    dated(text, setStatus(text, chosen, formats), at),
  );
}

const USUAL = ["Proposed", "Approved", "In Progress", "Blocked", "Completed"];

function formatOf(text: string, formats: readonly Format[]): Format | undefined {
  const { format } = parsePlan(text, formats);
  return formats.find(({ name }) => name === format);
}

function tick(argument: string, { shown, numbers: kept }: Planned, done: boolean): Effect {
  const progress = withNumbers(readProgress(shown), kept);
  const found = findItems(plain(argument), progress);
  if ("unknown" in found) return refused(notFound(found, progress));
  const names = namesOf(found.indexes, progress);
  const labels = found.indexes
    .toSorted((a, b) => a - b)
    .map((index) => progress.items[index]?.label ?? "");
  const which = labels.length === 1 ? `item ${labels[0]}` : `items ${labels.join(", ")}`;
  return edit(`${done ? "Tick" : "Untick"} ${which} of the plan`, (text) =>
    tickItems(text, indexesOf(names, readProgress(text)), done),
  );
}

function notFound(
  { unknown, matches }: Extract<FoundItems, { readonly unknown: string }>,
  { items }: Progress,
): string {
  if (unknown === "")
    return "Please name an item: by its number, by `§3.2`, or by the start of its text.";
  const named = `“${inlineText(unknown, 80)}”`;
  if (matches.length > 0) {
    const first = matches.slice(0, 10).map((index) => items[index]?.label);
    const more = matches.length > first.length ? " and more" : "";
    return `${matches.length} items start with ${named}: ${first.join(", ")}${more}. Use the number, or more of the text.`;
  }
  const labels = items.map(({ label }) => label);
  const range =
    labels.length <= 1
      ? labels.length === 0
        ? "The plan has no items."
        : `The plan has one item: ${labels[0]}.`
      : `The plan has ${rangesOf(items)}.`;
  return `No item matches ${named}. ${range}`;
}

/** `items 1 to 5, C1 to C3`, whatever lies between. */
function rangesOf(items: readonly PlanItem[]): string {
  const ranges = ITEM_KINDS.flatMap((kind) => {
    const own = items
      .filter((item) => item.kind === kind && item.parent === undefined)
      .toSorted((a, b) => a.number - b.number);
    const [first, last] = [own[0]?.label, own.at(-1)?.label];
    if (first === undefined) return [];
    return [first === last ? first : `${first} to ${last}`];
  });
  return `items ${ranges.join(", ")}`;
}

/** The dash between a decision and its rationale. */
const DASH = /(?:^|\s+)(?:[—–-]|--)\s+/;

function recordDecision(argument: string, { at, author, target }: Planned): Effect {
  const [text = "", ...rest] = argument.split(DASH);
  if (text === "")
    return refused("Please add the decision: `/plan decide <decision> — <rationale>`.");
  const rationale = argument.slice(text.length).replace(DASH, "");
  const decision = { text, rationale: rest.length === 0 ? "" : rationale, at, author };
  if (appendDecision(target, decision) === undefined) {
    return refused("This plan has no decision log. Add a section “Decision Log” first.");
  }
  return edit("Record a decision in the plan", (before) =>
    dated(before, appendDecision(before, decision) ?? before, at),
  );
}

function recordProgress(argument: string, { at, author, target }: Planned): Effect {
  if (argument === "") return refused("Please add what happened: `/plan log <text>`.");
  const entry = { text: argument, at, author };
  if (appendLog(target, entry) === undefined) {
    return refused("This plan has no progress log. Add a section “Progress” first.");
  }
  return edit("Log progress in the plan", (before) =>
    dated(before, appendLog(before, entry) ?? before, at),
  );
}

/** A changed text gets the date of the change; an unchanged one stays as it is. */
function dated(before: string, after: string, at: string): string {
  return after === before ? before : (setLastUpdated(after, at) ?? after);
}

/** Markdown on one line as plain text. The word before it keeps `1.` from being a list. */
function plain(argument: string): string {
  return plainText(parseMarkdown(`x ${argument}`))
    .slice(2)
    .trim();
}

/** Items that somebody means, by their positions in {@link Progress.items}, or what is wrong. */
export type FoundItems =
  | { readonly indexes: readonly number[] }
  | { readonly unknown: string; readonly matches: readonly number[] };

/** Labels and nothing else, parted by white space. */
const LABELS = /^\s*(?:[cqv]?\d[\d.]*(?:\s+|$))+$/i;

/** More items than one command names. */
const MAX_ITEMS = 100;

/**
 * Finds the items that somebody names, several parted by commas: by number, as the status comment
 * shows it (`3`, `Step 3`, `3.1`, `C2`); as `§3.2`, the second item below the third level-2 heading;
 * or by how their text begins, where only one begins so.
 *
 * @param argument plain text
 * @returns for what is not found, the words, and the positions of the items that begin so
 */
export function findItems(
  argument: string,
  progress: Pick<Progress, "items" | "sections">,
): FoundItems {
  const parts = argument
    .split(",")
    .flatMap((part) => (LABELS.test(part) ? part.trim().split(/\s+/) : [part.trim()]))
    .filter((part) => part !== "")
    .slice(0, MAX_ITEMS);
  const found = parts.map((part) => ({ part, matches: matchesOf(part, progress) }));
  const wrong = found.find(({ matches }) => matches.length !== 1);
  if (wrong === undefined && found.length > 0) {
    return { indexes: [...new Set(found.flatMap(({ matches }) => matches))] };
  }
  // A text may have commas of its own.
  const whole = matchesOf(argument.trim(), progress);
  if (whole.length === 1) return { indexes: whole };
  return { unknown: wrong?.part ?? "", matches: wrong?.matches ?? [] };
}

function matchesOf(
  part: string,
  { items, sections }: Pick<Progress, "items" | "sections">,
): readonly number[] {
  const label = readLabel(part);
  if (label !== undefined) return positions(items, (item) => item.label === label);
  const [, section, nth] = /^§\s?(\d{1,6})\.(\d{1,6})$/.exec(part) ?? [];
  if (section !== undefined) {
    const at = itemInSection({ items, sections }, Number(section), Number(nth));
    return at === undefined ? [] : [at];
  }
  const words = part.replace(/^["“„'‘](.*)["”“'’]$/s, "$1");
  const found = beginningsOf(words, items);
  const { number, text } = splitNumber(words);
  if (found.length > 0 || number === undefined) return found;
  // As the plan has it, number and words: both have to be right.
  return beginningsOf(text, items).filter((at) => items[at]?.label === String(number));
}

function beginningsOf(words: string, items: readonly PlanItem[]): readonly number[] {
  const wanted = normalizeText(words);
  if (wanted === "") return [];
  const whole = positions(items, ({ text }) => normalizeText(text) === wanted);
  if (whole.length === 1) return whole;
  return positions(items, ({ text }) => normalizeText(text).startsWith(wanted));
}

function positions(
  items: readonly PlanItem[],
  isWanted: (item: PlanItem) => boolean,
): readonly number[] {
  return items.flatMap((item, index) => (isWanted(item) ? index : []));
}

/** An item by what it says: the how-manieth of those that say the same. */
export interface NamedItem {
  readonly text: string;
  /** From 0. */
  readonly nth: number;
}

/** Names of items that hold in other versions of the file, too. */
export function namesOf(
  indexes: readonly number[],
  { items }: Pick<Progress, "items">,
): readonly NamedItem[] {
  return indexes.flatMap((index) => {
    const text = items[index]?.text;
    if (text === undefined) return [];
    const nth = items.slice(0, index).filter((item) => item.text === text).length;
    return [{ text, nth }];
  });
}

/**
 * The items in a version of the file, by {@link PlanItem.index}; those that it lacks are left out.
 */
export function indexesOf(
  names: readonly NamedItem[],
  { items }: Pick<Progress, "items">,
): readonly number[] {
  return names.flatMap(
    ({ text, nth }) => items.filter((item) => item.text === text)[nth]?.index ?? [],
  );
}
