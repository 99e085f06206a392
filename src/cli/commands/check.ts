import { createTwoFilesPatch } from "diff";
import { problemText } from "../../config/problem.js";
import { CONFIG_FILES, readLayer, resolveConfig, TWO_FILES } from "../../config/read-config.js";
import { CONFIG_LIMIT } from "../../config/yaml.js";
import {
  checkFile,
  type CheckOptions,
  type Finding,
  type RuleSeverities,
} from "../../plan/check/check.js";
import { fixPlan } from "../../plan/check/fix.js";
import {
  baselineText,
  readBaseline,
  unknownFindings,
  type FileReport,
  type Report,
  githubReport,
  issuesOf,
  jsonReport,
  sarifReport,
  textReport,
} from "../reports.js";
import { UsageError, type ExitCode, type Io } from "../io.js";
import { eachPlan, filesBelow, placeOf, type Place } from "../plans.js";
import { loadTemplates, templateCalled } from "../templates.js";

/** Options of `plansmith check`. */
export interface CheckCommandOptions {
  readonly format: string;
  readonly template?: string;
  readonly templates?: string;
  readonly quiet?: boolean;
  readonly baseline?: string;
  readonly writeBaseline?: boolean;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
}

const REPORTS: Readonly<Record<string, Report>> = {
  text: textReport,
  json: jsonReport,
  github: githubReport,
  sarif: sarifReport,
};

/**
 * Prints what is wrong with plans; 1 where something is, 2 where a file, a folder or the configuration
 * could not be read. With `fix`, first puts right what has one right answer.
 */
export async function check(
  io: Io,
  args: readonly string[],
  options: CheckCommandOptions,
): Promise<ExitCode> {
  rejectContradictions(args, options);
  const templates = await loadTemplates(io, options.templates);
  const known =
    options.baseline === undefined || options.writeBaseline === true
      ? undefined
      : await readBaseline(io, options.baseline);
  const common: CheckOptions = {
    templates: [...templates.values()],
    template:
      options.template === undefined ? undefined : templateCalled(templates, options.template),
    now: io.now(),
  };
  const { files, inFolders, missing } = await filesOf(io, args);
  const rulesOf = ruleReader(io);
  const fixer = createFixer(io, options);
  const reports: FileReport[] = [];
  await eachPlan(io, files, async (input) => {
    const { file } = input;
    const place = file === "-" ? undefined : placeOf(io, file);
    const path = place?.exists === undefined ? file : place.path;
    if ("error" in input) {
      reports.push({ file, path, error: input.error });
      io.err(`plansmith: ${file} ${input.error}\n`);
      return;
    }
    const rules = await rulesOf(place?.root);
    const look = (text: string) => checkFile(text, { ...common, ...place, rules });
    let { text } = input;
    const { hasPlan, ...first } = look(text);
    let { findings } = first;
    const isPlan = hasPlan || (findings.length > 0 && !inFolders.has(file));
    // A folder of plans has a README, too.
    if (!isPlan && inFolders.has(file)) return;
    if (options.fix === true && !input.lossy && findings.length > 0) {
      const fixed = await fixer.fix({ file, text, findings }, place);
      if (fixed !== text) [text, findings] = [fixed, look(fixed).findings];
    }
    reports.push({ file, path, text, findings, ...(isPlan ? {} : { isPlan: false as const }) });
  });
  if (options.writeBaseline === true && options.baseline !== undefined) {
    await io.writeFile(options.baseline, baselineText(reports));
    const count = reports.reduce(
      (sum, report) => sum + ("findings" in report ? report.findings.length : 0),
      0,
    );
    io.out(`${options.baseline}: ${issuesOf(count)} written\n`);
    return missing || reports.some((report) => "error" in report) ? 2 : 0;
  }
  const fresh = reports.map((report) => unknownFindings(report, known ?? {}));
  const excused = fresh.reduce((sum, entry) => sum + entry.known, 0);
  const shown = fresh.map(({ report }) => (options.quiet === true ? errorsOf(report) : report));
  const found = shown.some((report) => "findings" in report && report.findings.length > 0);
  const isText = options.format === "text";
  (isText ? io.out : io.err)(fixer.report());
  if (!isText || options.quiet !== true || found) {
    if (shown.length > 0 || !missing) io.out((REPORTS[options.format] ?? textReport)(shown, io));
  }
  if (isText && excused > 0 && options.quiet !== true) {
    io.out(`${issuesOf(excused)} ${excused === 1 ? "is" : "are"} in the baseline\n`);
  }
  if (missing || rulesOf.failed() || shown.some((report) => "error" in report)) return 2;
  return found ? 1 : 0;
}

