import { isUtf8 } from "node:buffer";
import type { CommandName } from "../../config/schema.js";
import { effectOf } from "../../features/commands/effect.js";
import { parseMarkdown, plainText } from "../../markdown/parse.js";
import { reasonOf } from "../../model/errors.js";
import { TEMPLATE_FOLDER } from "../../plan/identity.js";
import { isPlan, parsePlan, type Plan, type PlanTask } from "../../plan/parse/parse.js";
import type { PlanItem } from "../../plan/parse/progress.js";
import { type ExitCode, type Io, printable, UsageError, messageOf } from "../io.js";
import { PLAN_LIMIT, placeOf, formatReader } from "../plans.js";

/** Options of the commands that change a plan. */
export interface EditOptions {
  readonly by?: string;
  readonly templates?: string;
}

/** Changes a plan file as the command of the same name changes the plan of an issue. */
export async function edit(
  io: Io,
  name: EditName,
  file: string,
  words: readonly string[],
  options: EditOptions,
): Promise<ExitCode> {
  if (file === "-") throw new UsageError("standard input cannot be changed: name the file");
  const argument = argumentOf(words, name === "done" || name === "undo" ? "items" : "text");
  if (argument === "" && NEEDS[name] !== undefined) throw new UsageError(NEEDS[name]);
  const working = await readWorkingPlan(io, file, options.templates);
  const author = options.by?.trim() || io.author();
  const { before, after } = await editPlan(io, working, { name, argument, author });
  io.out(`${printable(file)}: ${before === after ? UNCHANGED : reportOf(name, before, after)}\n`);
  return 0;
}

const UNCHANGED = "nothing to change";

const NEEDS: Readonly<Partial<Record<EditName, string>>> = {
  log: "say what happened: plansmith log FILE <text>",
  decide: "say what was decided: plansmith decide FILE <decision> — <rationale>",
};

function reportOf(name: EditName, before: WorkingPlan, after: WorkingPlan): string {
  if (name === "log") return "added to the progress log";
  if (name === "decide") return "added to the decision log";
  if (name === "status") return `the status is now “${printable(after.plan.status?.text ?? "")}”`;
  const items = changedItems(before.plan, after.plan).map((item) => `\n  ${itemLine(item)}`);
  return `${after.plan.done} of ${after.plan.done + after.plan.open} steps done${items.join("")}`;
}

/** A plan file that somebody works with. */
export interface WorkingPlan {
  readonly file: string;
  /** From the root of its repository. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly plan: Plan;
  /** A folder of templates beside the built-in ones. */
  readonly templates: string | undefined;
}

/**
 * Reads a plan to work with it; `-` is standard input.
 *
 * @param templates a folder of templates; that of the file's repository if left out
 * @throws UsageError where the file cannot be read, or is no plan
 */
export async function readWorkingPlan(
  io: Io,
  file: string,
  templates?: string,
): Promise<WorkingPlan> {
  const reading = file === "-" ? io.stdin(PLAN_LIMIT) : io.readFile(file, PLAN_LIMIT);
  const bytes = await reading.catch((error: unknown) => {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file} ${messageOf(error)}`, { cause: error });
  });
  if (bytes.length > PLAN_LIMIT) throw new UsageError(`${file} is larger than 1 MiB`);
  if (!isUtf8(bytes)) throw new UsageError(`${file} is not valid UTF-8. Save it as UTF-8.`);
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const { root, path } = placeOf(io, file);
  const own = root === undefined ? undefined : `${root}/${TEMPLATE_FOLDER}`;
  const folder = templates ?? (own !== undefined && io.isFolder(own) ? own : undefined);
  const formats = await formatReader(io, folder);
  const plan = parsePlan(text, formats(text));
  if (!isPlan(plan)) throw new UsageError(`${file} is no plan: it has no boxes and no status`);
  return { file, path, bytes, text, plan, templates: folder };
}

/** What can be changed in a plan file without GitHub, as the commands in comments do. */
export type EditName = Extract<CommandName, "done" | "undo" | "status" | "log" | "decide">;

/** A change of a plan file. */
export interface PlanEdit {
  readonly name: EditName;
  /** What follows the command's name. */
  readonly argument: string;
  /** Who is named in logs. */
  readonly author: string;
  /** Only to the file as it was read: not to what somebody else wrote meanwhile. */
  readonly once?: boolean;
}

/** How often an edit is made again on what somebody else wrote meanwhile. */
const MAX_TRIES = 20;

/**
 * Changes a plan file as `/plan <name> <said>` changes the plan of an issue. What another process
 * wrote meanwhile stays: the edit is made to the file as it is then.
 *
 * @returns the plan as it was, and as it is
 * @throws UsageError where the edit cannot be made
 */
export async function editPlan(
  io: Io,
  working: WorkingPlan,
  { name, argument, author, once = false }: PlanEdit,
): Promise<{ readonly before: WorkingPlan; readonly after: WorkingPlan }> {
  const { file, templates, text } = working;
  const formats = (await formatReader(io, templates))(text);
  const effect = effectOf(
    { name, word: name, argument },
    {
      shown: text,
      target: text,
      numbers: undefined,
      formats,
      templates: [],
      at: io.now().toISOString(),
      author,
    },
  );
  if (effect.kind === "refused") throw new UsageError(plainText(parseMarkdown(effect.why)));
  if (effect.kind !== "edit") throw new UsageError(`${name} changes no plan`);
  let before = working;
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const changed = effect.change(before.text);
    if (changed === before.text) return { before, after: before };
    const written = await io.replaceFile(file, before.bytes, changed).catch((error: unknown) => {
      if (error instanceof UsageError) throw error;
      throw new UsageError(`${file} cannot be written: ${reasonOf(error)}`, { cause: error });
    });
    const bytes = new TextEncoder().encode(changed);
    if (written) {
      const plan = parsePlan(changed, formats);
      return { before, after: { ...before, bytes, text: changed, plan } };
    }
    if (once) throw new UsageError(`${file} was changed since it was read. Read it again.`);
    before = await readWorkingPlan(io, file, templates);
  }
  throw new UsageError(`${file} changes all the time: it could not be written. Try again.`);
}

/** Items whose boxes are not what they were. */
export function changedItems(before: Plan, after: Plan): readonly PlanTask[] {
  const was = new Map(before.items.map(({ label, done }) => [label, done]));
  return after.items.filter(({ label, done }) => was.get(label) !== done);
}

/**
 * Several words or items of a command line as one text of a command.
 *
 * @param kind items are parted by commas
 */
export function argumentOf(words: readonly string[], kind: "items" | "text"): string {
  return words
    .map((word) => word.replaceAll(/\s+/g, " ").trim())
    .filter((word) => word !== "")
    .join(kind === "items" ? ", " : " ");
}

/** An item on one line: its box, its number and its words. */
export function itemLine({ done, label, text }: PlanItem): string {
  return `[${done ? "x" : " "}] ${label.padEnd(3)} ${printable(text)}`;
}

/** An item as JSON shows it. */
export function itemJson({ label, kind, text, done, line }: PlanItem): object {
  return { label, kind, text, done, line };
}
