import { effectiveYaml } from "../../config/describe.js";
import { problemText, type ConfigProblem } from "../../config/problem.js";
import {
  CONFIG_FILE,
  CONFIG_FILES,
  TWO_FILES,
  readLayer,
  resolveConfig,
  type Layer,
  templateNameProblems,
} from "../../config/read-config.js";
import { CONFIG_LIMIT } from "../../config/yaml.js";
import { TEMPLATE_FOLDER } from "../../plan/identity.js";
import { TemplateError, BUILTIN_NAMES, loadTemplate } from "../../plan/template/template.js";
import {
  UsageError,
  type ExitCode,
  type Io,
  isPresent,
  messageOf,
  painter,
  printable,
} from "../io.js";

/** Options of `plansmith config`. */
export interface ConfigOptions {
  readonly repo: string;
  readonly explain?: boolean;
}

/** A little more than any template may be, in bytes: reading says so. */
const TEMPLATE_LIMIT = 256 * 1024;

/** Prints the effective configuration of a checkout, or what is wrong with it: 1 then. */
export async function config(io: Io, options: ConfigOptions): Promise<ExitCode> {
  if (!io.exists(options.repo)) throw new UsageError(`${options.repo} does not exist`);
  const layer = await readConfigFile(io, options.repo);
  const resolved = resolveConfig(layer === undefined ? [] : [layer]);
  const templates = await readTemplates(io, `${options.repo}/${TEMPLATE_FOLDER}`);
  const names = [...new Set([...templates.names, ...BUILTIN_NAMES])];
  const problems = [
    ...resolved.problems,
    ...(resolved.problems.length > 0 ? [] : templateNameProblems(resolved, names)),
    ...templates.problems,
  ];
  if (problems.length > 0) {
    io.out(reportOf(io, problems));
    return 1;
  }
  for (const note of notesOf(layer, resolved.config["_extends"])) io.err(`plansmith: ${note}\n`);
  io.out(effectiveYaml(resolved, options.explain === true));
  return 0;
}

/** What is only known on GitHub. */
function notesOf(layer: Layer | undefined, base: string | undefined): readonly string[] {
  if (layer === undefined) {
    return [
      `there is no ${CONFIG_FILE}: these are the defaults. On GitHub, the owner's .github repository may change them`,
    ];
  }
  if (base === undefined) return [];
  return [`_extends names ${base}, which is only read on GitHub: its values are not shown here`];
}

async function readConfigFile(io: Io, repo: string): Promise<Layer | undefined> {
  const [source = CONFIG_FILE, second] = CONFIG_FILES.filter((name) =>
    isPresent(io, `${repo}/${name}`),
  );
  const path = `${repo}/${source}`;
  const nothing = readLayer(source, new Uint8Array());
  const unreadable = (what: string, fix: string): Layer => ({
    ...nothing,
    problems: [{ source, line: 1, column: 1, what, fix }],
  });
  if (second !== undefined) return unreadable(TWO_FILES.what, TWO_FILES.fix);
  if (io.isLink?.(path) === true) {
    return unreadable("It is a symbolic link.", "Make it a regular file with the text in it.");
  }
  try {
    return readLayer(source, await io.readFile(path, CONFIG_LIMIT));
  } catch (error) {
    const code =
      typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code === "EISDIR") return unreadable("It is a folder.", "Make it a file.");
    return unreadable(`It ${messageOf(error)}.`, "");
  }
}

async function readTemplates(
  io: Io,
  folder: string,
): Promise<{ readonly names: readonly string[]; readonly problems: readonly ConfigProblem[] }> {
  const files = await io.list(folder).catch(() => []);
  const names = files.filter((file) => file.endsWith(".md")).map((file) => file.slice(0, -3));
  const problems: ConfigProblem[] = [];
  for (const name of names.toSorted()) {
    const source = `${TEMPLATE_FOLDER}/${name}.md`;
    try {
      const bytes = await io.readFile(`${folder}/${name}.md`, TEMPLATE_LIMIT);
      loadTemplate(new TextDecoder().decode(bytes), name);
    } catch (error) {
      const explanation =
        error instanceof TemplateError
          ? { line: error.line, what: `It cannot be used: ${error.reason}.`, fix: error.fix }
          : { line: 1, what: `It ${messageOf(error)}.`, fix: "" };
      problems.push({ source, column: 1, ...explanation });
    }
  }
  return { names, problems };
}

function reportOf(io: Io, problems: readonly ConfigProblem[]): string {
  const paint = painter(io.outColours);
  const rows = problems.map((problem) => {
    const place = `${problem.source}:${problem.line}:${problem.column}`;
    return `${paint("bold", printable(place))} ${printable(problemText(problem))}\n`;
  });
  const count = problems.length === 1 ? "1 mistake" : `${problems.length} mistakes`;
  return `${rows.join("")}${paint("red", count)}\n`;
}
