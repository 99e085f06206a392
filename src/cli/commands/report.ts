import { type DashboardRow, arrangePlans, weeksOf } from "../../features/dashboard/rules.js";
import { readConfiguration } from "../../features/configuration/read.js";
import { readPlans } from "../../features/dashboard/read.js";
import { SECTION_TITLES } from "../../features/dashboard/text.js";
import { getRepository } from "../../github/repository.js";
import { computeInProcess } from "../../model/compute.js";
import { connectGitHub } from "../github.js";
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
  const { github, explain } = connectGitHub(io);
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
    throw explain(error, repository);
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
