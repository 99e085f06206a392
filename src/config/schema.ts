import { z } from "zod";
import { SLOTS } from "../issue/slots.js";
import { approval } from "./schema/approval.js";
import { check, gate } from "./schema/checks.js";
import { commands } from "./schema/commands.js";
import { closeOut, comment, evidence, labels, progress } from "./schema/following.js";
import { plans, pullRequest, templates } from "./schema/opening.js";
import { login, MOST_ENTRIES } from "./schema/values.js";

export { COMMENT_PARTS, type CommentPart } from "./schema/following.js";

const SLOT_NAMES = Object.keys(SLOTS);

const ignore = z
  .strictObject({
    authors: z
      .array(login)
      .max(MOST_ENTRIES)
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
    closeOut,
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