function rejectContradictions(args: readonly string[], options: CheckCommandOptions): void {
  if (options.writeBaseline === true && options.baseline === undefined) {
    throw new UsageError("--write-baseline needs --baseline FILE, the file to write");
  }
  if (options.dryRun === true && options.fix !== true) {
    throw new UsageError("--dry-run shows what --fix would change: name both");
  }
  if (options.fix === true && args.includes("-")) {
    throw new UsageError("--fix changes files, and standard input is none");
  }
}

/** The files that are named, and the Markdown files below the folders that are. */
async function filesOf(
  io: Io,
  args: readonly string[],
): Promise<{
  readonly files: readonly string[];
  readonly inFolders: ReadonlySet<string>;
  readonly missing: boolean;
}> {
  const files: string[] = [];
  const inFolders = new Set<string>();
  let missing = false;
  for (const named of args) {
    const arg = named.replace(/(?<=.)\/+$/, "");
    if (arg === "-" || !io.isFolder(arg)) {
      files.push(named);
      continue;
    }
    const found = (await filesBelow(io, arg)).filter((file) => /\.(?:md|markdown)$/i.test(file));
    if (found.length === 0) {
      missing = true;
      io.err(`plansmith: no plan found in ${arg}: it has no Markdown file\n`);
    }
    for (const file of found) inFolders.add(file);
    files.push(...found);
  }
  return { files, inFolders, missing };
}

/** A report with its errors alone. */
function errorsOf(report: FileReport): FileReport {
  if (!("findings" in report)) return report;
  return { ...report, findings: report.findings.filter(({ severity }) => severity === "error") };
}

interface RuleReader {
  (root: string | undefined): Promise<RuleSeverities>;
  /** Whether a configuration could not be used. */
  readonly failed: () => boolean;
}

/** Reads the rules of each repository's configuration once; one with mistakes is reported. */
function ruleReader(io: Io): RuleReader {
  const known = new Map<string, RuleSeverities>();
  let failed = false;
  const read = async (root: string): Promise<RuleSeverities> => {
    const isThere = (name: string): boolean => io.exists(`${root}/${name}`);
    const [source, second] = CONFIG_FILES.filter(isThere);
    if (source === undefined || io.isLink?.(`${root}/${source}`) === true) return {};
    const bytes = await io.readFile(`${root}/${source}`, CONFIG_LIMIT).catch(() => undefined);
    if (bytes === undefined) return {};
    const { config, problems } = resolveConfig([readLayer(source, bytes)]);
    const two = second === undefined ? [] : [{ source, line: 1, column: 1, ...TWO_FILES }];
    for (const problem of [...two, ...problems]) {
      failed = true;
      io.err(`plansmith: ${source}:${problem.line}:${problem.column} ${problemText(problem)}\n`);
    }
    return config.check.rules;
  };
  const reader = async (root: string | undefined): Promise<RuleSeverities> => {
    if (root === undefined) return {};
    const rules = known.get(root) ?? (await read(root));
    known.set(root, rules);
    return rules;
  };
  return Object.assign(reader, { failed: () => failed });
}

interface Fixer {
  /** The text as it is now: fixed, or as it was where only the difference is shown. */
  readonly fix: (
    plan: {
      readonly file: string;
      readonly text: string;
      readonly findings: readonly Finding[];
    },
    place: Place | undefined,
  ) => Promise<string>;
  /** What was done, or would be. */
  readonly report: () => string;
}

function createFixer(io: Io, { dryRun = false }: CheckCommandOptions): Fixer {
  const names = new Map<string, ReadonlyMap<string, readonly string[]>>();
  let report = "";
  /** Paths from the root by the file's name. */
  const namesIn = async (root: string): Promise<ReadonlyMap<string, readonly string[]>> => {
    const known = names.get(root);
    if (known !== undefined) return known;
    const found = new Map<string, string[]>();
    for (const file of await filesBelow(io, root)) {
      const path = file.slice(root.length + 1);
      const name = path.split("/").at(-1) ?? "";
      const others = found.get(name);
      if (others === undefined) found.set(name, [path]);
      else others.push(path);
    }
    names.set(root, found);
    return found;
  };
  return {
    async fix({ file, text, findings }, place) {
      const isLost = findings.some(({ rule }) => rule === "link-dangling");
      const files = isLost && place?.root !== undefined ? await namesIn(place.root) : undefined;
      const filesCalled = files && ((name: string) => files.get(name) ?? []);
      const fixed = fixPlan(text, {
        findings,
        path: place?.path,
        exists: place?.exists,
        filesCalled,
      });
      if (fixed === text) return text;
      if (dryRun) {
        report += createTwoFilesPatch(`a/${file}`, `b/${file}`, text, fixed);
        return text;
      }
      await io.writeFile(file, fixed);
      report += `${file}: fixed\n`;
      return fixed;
    },
    report: () => report,
  };
}
