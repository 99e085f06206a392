import { z } from "zod";
import { SLOTS } from "../issue/slots.js";
import { TEMPLATE_NAME } from "../plan/marker.js";
import { branchProblem, DEFAULT_BRANCH, DEFAULT_PATH, pathProblem } from "./patterns.js";

/** More entries than any list of these needs. */
const MOST_ENTRIES = 50;

/** The parts that a status comment can show under its first lines. */
export const COMMENT_PARTS = ["progress", "sections", "items", "pulls", "links"] as const;

/** A part of the status comment. */
export type CommentPart = (typeof COMMENT_PARTS)[number];

const SLOT_NAMES = Object.keys(SLOTS);

/** GitHub's limit for label names is 50 characters; lists of issues are asked for by comma. */
const labelName = z
  .string()
  .trim()
  .min(1)
  .max(50)
  .regex(/^[^,\p{Cc}]+$/u, "A label's name has no comma and no line break.")
  // YAML 1.2 reads them as texts: taken as names, they would fail without a word.
  .refine(
    (name) => !/^(?:yes|no|on|off)$/i.test(name),
    "It is a text here: write false, or another name.",
  )
  .meta({ title: "the name of a label" });

/** A login, or an App's with `[bot]` at its end. */
const login = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,38}(?:\[bot\])?$/i, "It is no login of GitHub's.")
  .meta({ title: "a login" });

const reviewer = z
  .string()
  .regex(
    /^(?:[a-z0-9][a-z0-9-]{0,38}\/)?[a-z0-9][a-z0-9_-]{0,99}$/i,
    "It is neither a login nor an organisation/team.",
  )
  .meta({ title: "a login or organisation/team" });

const template = z
  .string()
  .regex(TEMPLATE_NAME, "Names of templates are small letters a–z, digits and inner dashes.")
  .meta({ title: "the name of a template" });

const heading = z.string().trim().min(1).max(200).meta({ title: "a heading" });

const pattern = (problemOf: (text: string) => string | undefined, title: string) =>
  z
    .string()
    .superRefine((text, context) => {
      const problem = problemOf(text);
      if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
    })
    .meta({ title });

const label = (name: string, description: string) =>
  z
    .union([labelName, z.literal(false)])
    .default(name)
    .meta({ description, examples: [name, false] });

const labels = z
  .strictObject({
    request: label("needs-plan", "The label that asks for a plan. `false`: no label does."),
    proposed: label("plan: proposed", "On issues whose plan pull request is open."),
    approved: label("plan: approved", "On issues whose plan is merged."),
    inProgress: label("plan: in progress", "On issues whose plan is being worked off."),
    blocked: label("plan: blocked", "On issues whose plan says that it is blocked."),
    rejected: label("plan: rejected", "On issues whose plan was closed without merging."),
    completed: label("plan: completed", "On issues whose plan is done."),
  })
  .superRefine((names, context) => {
    const seen = new Map<string, string>();
    for (const [key, name] of Object.entries(names)) {
      if (name === false) continue;
      const other = seen.get(name.toLowerCase());
      seen.set(name.toLowerCase(), key);
      if (other === undefined) continue;
      const message = `“${name}” is the label of ${other} too; each needs one of its own.`;
      context.addIssue({ code: "custom", message, path: [key] });
    }
  })
  .prefault({})
  .meta({
    description:
      "Names of the labels, each of which can be another one, or `false` to do without. Rename a label on GitHub at the same time, and the issues that have it keep it.",
  });

const rule = z
  .strictObject({
    template: template.meta({
      description: "The template that the rule chooses.",
      examples: ["exec-plan"],
    }),
    labels: z
      .array(labelName)
      .min(1)
      .max(MOST_ENTRIES)
      .optional()
      .meta({
        description: "The issue has one of these labels, in any case.",
        examples: [["epic", "size: XL"]],
      }),
    types: z
      .array(heading.meta({ title: "the name of an issue type" }))
      .min(1)
      .max(MOST_ENTRIES)
      .optional()
      .meta({ description: "The issue has one of these types.", examples: [["Feature"]] }),
  })
  .refine((it) => it.labels !== undefined || it.types !== undefined, {
    message: "A rule needs labels, types, or both; without any it would choose nothing.",
  });

