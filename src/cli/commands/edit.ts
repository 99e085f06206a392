import { type ExitCode, type Io, printable, UsageError } from "../io.js";
import {
  changedItems,
  editPlan,
  readWorkingPlan,
  saidOf,
  type EditName,
  type WorkingPlan,
  itemLine,
} from "../working-plan.js";

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
  const said = saidOf(words, name === "done" || name === "undo" ? "items" : "text");
  if (said === "" && NEEDS[name] !== undefined) throw new UsageError(NEEDS[name]);
  const working = await readWorkingPlan(io, file, options.templates);
  const author = options.by?.trim() || io.author();
  const { before, after } = await editPlan(io, working, { name, said, author });
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
