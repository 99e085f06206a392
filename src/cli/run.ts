import { Command, CommanderError, Option } from "commander";
import type { CheckCommandOptions } from "./commands/check.js";
import type { ConfigOptions } from "./commands/config.js";
import type { EditOptions, EditName } from "./commands/edit.js";
import type { FillOptions } from "./commands/fill.js";
import type { InitOptions } from "./commands/init.js";
import type { ProgressOptions } from "./commands/progress.js";
import type { ReportOptions } from "./commands/report.js";
import type { ShowOptions } from "./commands/show.js";
import type { PlanDetail } from "../plan/fill/input.js";
import {
  CHECK_HELP,
  CONFIG_HELP,
  DOCTOR_HELP,
  EDIT_HELP,
  FILL_HELP,
  HELP,
  INIT_HELP,
  MCP_HELP,
  NEXT_HELP,
  PROGRESS_HELP,
  REPORT_HELP,
  SHOW_HELP,
} from "./help.js";
import { UsageError, type ExitCode, type Io } from "./io.js";
import { packageVersion } from "../model/package.js";

/** The commands that change a plan: what they do, what follows the file, and an example. */
const EDITS: Readonly<Record<EditName, readonly [does: string, words: string, example: string]>> = {
  done: ["tick items of a plan", "<item...>", "done plans/42-export.md 3 C1"],
  undo: ["untick items of a plan", "<item...>", "undo plans/42-export.md 3"],
  status: ["set the status line of a plan", "[word...]", "status plans/42-export.md in progress"],
  log: ["add an entry to the progress log", "<text...>", 'log plans/42-export.md "Half is done"'],
  decide: [
    "add an entry to the decision log",
    "<text...>",
    'decide plans/42-export.md "Write CSV — Excel opens it"',
  ],
};

/** As `plans.detail` in the configuration: the schema is not loaded for it. */
const PLAN_DETAILS = ["full", "fitting"] as const satisfies readonly PlanDetail[];

/** How findings can be printed. */
const FORMATS = ["text", "json", "github", "sarif"] as const;

/**
 * Runs the command that `args` (without program and script) name. Never throws for wrong usage.
 * Each command is loaded when it runs, so that the others cost nothing.
 */
