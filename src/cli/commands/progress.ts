import { partSuffix } from "../../features/words.js";
import { outline } from "../../markdown/outline.js";
import { type Document, readDocument } from "../../markdown/parse.js";
import type { Front } from "../../markdown/front-matter.js";
import { sectionParts } from "../../plan/parse/progress.js";
import { summarize, type PlanSummary } from "../../plan/parse/status.js";
import { type ExitCode, type Io, painter, printable, type Paint } from "../io.js";
import { eachPlan, formatReader } from "../plans.js";

/** Options of `plansmith progress`. */
export interface ProgressOptions {
  readonly json?: boolean;
  readonly templates?: string;
}

type Read = { readonly file: string } & (
  { readonly plan: PlanSummary } | { readonly error: string }
);

/** Prints how far plans are; 2 where one could not be read. */
export async function progress(
  io: Io,
  files: readonly string[],
  options: ProgressOptions,
): Promise<ExitCode> {
  const formatsOf = await formatReader(io, options.templates);
  const read: Read[] = [];
  await eachPlan(io, files, async (input) => {
    if ("error" in input) {
      read.push(input);
      io.err(`plansmith: ${input.file} ${input.error}\n`);
      return;
    }
    const document = readDocument(input.text);
    const front = await frontOf(document, input.text);
    const formats = formatsOf(input.text);
    const plan = summarize(document, input.text, outline(document.tree), front, formats);
    read.push({ file: input.file, plan });
    if (input.lossy) {
      io.err(`plansmith: ${input.file} is not valid UTF-8; the invalid bytes were replaced\n`);
    }
  });
  io.out(options.json === true ? asJson(read) : asText(read, painter(io.outColours)));
  return read.some((file) => "error" in file) ? 2 : 0;
}

/** To load the parser of YAML for a plan that has none takes longer than to read that plan. */
async function frontOf(document: Document, text: string): Promise<Front> {
  if (document.frontMatter === undefined) return new Map();
  const { readFront } = await import("../../markdown/front-matter.js");
  return readFront(document, text);
}

function asJson(read: readonly Read[]): string {
  const all = read.map((entry) => {
    if ("error" in entry) return entry;
    const { format, state, done, open, hasKinds, kinds, sections, items, toFill } = entry.plan;
    const counts = {
      file: entry.file,
      format: format ?? null,
      state: state ?? null,
      done,
      open,
      sections,
    };
    if (!hasKinds) return counts;
    return {
      ...counts,
      kinds,
      toFill: toFill.length,
      items: items.map(({ label, kind, text, done: isDone, line, section }) => {
        return { label, kind, text, done: isDone, line, section };
      }),
    };
  });
  return `${JSON.stringify(all, undefined, 2)}\n`;
}

function asText(read: readonly Read[], paint: Paint): string {
  const parts = read.flatMap((each) =>
    "plan" in each ? [textOf(each.file, each.plan, paint)] : [],
  );
  return parts.join("\n");
}

function textOf(file: string, plan: PlanSummary, paint: Paint): string {
  const about = [plan.format, plan.state].filter((part) => part !== undefined).join(", ");
  const head = `${paint("bold", printable(file))}${about === "" ? "" : ` (${printable(about)})`}\n`;
  const rows = sectionParts(plan).map((part) => {
    const done = part.items.filter((item) => item.done).length;
    const name = (part.heading ?? "before the first section") + partSuffix(part);
    return row(name, done, part.items.length - done, paint);
  });
  const all = row(plan.hasKinds ? "steps" : "all", plan.done, plan.open, paint);
  const others = KIND_NAMES.flatMap(([kind, name]) => {
    const { done, open } = plan.kinds[kind];
    return done + open === 0 ? [] : [`${name} ${done}/${done + open}`];
  });
  const fill =
    plan.toFill.length === 0
      ? []
      : [
          plan.toFill.length === 1
            ? "1 place to fill in"
            : `${plan.toFill.length} places to fill in`,
        ];
  const notes = [...others, ...fill].join(" · ");
  return head + all + (notes === "" ? "" : `  ${notes}\n`) + rows.join("");
}

const KIND_NAMES = [
  ["criterion", "acceptance criteria"],
  ["question", "questions"],
  ["check", "checks"],
] as const;

function row(name: string, done: number, open: number, paint: Paint): string {
  const total = done + open;
  const percent = total === 0 ? "  –" : `${String(Math.floor((done / total) * 100)).padStart(3)}%`;
  const full = total === 0 ? 0 : Math.floor((done / total) * 10);
  const bar = paint(open === 0 && total > 0 ? "green" : "cyan", "█".repeat(full));
  const count = `${done}/${total}`.padStart(9);
  return `  ${bar}${paint("dim", "░".repeat(10 - full))} ${percent} ${count}  ${printable(name)}\n`;
}
