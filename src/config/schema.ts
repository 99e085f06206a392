import { z } from "zod";
import { COMMAND_NAMES } from "../features/commands/parse.js";
import { SECTION_KINDS } from "../issue/section-kinds.js";
import { archive, comment, evidence, labels, progress } from "./schema/following.js";
import { plans, pullRequest, templates } from "./schema/opening.js";
import { login, MAX_ENTRIES } from "./schema/values.js";

/** What an approval does. */
const approval = z
  .strictObject({
    stamp: z
      .enum(["off", "review"])
      .default("review")
      .meta({
        description:
          "`review`: an approving review by someone with write permission sets the plan's status, “Last Updated” and “Approved By” in one commit on its branch. `off`: nothing is written. Where rules of the repository dismiss approvals when somebody pushes, nothing is written either.",
        examples: ["off"],
      }),
  })
  .prefault({})
  .meta({ description: "What the bot does when a plan is approved." });

/** Whether plans are checked on their pull requests. */
const check = z
  .enum(["off", "advise", "require"])
  .default("advise")
  .meta({
    description:
      "The check run `Plan` on pull requests that bring or change a plan, with what `plansmith check` finds. `advise`: neutral where it finds something. `require`: a failure then; and every other pull request gets a `Plan` that passes, so that a branch protection can ask for it.",
    examples: ["require", "off"],
  });

/** Whether other pull requests wait for the plan. */
const gate = z
  .enum(["off", "warn", "require"])
  .default("off")
  .meta({
    description:
      "The check run `Plan approved` on pull requests, which says whether the issues that they close, or are `Part of`, have an approved plan. `warn`: neutral where one has none, or where there are more than ten issues. `require`: a failure then.",
    examples: ["warn", "require"],
  });

const names = z.array(z.enum(COMMAND_NAMES)).max(COMMAND_NAMES.length);

/** Who may ask for what in a comment. */
const commands = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .meta({
        description: "Whether commands in comments are followed at all.",
        examples: [false],
      }),
    participants: names.default(["refill", "done", "log"]).meta({
      description:
        "Commands that the issue's author and its assignees may use without write permission. `open` is `/plan` alone.",
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
      "Commands in comments on the issue and on its plan pull request, such as `/plan done 3`. Who has write permission may use all of them.",
  });

export { COMMENT_PARTS, type CommentPart } from "./schema/following.js";

const SLOT_NAMES = Object.keys(SECTION_KINDS);

const ignore = z
  .strictObject({
    authors: z
      .array(login)
      .max(MAX_ENTRIES)
      .default([])
      .meta({
        description: "Issues that they open get no plan, whatever their labels.",
        examples: [["renovate[bot]"]],
      }),
  })
  .prefault({})
  .meta({ description: "Issues that are left alone." });

/** The whole configuration: one strict schema, from which types and documentation come. */
export const configSchema = z
  .strictObject({
    _extends: z
      .string()
      .regex(
        /^(?:[a-z0-9][a-z0-9-]{0,38}\/)?[a-z0-9._-]{1,100}$/i,
        "It names no repository: write its name, or owner/name.",
      )
      .refine((text) => !/(?:^|\/)\.{1,2}$/.test(text), "It names no repository.")
      .optional()
      .meta({
        title: "a repository",
        description:
          "Another repository of the same owner, whose `.github/plansmith.yml` says what this file does not. It cannot extend a third. A public repository cannot extend a private one.",
        examples: [".github", "acme/plans"],
      }),
    labels,
    templates,
    plans,
    pullRequest,
    progress,
    comment,
    evidence,
    commands,
    archive,
    approval,
    check,
    gate,
    fields: z
      .record(z.string().min(1).max(200), z.enum(SLOT_NAMES))
      .default({})
      .meta({
        description:
          "Headings of issue forms and what they mean, where Plansmith does not know them: each is one of the meanings that docs/templates.md lists under “Headings”.",
        examples: [{ "What should change?": "goal", "Who needs to know": "stakeholders" }],
      }),
    ignore,
    dryRun: z
      .boolean()
      .default(false)
      .meta({
        description:
          "Write nothing to issues and open no plans; the log tells what would be written. The check run on pull requests that change the configuration still comes.",
        examples: [true],
      }),
  })
  .meta({
    title: "Configuration of Plansmith",
    description: "The file .github/plansmith.yml of a repository.",
  });

/** The effective configuration: every key has a value. */
export type Config = z.infer<typeof configSchema>;

/** What counts where nothing is configured. */
export const DEFAULT_CONFIG: Config = configSchema.parse({});
