import * as z from "zod";
import { SECTION_KINDS } from "../issue/section-kinds.js";
import { RULES } from "../plan/check/check.js";
import { nearest } from "./problem.js";
import {
  archive,
  comment,
  completed,
  dashboard,
  evidence,
  labels,
  linked,
  onboarding,
  progress,
  plans,
  pullRequest,
  templates,
} from "./schema/sections.js";
import { login, MAX_ENTRIES } from "./schema/values.js";

/** What happens at an approval. */
const approval = z
  .strictObject({
    stamp: z
      .enum(["off", "review", "always"])
      .default("review")
      .meta({
        description:
          "`review`: an approving review by somebody with write permission sets the plan's status, “Last Updated” and “Approved By”, in one commit on its branch. Nothing is written where a push may dismiss approvals: where a ruleset says so, or the base branch is protected in a way that the App cannot read. `always`: also there, once; reviewers may have to approve again. `off`: nothing is written.",
        examples: ["off", "always"],
      }),
  })
  .prefault({})
  .meta({ description: "What the bot does when a plan is approved." });

const RULE_IDS = RULES.map(({ id }) => id);

/** How plans are checked, on their pull requests and on the command line. */
const check = z
  .strictObject({
    mode: z
      .enum(["off", "advise", "require"])
      .default("advise")
      .meta({
        description:
          "The check run `Plan` on pull requests that add or change a plan, with the findings of `plansmith check`. `advise`: neutral when there are findings. `require`: fails when there are findings, and passes on every other pull request, so that branch protection can require it. `off`: no check run. `check: require` is short for it.",
        examples: ["require", "off"],
      }),
    rules: z
      .record(z.string().max(60), z.enum(["off", "warning", "error"]))
      .superRefine((rules, context) => {
        for (const id of Object.keys(rules)) {
          if (RULE_IDS.includes(id)) continue;
          const near = nearest(id, RULE_IDS);
          const hint = near === undefined ? "docs/checks.md lists them." : `Did you mean ${near}?`;
          const message = `There is no such rule. ${hint}`;
          context.addIssue({ code: "custom", message, path: [id] });
        }
      })
      .default({})
      .meta({
        description:
          "Severities of single rules: `off`, `warning` or `error`. docs/checks.md lists the rules. They hold for the check run and for `plansmith check` in a checkout.",
        examples: [{ "decision-incomplete": "off", "table-width": "error" }],
      }),
  })
  .prefault({})
  .meta({ description: "How plans are checked." });

/** Whether other pull requests have to wait for the plan. */
const gate = z
  .enum(["off", "warn", "require"])
  .default("off")
  .meta({
    description:
      "The check run `Plan approved` on pull requests, which shows whether the issues that they close, or are `Part of`, have an approved plan. `warn`: neutral when an issue has none, or when there are more than ten open issues. `require`: fails in these cases. `off`: no check run.",
    examples: ["warn", "require"],
  });

/** What people can ask for in a comment. `open` is `/plan` alone. */
export const COMMAND_NAMES = [
  "open",
  "template",
  "refill",
  "status",
  "block",
  "unblock",
  "done",
  "undo",
  "decide",
  "log",
  "archive",
  "adopt",
  "dashboard",
  "help",
] as const;

/** The name of a command. */
export type CommandName = (typeof COMMAND_NAMES)[number];

const names = z.array(z.enum(COMMAND_NAMES)).max(COMMAND_NAMES.length);

/** Who may use which commands. */
const commands = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .meta({
        description: "Whether commands in comments are carried out at all.",
        examples: [false],
      }),
    participants: names.default(["refill", "done", "log"]).meta({
      description:
        "Commands that the issue's author and its assignees may use without write permission. `open` stands for `/plan` on its own.",
      examples: [["done", "undo", "log"], []],
    }),
    anyone: names.default(["help"]).meta({
      description: "Commands that everyone may use.",
      examples: [["help", "log"]],
    }),
    off: names.default([]).meta({
      description: "Commands that nobody can use.",
      examples: [["archive"]],
    }),
  })
  .prefault({})
  .meta({
    description:
      "Commands in comments on the issue and on its plan pull request, such as `/plan done 3`. People with write permission may use all commands that are not turned off.",
  });

export { COMMENT_PARTS, type CommentPart } from "./schema/sections.js";

const SLOT_NAMES = Object.keys(SECTION_KINDS);

const ignore = z
  .strictObject({
    authors: z
      .array(login)
      .max(MAX_ENTRIES)
      .default([])
      .meta({
        description: "Issues by these authors get no plan, whatever labels they have.",
        examples: [["renovate[bot]"]],
      }),
  })
  .prefault({})
  .meta({ description: "Issues that Plansmith ignores." });

/** The whole configuration: one strict schema, from which types and documentation come. */
export const configSchema = z
  .strictObject({
    _extends: z
      .string()
      .regex(
        /^(?:[a-z0-9][a-z0-9-]{0,38}\/)?[a-z0-9._-]{1,100}$/i,
        "It is not a repository: write its name, or owner/name.",
      )
      .refine((text) => !/(?:^|\/)\.{1,2}$/.test(text), "It is not a repository.")
      .optional()
      .meta({
        title: "a repository",
        description:
          "Another repository of the same owner, whose `.github/plansmith.yml` is the base of this file. The base cannot extend another repository. A public repository cannot extend a private one.",
        examples: [".github", "acme/plans"],
      }),
    labels,
    templates,
    plans,
    pullRequest,
    progress,
    completed,
    comment,
    linked,
    evidence,
    commands,
    archive,
    dashboard,
    onboarding,
    approval,
    check,
    gate,
    fields: z
      .record(z.string().min(1).max(200), z.enum(SLOT_NAMES))
      .default({})
      .meta({
        description:
          "Headings of issue forms that Plansmith does not know, and what they mean. The meanings are listed in docs/templates.md under “Headings”.",
        examples: [{ "What should change?": "goal", "Who needs to know": "stakeholders" }],
      }),
    ignore,
    dryRun: z
      .boolean()
      .default(false)
      .meta({
        description:
          "Write nothing to issues and open no plans; the log shows everything that would be written. Pull requests that change the configuration still get their check run.",
        examples: [true],
      }),
  })
  .meta({
    title: "Plansmith configuration",
    description: "The file .github/plansmith.yml of a repository.",
  });

/** The effective configuration: every key has a value. */
export type Config = z.infer<typeof configSchema>;

/** The configuration where nothing is configured. */
export const DEFAULT_CONFIG: Config = configSchema.parse({});
