import { parsePlan, type Plan } from "../../plan/parse/parse.js";
import { type ExitCode, type Io, painter, printable, type Paint } from "../io.js";
import { eachPlan } from "../plans.js";
import { loadTemplates } from "../templates.js";

/** Options of `plansmith progress`. */
export interface ProgressOptions {
  readonly json?: boolean;
  readonly templates?: string;
}

type Read = { readonly file: string } & ({ readonly plan: Plan } | { readonly error: string });

/** Prints how far plans are; 2 where one could not be read. */
export async function progress(
  io: Io,
  files: readonly string[],
  options: ProgressOptions,
): Promise<ExitCode> {
  const templates = [...(await loadTemplates(io, options.templates)).values()];
  const read: Read[] = [];
  await eachPlan(io, files, (input) => {
    if ("error" in input) {
      read.push(input);
      io.err(`plansmith: ${input.file} ${input.error}\n`);
      return;
    }
    read.push({ file: input.file, plan: parsePlan(input.text, templates) });
    if (input.lossy) {
      io.err(`plansmith: ${input.file} is not valid UTF-8; the invalid bytes were replaced\n`);
    }
  });
  io.out(options.json === true ? asJson(read) : asText(read, painter(io.outColours)));
  return read.some((file) => "error" in file) ? 2 : 0;
}

function asJson(read: readonly Read[]): string {
  const all = read.map((each) => {
    if ("error" in each) return each;
    const { format, state, done, open, sections } = each.plan;
    return { file: each.file, format: format ?? null, state: state ?? null, done, open, sections };
  });
  return `${JSON.stringify(all, undefined, 2)}\n`;
}

function asText(read: readonly Read[], paint: Paint): string {
  const parts = read.flatMap((each) =>
    "plan" in each ? [textOf(each.file, each.plan, paint)] : [],
  );
  return parts.join("\n");
}

function textOf(file: string, plan: Plan, paint: Paint): string {
  const facts = [plan.format, plan.state].filter((part) => part !== undefined).join(", ");
  const head = `${paint("bold", printable(file))}${facts === "" ? "" : ` (${printable(facts)})`}\n`;
  const rows = plan.sections
    .filter(({ done, open }) => done + open > 0)
    .map(({ heading, done, open }) =>
      row(heading ?? "before the first section", done, open, paint),
    );
  return head + row("all", plan.done, plan.open, paint) + rows.join("");
}

function row(name: string, done: number, open: number, paint: Paint): string {
  const total = done + open;
  const percent = total === 0 ? "  –" : `${String(Math.floor((done / total) * 100)).padStart(3)}%`;
  const full = total === 0 ? 0 : Math.floor((done / total) * 10);
  const bar = paint(open === 0 && total > 0 ? "green" : "cyan", "█".repeat(full));
  const count = `${done}/${total}`.padStart(9);
  return `  ${bar}${paint("dim", "░".repeat(10 - full))} ${percent} ${count}  ${printable(name)}\n`;
}