const templates = z
  .strictObject({
    default: template.default("issue-plan").meta({
      description: "The template where nothing else chooses one.",
      examples: ["execution-plan"],
    }),
    rules: z
      .array(rule)
      .max(MOST_ENTRIES)
      .default([])
      .meta({
        description:
          "Which issues get which template; the first rule that fits counts. A rule with labels and types wants one of each. A label `template: NAME` on the issue comes before all rules, the labels that templates name themselves come after them.",
        examples: [
          [
            { template: "exec-plan", labels: ["epic"] },
            { template: "implementation-plan", types: ["Feature"] },
          ],
        ],
      }),
  })
  .prefault({})
  .meta({ description: "Which template an issue's plan is filled from." });

const plans = z
  .strictObject({
    path: pattern(pathProblem, "a path pattern")
      .default(DEFAULT_PATH)
      .meta({
        description:
          "Where a plan is committed: `{number}` and `{slug}` are the issue's number and title, `{date}` is the day, `{format}` the template's name. It has a folder, the number, and `.md` at its end. Plans that were opened under another path are found all the same.",
        examples: [
          "plans/{number}-{slug}.md",
          "docs/exec-plans/active/{number}-{slug}.md",
          "docs/plans/{date}-{number}-{slug}.md",
        ],
      }),
    branch: pattern(branchProblem, "a branch pattern")
      .default(DEFAULT_BRANCH)
      .meta({
        description: "The branch that holds a plan until it is merged; `{number}` must be in it.",
        examples: ["plan/issue-{number}", "docs/plan-{number}"],
      }),
  })
  .prefault({})
  .meta({ description: "Where plans live." });

const pullRequest = z
  .strictObject({
    draft: z
      .boolean()
      .default(false)
      .meta({ description: "Open plan pull requests as drafts.", examples: [true] }),
    reviewers: z
      .array(reviewer)
      .max(15)
      .default([])
      .meta({
        description: "Who is asked to review the plan, people and teams, once, when it is opened.",
        examples: [["grace", "acme/architects"]],
      }),
    assignees: z
      .union([z.literal("issue"), z.array(login).max(10)])
      .default("issue")
      .meta({
        description:
          "Who is assigned to the pull request: `issue` for those who are assigned to the issue, or a list, which may be empty.",
        examples: ["issue", ["ada"]],
      }),
    labels: z
      .array(labelName)
      .max(20)
      .default([])
      .meta({
        description: "Labels that the pull request gets when it is opened.",
        examples: [["documentation"]],
      }),
  })
  .prefault({})
  .meta({ description: "How the plan pull request is opened." });

const progress = z
  .strictObject({
    sections: z
      .array(heading)
      .max(MOST_ENTRIES)
      .default([])
      .meta({
        description: "Only boxes under these level-2 headings count. An empty list: all do.",
        examples: [["Steps", "Validation"]],
      }),
    ignore: z
      .array(heading)
      .max(MOST_ENTRIES)
      .default([])
      .meta({
        description: "Boxes under these level-2 headings do not count.",
        examples: [["Follow-ups"]],
      }),
    nested: z
      .boolean()
      .default(true)
      .meta({ description: "Boxes in nested lists count, too.", examples: [false] }),
  })
  .prefault({})
  .meta({ description: "Which boxes count as progress." });

const part = z.enum(COMMENT_PARTS);

const comment = z
  .strictObject({
    mode: z
      .enum(["edit", "repost"])
      .default("edit")
      .meta({
        description:
          "`edit` keeps one comment and edits it. `repost` writes a new one whenever it says something else, so that subscribers are notified, and removes the old one.",
        examples: ["repost"],
      }),
    show: z
      .array(part)
      .default([...COMMENT_PARTS])
      .meta({
        description:
          "The parts that the comment shows: the bar, the sections, the next open items, the linked pull requests, the links. Their order stays.",
        examples: [["progress", "items"]],
      }),
    folded: z
      .array(part)
      .default([])
      .meta({
        description: "The parts that are folded until somebody opens them.",
        examples: [["sections", "pulls"]],
      }),
  })
  .prefault({})
  .meta({ description: "The status comment on the issue." });

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
          "Write nothing to issues and open no plans; the log tells what would be written. The check run on pull requests still comes.",
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
