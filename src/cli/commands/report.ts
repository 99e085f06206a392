import { SILENT } from "../../github/http/client.js";
import { Octokit } from "@octokit/rest";
import type { DashboardRow } from "../../features/dashboard/rules.js";
import { readConfiguration } from "../../features/configuration/read.js";
import { readPlans } from "../../features/dashboard/read.js";
import { arrangePlans, weeksOf } from "../../features/dashboard/rules.js";
import { SECTION_TITLES } from "../../features/dashboard/text.js";
import { GITHUB_COM_API } from "../../github/hosts.js";
import { getRepository } from "../../github/repository.js";
import { fetchWithTimeout } from "../../github/http/transport.js";
import { computeInProcess } from "../../model/compute.js";
import { UsageError, painter, printable, type ExitCode, type Io, type Paint } from "../io.js";

/** Options of `plansmith report`. */
export interface ReportOptions {
  readonly json?: boolean;
  /** The App's slug: its status comments are the ones that count. */
  readonly app: string;
}

const REPOSITORY = /^[\w.-]{1,100}\/[\w.-]{1,100}$/;

/** Prints the plans of a repository on GitHub as its dashboard lists them. */
export async function report(
  io: Io,
  repository: string,
  { json, app }: ReportOptions,
): Promise<ExitCode> {
  if (!REPOSITORY.test(repository))
    throw new UsageError(`“${printable(repository)}” is not a repository: write OWNER/REPO`);
  const [owner = "", repo = ""] = repository.split("/");
  const variables = io.env;
  const token = variables["GITHUB_TOKEN"] || variables["GH_TOKEN"];
  const github = new Octokit({
    ...(token && { auth: token }),
    baseUrl: (variables["GITHUB_API_URL"] || GITHUB_COM_API).replace(/\/+$/, ""),
    request: { fetch: io.fetch ?? fetchWithTimeout },
    log: SILENT,
  });
  const ref = { installationId: 0, owner, repo };
  const now = io.now();
  try {
    // Without it, a repository that is not to be seen looks like one without plans.
    await getRepository(github, ref);
    const { config } = await readConfiguration({ github, compute: computeInProcess }, ref);
    const { plans, unread } = await readPlans(
      { github, config, now, isOwn: ({ author }) => author === `${app}[bot]` },
      ref,
    );
    const { staleAfter } = config.dashboard;
    const { sections, counts } = arrangePlans(plans, { now, staleAfter });
    if (json === true) {
      io.out(`${JSON.stringify({ repository, counts, unread, sections }, undefined, 2)}\n`);
      return 0;
    }
    const paint = painter(io.outColours);
    const parts = sections.map(({ name, rows }) => {
      const title = paint("bold", `${SECTION_TITLES[name]} (${rows.length})`);
      return `${title}\n${rows.map((row) => lineOf(row, now, paint)).join("")}`;
    });
    io.out(parts.length === 0 ? "There are no plans.\n" : parts.join("\n"));
    if (unread > 0) io.err(`plansmith: ${unread} more plans were not read\n`);
    return 0;
  } catch (error) {
    throw problemOf(error, repository, token !== undefined && token !== "");
  }
}

function lineOf(row: DashboardRow, now: Date, paint: Paint): string {
  const { number, title, state, progress, since, owners, pull, waits, reason, due } = row;
  const parts = [
    ...(progress !== undefined && progress.total > 0 && state !== "proposed"
      ? [`${progress.done}/${progress.total}`]
      : []),
    ...(state === "in progress" && since !== undefined ? [weeksOf(since, now)] : []),
    ...(state === "blocked" && reason !== undefined ? [reason] : []),
    ...(state === "proposed" && pull !== undefined ? [`review #${pull}`] : []),
    ...(waits.length > 0 ? [`waits for ${waits.join(", ")}`] : []),
    ...(owners.length > 0 ? [owners.join(", ")] : []),
    ...(row.isOverdue && due !== undefined ? [paint("red", `due ${due}`)] : []),
    ...(row.isStale && row.movedAt !== undefined
      ? [paint("yellow", `no change since ${new Date(row.movedAt).toISOString().slice(0, 10)}`)]
      : []),
    ...(row.hasNoOwner ? ["no assignee"] : []),
  ];
  const about = parts.length === 0 ? "" : ` · ${parts.join(" · ")}`;
  return `  #${number} ${printable(title)}${about}\n`;
}

/** What GitHub refuses, in words that say what to do; anything else as it is. */
function problemOf(error: unknown, repository: string, hasToken: boolean): unknown {
  const status = error instanceof Error && "status" in error ? error.status : undefined;
  const hint = hasToken
    ? "Check the name, and whether the token may read its issues and contents."
    : "Set GITHUB_TOKEN to a token that may read its issues and contents.";
  if (status === 401) return new UsageError("GitHub does not accept the token in GITHUB_TOKEN");
  if (status === 403 || status === 404 || status === 429)
    return new UsageError(`GitHub does not show ${repository} (${status}). ${hint}`);
  return error;
}
