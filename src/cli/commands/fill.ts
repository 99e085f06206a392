import { ZodError } from "zod";
import { GH_FIELDS, isFromGh, missingInGh, restFromGh } from "../../issue/gh.js";
import { issueFromRest, type Issue } from "../../issue/issue.js";
import { fillPlan, PlanTooLongError } from "../../plan/fill/fill.js";
import { planBranch } from "../../plan/identity.js";
import { chooseTemplate } from "../../plan/template/choose.js";
import type { PlanDetail } from "../../plan/fill/input.js";
import type { IssueAndRepository } from "../github.js";
import { UsageError, type ExitCode, type Io, messageOf } from "../io.js";
import { loadTemplates, templateCalled } from "../templates.js";

/** Options of `plansmith fill`. */
export interface FillOptions {
  readonly template?: string;
  /** A file, `-` for standard input, or `OWNER/REPO#N` for an issue on GitHub. */
  readonly issue: string;
  readonly date?: string;
  readonly templates?: string;
  readonly detail?: PlanDetail;
}

const REFERENCE = /^([\w.-]{1,100})\/([\w.-]{1,100})#([1-9]\d{0,9})$/;
const ADDRESS = /^https?:\/\/[^/]+\/([\w.-]+)\/([\w.-]+)\/issues\/(\d+)(?:[?#].*)?$/;

/** An issue with everything that GitHub says of it stays well below this, in bytes. */
const ISSUE_LIMIT = 8 * 1024 * 1024;

/** Prints the plan of an issue. */
export async function fill(io: Io, options: FillOptions): Promise<ExitCode> {
  const date = dateOf(options.date, io);
  const templates = await loadTemplates(io, options.templates);
  const { issue, repository } = await findIssue(io, options.issue);
  const chosen =
    options.template === undefined
      ? chooseTemplate(templates, issue.labels)
      : { template: templateCalled(templates, options.template) };
  if ("problem" in chosen) throw new UsageError(chosen.problem);
  if ("notice" in chosen && chosen.notice !== undefined) io.err(`plansmith: ${chosen.notice}\n`);
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

/** On GitHub for `OWNER/REPO#N`, else in a file or on standard input. */
async function findIssue(io: Io, where: string): Promise<IssueAndRepository> {
  const [, owner, name, number] = REFERENCE.exec(where) ?? [];
  if (owner !== undefined && name !== undefined) {
    // Octokit is loaded only where it is needed.
    const { issueOnGitHub } = await import("../github.js");
    return issueOnGitHub(io, { owner, repo: name, number: Number(number) });
  }
  const address = ADDRESS.exec(where);
  if (address !== null) {
    const [, ownerOf, nameOf, numberOf] = address;
    throw new UsageError(
      `an issue on GitHub is named ${ownerOf}/${nameOf}#${numberOf}; for another GitHub than github.com, set GH_HOST`,
    );
  }
  const issue = await readIssue(io, where);
  return { issue, repository: { ...repositoryOf(issue), defaultBranch: "main" } };
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
    if (!isFromGh(json)) return issueFromRest(json);
    assertComplete(json, name);
    return issueFromRest(restFromGh(json));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `${name} is not an issue from GitHub's REST API or from gh issue view --json: ${reasonOf(error)}`,
      { cause: error },
    );
  }
}

/** Without a field that was not asked for, a part of the plan would be empty, and nobody would notice. */
function assertComplete(json: Readonly<Record<string, unknown>>, name: string): void {
  const missing = missingInGh(json);
  if (missing.length === 0) return;
  const number = typeof json["number"] === "number" ? json["number"] : "NUMBER";
  throw new UsageError(
    `${name} lacks ${missing.join(", ")}. Ask for all that a plan is filled from: gh issue view ${number} --json ${GH_FIELDS.join(",")}`,
  );
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
