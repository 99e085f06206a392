import { Command, CommanderError, Option } from "commander";
import { check, FORMATS, type CheckCommandOptions } from "./commands/check.js";
import { config, type ConfigOptions } from "./commands/config.js";
import { fill, type FillOptions } from "./commands/fill.js";
import { progress, type ProgressOptions } from "./commands/progress.js";
import { UsageError, type ExitCode, type Io, version } from "./io.js";

const HELP = `
Exit codes: 0 all is well, 1 something was found, 2 wrong use or unreadable input.
A file called - is standard input. docs/checks.md tells what is checked.

Examples:
  $ plansmith progress plans/*.md
  $ plansmith check --format github plans/*.md
  $ gh api repos/acme/reports/issues/42 | plansmith fill --issue -`;

const FILL_HELP = `
The issue is what GitHub's REST API gives for it (GET /repos/{owner}/{repo}/issues/{number}).
Without --template, its labels choose: “template: NAME”, else a label that a template names, else
issue-plan.

The date is a day (2026-11-21) or a minute in UTC (2026-11-21T10:05Z; a day alone is its first
minute). The plan shows it as the day it was created and last updated. Give it to get the same
plan again, byte for byte.

Examples:
  $ plansmith fill --template exec-plan --issue issue.json > plan.md
  $ gh api repos/acme/reports/issues/42 | plansmith fill --issue - --date 2026-11-21`;

const PROGRESS_HELP = `
The JSON is an array with one element a file, in the order given:
  {"file","format","state","done","open","sections":[{"heading","line","done","open"}]}
or {"file","error"} for one that could not be read.

Examples:
  $ plansmith progress plans/42-export.md
  $ git show main:plans/42-export.md | plansmith progress --json -`;

const CHECK_HELP = `
Examples:
  $ plansmith check plans/42-export.md
  $ plansmith check --template exec-plan --format json draft.md
  $ plansmith check --format sarif plans/*.md > plans.sarif`;

const CONFIG_HELP = `
docs/configuration.md lists every key. What other repositories say is read on GitHub only.

Examples:
  $ plansmith config
  $ plansmith config --repo ../reports --explain`;

/** Runs the command that `args` (without program and script) name. Never throws for wrong use. */
export async function runCli(args: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = programOf(io, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof UsageError)) throw error;
    io.err(`plansmith: ${error.message}\n`);
    return 2;
  }
}

function programOf(io: Io, done: (code: ExitCode) => void): Command {
  const program = new Command("plansmith")
    .description("Fills, reads and checks the plans of issues.")
    .version(version())
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError("(plansmith --help tells more)")
    .addHelpText("after", HELP);
  const templates = ["--templates <dir>", "templates of your own, which override ours"] as const;

  program
    .command("fill")
    .description("print the plan of an issue")
    .option("--template <name>", "the template to fill")
    .requiredOption("--issue <file>", "the issue as JSON")
    .option("--date <date>", "when the plan is filled; today by default")
    .option(...templates)
    .addHelpText("after", FILL_HELP)
    .action(async (options: FillOptions) => done(await fill(io, options)));

  program
    .command("progress")
    .description("print how far plans are, section by section")
    .argument("<file...>", "plans")
    .option("--json", "print JSON")
    .option(...templates)
    .addHelpText("after", PROGRESS_HELP)
    .action(async (files: string[], options: ProgressOptions) =>
      done(await progress(io, files, options)),
    );

  program
    .command("check")
    .description("print what is wrong with plans, and how to mend it")
    .argument("<file...>", "plans")
    .addOption(new Option("--format <format>", "how to print").choices(FORMATS).default("text"))
    .option("--template <name>", "the template that the plans have to follow")
    .option(...templates)
    .addHelpText("after", CHECK_HELP)
    .action(async (files: string[], options: CheckCommandOptions) =>
      done(await check(io, files, options)),
    );

  program
    .command("config")
    .description("print the configuration that counts, or what is wrong with it")
    .option("--repo <dir>", "a checkout of the repository", ".")
    .option("--explain", "print where each value comes from")
    .addHelpText("after", CONFIG_HELP)
    .action(async (options: ConfigOptions) => done(await config(io, options)));

  return program;
}
