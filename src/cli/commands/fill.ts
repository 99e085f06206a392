import { ZodError } from "zod";
import { issueFromRest, type Issue } from "../../issue/issue.js";
import { fillPlan, PlanTooLongError } from "../../plan/fill/fill.js";
import { planBranch } from "../../plan/identity.js";
import { chooseTemplate } from "../../plan/template/choose.js";
import type { PlanDetail } from "../../plan/fill/input.js";
import { UsageError, type ExitCode, type Io, messageOf } from "../io.js";
import { loadTemplates, templateCalled } from "../templates.js";

/** Options of `plansmith fill`. */
export interface FillOptions {
  readonly template?: string;
  readonly issue: string;
  readonly date?: string;
  readonly templates?: string;
  readonly detail?: PlanDetail;
}

/** An issue with everything that GitHub says of it stays well below this, in bytes. */
const ISSUE_LIMIT = 8 * 1024 * 1024;

/** Prints the plan of an issue. */
export async function fill(io: Io, options: FillOptions): Promise<ExitCode> {
  const date = dateOf(options.date, io);
  const templates = await loadTemplates(io, options.templates);
  const issue = await readIssue(io, options.issue);
  const chosen =
    options.template === undefined
      ? chooseTemplate(templates, issue.labels)
      : { template: templateCalled(templates, options.template) };
  if ("problem" in chosen) throw new UsageError(chosen.problem);
  if ("notice" in chosen && chosen.notice !== undefined) io.err(`plansmith: ${chosen.notice}\n`);
  const repository = { ...repositoryOf(issue), defaultBranch: "main" };
  const branch = planBranch(issue.number);
  try {
    io.out(fillPlan(chosen.template, { issue, repository, branch, date, detail: options.detail }));
  } catch (error) {
    if (!(error instanceof PlanTooLongError)) throw error;
    throw new UsageError(`template ${chosen.template.name}: ${error.message}`, { cause: error });
  }
  return 0;
}

function dateOf(date: string | undefined, io: Io): string {
  if (date === undefined) return io.now().toISOString();
  const given = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z)?$/.test(date);
  const instant = new Date(date);
  if (given && !Number.isNaN(instant.getTime())) {
    const iso = instant.toISOString();
    if (iso.startsWith(date.slice(0, 10))) return iso;
  }
  throw new UsageError(`“${date}” is not a date such as 2026-11-21 or 2026-11-21T10:05Z`);
}

async function readIssue(io: Io, file: string): Promise<Issue> {
  const name = file === "-" ? "standard input" : file;
  const bytes = await (file === "-" ? io.stdin(ISSUE_LIMIT) : io.readFile(file, ISSUE_LIMIT)).catch(
    (error: unknown) => {
      throw new UsageError(`${name} ${messageOf(error)}`, { cause: error });
    },
  );
  if (bytes.length > ISSUE_LIMIT) throw new UsageError(`${name} is larger than 8 MiB`);
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return issueFromRest(json);
  } catch (error) {
    throw new UsageError(`${name} is not an issue from GitHub's REST API: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return `not valid JSON (${error.message})`;
  if (!(error instanceof ZodError)) return String(error);
  return error.issues
    .map(({ path, message }) => `${path.map(String).join(".") || "the issue"}: ${message}`)
    .join("; ");
}

/** The repository in an issue's address. */
function repositoryOf({ htmlUrl }: Issue): { owner: string; name: string } {
  const [owner, name] = new URL(htmlUrl).pathname.split("/").filter((part) => part !== "");
  if (owner === undefined || name === undefined) {
    throw new UsageError(`html_url (${htmlUrl}) does not name a repository`);
  }
  return { owner, name };
}
