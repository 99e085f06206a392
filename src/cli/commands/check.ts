import { checkPlan, type CheckOptions } from "../../plan/check/check.js";
import type { ExitCode, Io } from "../io.js";
import { eachPlan, placeOf } from "../plans.js";
import {
  type FileReport,
  type Report,
  githubReport,
  jsonReport,
  sarifReport,
  textReport,
} from "../reports.js";
import { loadTemplates, templateCalled } from "../templates.js";

/** Options of `plansmith check`. */
export interface CheckCommandOptions {
  readonly format: string;
  readonly template?: string;
  readonly templates?: string;
}

const REPORTS: Readonly<Record<string, Report>> = {
  text: textReport,
  json: jsonReport,
  github: githubReport,
  sarif: sarifReport,
};

/** Prints what is wrong with plans; 1 where something is, 2 where one could not be read. */
export async function check(
  io: Io,
  files: readonly string[],
  options: CheckCommandOptions,
): Promise<ExitCode> {
  const templates = await loadTemplates(io, options.templates);
  const common: CheckOptions = {
    templates: [...templates.values()],
    template:
      options.template === undefined ? undefined : templateCalled(templates, options.template),
    now: io.now(),
  };
  const reports: FileReport[] = [];
  await eachPlan(io, files, (input) => {
    const { file } = input;
    const place = file === "-" ? undefined : placeOf(io, file);
    const path = place?.exists === undefined ? file : place.path;
    if ("error" in input) {
      reports.push({ file, path, error: input.error });
      io.err(`plansmith: ${file} ${input.error}\n`);
      return;
    }
    const { text } = input;
    reports.push({ file, path, text, findings: checkPlan(text, { ...common, ...place }) });
  });
  io.out((REPORTS[options.format] ?? textReport)(reports, io));
  if (reports.some((report) => "error" in report)) return 2;
  return reports.some((report) => "findings" in report && report.findings.length > 0) ? 1 : 0;
}