export async function runCli(args: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = programOf(args, io, (result) => {
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

/** The program with the command that `args` call; with all where they call none, or ask for help. */
function programOf(args: readonly string[], io: Io, done: (code: ExitCode) => void): Command {
  const program = new Command("plansmith")
    .description("Fills, reads, checks and changes the plans of issues.")
    .version(packageVersion())
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError("(see plansmith --help)")
    .addHelpText("after", HELP);
  const commands = new Map<string, (command: Command) => void>();
  const templates = [
    "--templates <dir>",
    "a folder of your own templates; they override the built-in ones",
  ] as const;

  commands.set("fill", (command) =>
    command
      .description("print the plan of an issue")
      .option("--template <name>", "the template to fill")
      .requiredOption("--issue <issue>", "OWNER/REPO#N, or a file with the issue as JSON")
      .option("--date <date>", "when the plan is filled; today by default")
      .addOption(
        new Option("--detail <detail>", "all of the format, or only what fits the issue")
          .choices(PLAN_DETAILS)
          .default("full"),
      )
      .option(...templates)
      .addHelpText("after", FILL_HELP)
      .action(async (options: FillOptions) => {
        const { fill } = await import("./commands/fill.js");
        done(await fill(io, options));
      }),
  );

  commands.set("progress", (command) =>
    command
      .description("print how far plans are, section by section")
      .argument("<file...>", "plans")
      .option("--json", "print JSON")
      .option(...templates)
      .addHelpText("after", PROGRESS_HELP)
      .action(async (files: string[], options: ProgressOptions) => {
        const { progress } = await import("./commands/progress.js");
        done(await progress(io, files, options));
      }),
  );

  commands.set("check", (command) =>
    command
      .description("print the problems in plans, and how to fix them")
      .argument("<file...>", "plans, or folders of them")
      .addOption(new Option("--format <format>", "how to print").choices(FORMATS).default("text"))
      .option("--template <name>", "the template that the plans have to follow")
      .option(...templates)
      .option("--quiet", "print errors only, and nothing where there are none")
      .option("--baseline <file>", "leave out the findings that this file lists")
      .option("--write-baseline", "write all findings to the baseline file")
      .option("--fix", "repair what has one right answer")
      .option("--dry-run", "with --fix: print the changes as a diff, and change nothing")
      .addHelpText("after", CHECK_HELP)
      .action(async (files: string[], options: CheckCommandOptions) => {
        const { check } = await import("./commands/check.js");
        done(await check(io, files, options));
      }),
  );

  commands.set("config", (command) =>
    command
      .description("print the effective configuration, or the mistakes in it")
      .option("--repo <dir>", "a checkout of the repository", ".")
      .option("--explain", "print where each value comes from")
      .addHelpText("after", CONFIG_HELP)
      .action(async (options: ConfigOptions) => {
        const { config } = await import("./commands/config.js");
        done(await config(io, options));
      }),
  );

  commands.set("show", (command) =>
    command
      .description(
        "print the items of a plan with their numbers, or one with what the plan says of it",
      )
      .argument("<file>", "a plan")
      .argument("[item...]", "a number (3, C2), §3.2, or the start of an item's text")
      .option("--json", "print JSON")
      .option(...templates)
      .addHelpText("after", SHOW_HELP)
      .action(async (file: string, items: string[], options: ShowOptions) => {
        const { show } = await import("./commands/show.js");
        done(await show(io, file, items, options));
      }),
  );

  commands.set("next", (command) =>
    command
      .description("print the next open step of a plan, and what belongs to it")
      .argument("<file>", "a plan")
      .option("--json", "print JSON")
      .option(...templates)
      .addHelpText("after", NEXT_HELP)
      .action(async (file: string, options: ShowOptions) => {
        const { next } = await import("./commands/show.js");
        done(await next(io, file, options));
      }),
  );

  for (const name of Object.keys(EDITS).filter(isEditName)) {
    const [does, words, example] = EDITS[name];
    commands.set(name, (command) =>
      command
        .description(does)
        .argument("<file>", "a plan")
        .argument(words)
        .option("--by <name>", "who is named in the log; your name in Git by default")
        .option(...templates)
        .addHelpText("after", `${EDIT_HELP}\nExample:\n  $ plansmith ${example}`)
        .action(async (file: string, rest: string[], options: EditOptions) => {
          const { edit } = await import("./commands/edit.js");
          done(await edit(io, name, file, rest, options));
        }),
    );
  }

  commands.set("init", (command) =>
    command
      .description(
        "write what a repository needs to begin with: workflow, configuration, issue form, AGENTS.md",
      )
      .option("--repo <dir>", "a checkout of the repository", ".")
      .option("--dry-run", "show what would be written, and write nothing")
      .addHelpText("after", INIT_HELP)
      .action(async (options: InitOptions) => {
        const { init } = await import("./commands/init.js");
        done(await init(io, options));
      }),
  );

  commands.set("mcp", (command) =>
    command
      .description(
        "serve the plans of this folder to agents, by the Model Context Protocol on stdio",
      )
      .option("--by <name>", "who is named in logs; your name in Git by default")
      .addHelpText("after", MCP_HELP)
      .action(async (options: { readonly by?: string }) => {
        const { serveMcp } = await import("./mcp/serve.js");
        done(await serveMcp(io, { folder: io.absolute("."), ...options }));
      }),
  );

  commands.set("report", (command) =>
    command
      .description("print all plans of a repository on GitHub, by what needs somebody")
      .argument("<repository>", "OWNER/REPO")
      .option("--json", "print JSON")
      .option("--app <slug>", "the App whose status comments are read", "plansmith")
      .addHelpText("after", REPORT_HELP)
      .action(async (repository: string, options: ReportOptions) => {
        const { report } = await import("./commands/report.js");
        done(await report(io, repository, options));
      }),
  );

  commands.set("doctor", (command) =>
    command
      .description("check the environment, the App's settings on GitHub, and Redis")
      .option(
        "--live <owner/repo>",
        "play the main job on a throw-away repository, and measure GitHub",
      )
      .addHelpText("after", DOCTOR_HELP)
      .action(async ({ live }: { readonly live?: string }) => {
        if (live === undefined) {
          const { doctor } = await import("./commands/doctor.js");
          return done(await doctor(io));
        }
        const { doctorLive } = await import("./commands/doctor.js");
        done(await doctorLive(io, live));
      }),
  );

  // To make all of them takes longer than most of them run.
  const [called = ""] = args;
  for (const name of commands.has(called) ? [called] : commands.keys()) {
    commands.get(name)?.(program.command(name));
  }
  return program;
}

function isEditName(name: string): name is EditName {
  return Object.hasOwn(EDITS, name);
}
