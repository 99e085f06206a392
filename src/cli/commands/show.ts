import { findItems } from "../../features/commands/items.js";
import { nextStep, readItemDetails, type ItemDetails } from "../../plan/item-details.js";
import { itemJson, itemLine, readWorkingPlan, saidOf, type WorkingPlan } from "../working-plan.js";
import { UsageError, type ExitCode, type Io, painter, printable, type Paint } from "../io.js";

/** Options of `plansmith show` and `plansmith next`. */
export interface ShowOptions {
  readonly json?: boolean;
  readonly templates?: string;
}

/** Prints the next open step of a plan. */
export async function next(io: Io, file: string, options: ShowOptions): Promise<ExitCode> {
  const working = await readWorkingPlan(io, file, options.templates);
  const json = nextJson(working);
  const at = nextStep(working.plan);
  const paint = painter(io.outColours);
  if (options.json === true) io.out(`${JSON.stringify(json, undefined, 2)}\n`);
  else if (at !== undefined) io.out(detailsText(detailsOf(working, at), paint));
  else io.out(nothingLeft(working));
  return 0;
}

/** Prints all items of a plan, or one with what the plan says of it. */
export async function show(
  io: Io,
  file: string,
  words: readonly string[],
  options: ShowOptions,
): Promise<ExitCode> {
  const working = await readWorkingPlan(io, file, options.templates);
  const said = saidOf(words, "items");
  const found = said === "" ? [] : itemsCalled(working, said);
  if (options.json === true) {
    const json =
      said === "" ? planJson(working) : found.map((at) => detailsJson(detailsOf(working, at)));
    io.out(`${JSON.stringify(json, undefined, 2)}\n`);
    return 0;
  }
  const paint = painter(io.outColours);
  if (said === "") io.out(planText(working, paint));
  else io.out(found.map((at) => detailsText(detailsOf(working, at), paint)).join("\n"));
  return 0;
}

function itemsCalled({ plan }: WorkingPlan, said: string): readonly number[] {
  const found = findItems(said, plan);
  if ("indexes" in found) return found.indexes;
  const { unknown, matches } = found;
  const labels = matches.map((at) => plan.items[at]?.label).slice(0, 10);
  throw new UsageError(
    labels.length === 0
      ? `no item matches “${unknown}”: plansmith show FILE lists all`
      : `${matches.length} items start with “${unknown}”: ${labels.join(", ")}. Use the number.`,
  );
}

function detailsOf({ text, plan, path }: WorkingPlan, at: number): ItemDetails {
  return readItemDetails(text, plan, at, path);
}

/** The next open step as JSON; `step` is `null` where none is open. */
export function nextJson(working: WorkingPlan): object {
  const { file, plan } = working;
  const { done, open, title = null, state = null } = plan;
  const at = nextStep(plan);
  const step = at === undefined ? null : detailsJson(detailsOf(working, at));
  return { file, title, state, done, open, step };
}

/** A plan and its items as JSON. */
export function planJson({ file, plan }: WorkingPlan): object {
  const { title = null, format = null, state = null, done, open, kinds, sections, items } = plan;
  return {
    file,
    title,
    format,
    state,
    done,
    open,
    kinds,
    items: items.map((item) => ({
      ...itemJson(item),
      section: sections[item.section]?.heading ?? null,
    })),
  };
}

function detailsJson({ item, section, markdown, parts, criteria, files }: ItemDetails): object {
  return {
    ...itemJson(item),
    section,
    phase: item.phase ?? null,
    markdown,
    parts: parts.map(itemJson),
    criteria: criteria.map(itemJson),
    files,
  };
}

function detailsText(details: ItemDetails, paint: Paint): string {
  const { item, section, markdown, parts, criteria, files } = details;
  const place = [section, item.phase].filter((name) => name !== null && name !== undefined);
  const where = [...place.map(printable), `line ${item.line}`].join(", ");
  const lines = markdown.split(/\r\n|\r|\n/).map((line) => `  ${printable(line)}`.trimEnd());
  return [
    `${paint("bold", itemLine(item))}  ${paint("dim", `(${where})`)}`,
    "",
    ...lines,
    ...listOf("Parts", parts.map(itemLine)),
    ...listOf("Acceptance criteria", criteria.map(itemLine)),
    ...listOf("Files", files.map(printable)),
    "",
  ].join("\n");
}

function listOf(name: string, entries: readonly string[]): readonly string[] {
  return entries.length === 0 ? [] : ["", `${name}:`, ...entries.map((entry) => `  ${entry}`)];
}

function nothingLeft({ plan, file }: WorkingPlan): string {
  const open = plan.items.filter(({ done, kind }) => !done && kind !== "step");
  const steps = plan.done + plan.open;
  const said =
    steps === 0
      ? `${printable(file)} has no steps.`
      : `All ${steps} steps of ${printable(file)} are done.`;
  return `${[said, ...listOf("Still open", open.map(itemLine))].join("\n")}\n`;
}

function planText({ file, plan }: WorkingPlan, paint: Paint): string {
  const about = [plan.title, plan.state].filter((part) => part !== undefined).join(" · ");
  const lines = [
    `${paint("bold", printable(file))}${about === "" ? "" : `  ${printable(about)}`}`,
    `${plan.done} of ${plan.done + plan.open} steps done`,
  ];
  for (const [at, { heading }] of plan.sections.entries()) {
    const own = plan.items.filter(({ section }) => section === at);
    if (own.length === 0) continue;
    lines.push("", paint("cyan", printable(heading ?? "Before the first section")));
    for (const item of own) lines.push(`  ${"  ".repeat(item.depth)}${itemLine(item)}`);
  }
  return `${lines.join("\n")}\n`;
}
