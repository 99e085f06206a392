import * as z from "zod";
import { PLAN_DETAILS } from "../../plan/fill/input.js";
import { branchProblem, DEFAULT_BRANCH, DEFAULT_PATH, pathProblem } from "../paths.js";
import { heading, labelName, login, MAX_ENTRIES, pattern, reviewer, template } from "./values.js";

const rule = z
  .strictObject({
    template: template.meta({
      description: "The template for issues that match the rule.",
      examples: ["exec-plan"],
    }),
    labels: z
      .array(labelName)
      .min(1)
      .max(MAX_ENTRIES)
      .optional()
      .meta({
        description: "The issue has one of these labels. Upper and lower case do not matter.",
        examples: [["epic", "size: XL"]],
      }),
    types: z
      .array(heading.meta({ title: "the name of an issue type" }))
      .min(1)
      .max(MAX_ENTRIES)
      .optional()
      .meta({ description: "The issue has one of these types.", examples: [["Feature"]] }),
  })
  .refine(({ labels, types }) => labels !== undefined || types !== undefined, {
    message: "A rule needs labels, types, or both. Without them it matches nothing.",
  });

/** Which template. */
export const templates = z
  .strictObject({
    default: template.default("issue-plan").meta({
      description: "The template for issues that no rule or label chooses one for.",
      examples: ["execution-plan"],
    }),
    rules: z
      .array(rule)
      .max(MAX_ENTRIES)
      .default([])
      .meta({
        description:
          "Which issues get which template. The first rule that matches is used; a rule with labels and types needs one of each. A label `template: NAME` on the issue comes before all rules. The labels that templates name themselves come after them.",
        examples: [
          [
            { template: "exec-plan", labels: ["epic"] },
            { template: "implementation-plan", types: ["Feature"] },
          ],
        ],
      }),
  })
  .prefault({})
  .meta({ description: "Which template is used for an issue's plan." });

/** Which path and branch. */
export const plans = z
  .strictObject({
    path: pattern(pathProblem, "a path pattern")
      .default(DEFAULT_PATH)
      .meta({
        description:
          "The path of a plan. `{number}` and `{slug}` stand for the issue's number and title, `{date}` for the day, `{format}` for the template's name. It must contain a folder and `{number}`, and end in `.md`. Plans that were opened under another path are still found.",
        examples: [
          "plans/{number}-{slug}.md",
          "docs/exec-plans/active/{number}-{slug}.md",
          "docs/plans/{date}-{number}-{slug}.md",
        ],
      }),
    branch: pattern(branchProblem, "a branch pattern")
      .default(DEFAULT_BRANCH)
      .meta({
        description: "The branch that holds a plan until it is merged. It must contain `{number}`.",
        examples: ["plan/issue-{number}", "docs/plan-{number}"],
      }),
    detail: z
      .enum(PLAN_DETAILS)
      .default("full")
      .meta({
        description:
          "How much of its format a plan has. `full`: everything. `fitting`: optional sections and fields about which the issue says nothing are left out, and a comment at the end of the plan names them. What is optional is in the front matter of each template. Open plans are refilled when this changes; approved ones stay as they are.",
        examples: ["fitting"],
      }),
  })
  .prefault({})
  .meta({ description: "Where plans are stored, and how much they contain." });

/** Which pull request. */
export const pullRequest = z
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
        description:
          "People and teams who are asked to review the plan when it is opened. For teams, the App needs the permission “Members: read”, which it does not ask for by itself.",
        examples: [["grace", "acme/architects"]],
      }),
    assignees: z
      .union([z.literal("issue"), z.array(login).max(10)])
      .default("issue")
      .meta({
        description:
          "Who is assigned to the pull request: `issue` for the issue's assignees, or a list, which may be empty.",
        examples: ["issue", ["ada"]],
      }),
    labels: z
      .array(labelName)
      .max(20)
      .default([])
      .meta({
        description: "Labels that are added to the pull request when it is opened.",
        examples: [["documentation"]],
      }),
  })
  .prefault({})
  .meta({ description: "Defaults for new plan pull requests." });

/** The parts that a status comment can show under its first lines. */
export const COMMENT_PARTS = [
  "progress",
  "attention",
  "sections",
  "items",
  "evidence",
  "controls",
  "pulls",
  "pace",
  "links",
] as const;

/** A part of the status comment. */
export type CommentPart = (typeof COMMENT_PARTS)[number];

const label = (name: string, description: string) =>
  z
    .union([labelName, z.literal(false)])
    .default(name)
    .meta({ description, examples: [name, false] });

/** The labels that show the state of a plan. */
export const labels = z
  .strictObject({
    request: label("needs-plan", "The label that requests a plan. `false`: no label does."),
    proposed: label("plan: proposed", "On issues whose plan pull request is open."),
    approved: label("plan: approved", "On issues whose plan is merged."),
    inProgress: label("plan: in progress", "On issues whose plan is being worked on."),
    blocked: label("plan: blocked", "On issues whose plan says that it is blocked."),
    rejected: label("plan: rejected", "On issues whose plan was closed without merging."),
    completed: label("plan: completed", "On issues whose plan is completed."),
  })
  .superRefine((names, context) => {
    const seen = new Map<string, string>();
    for (const [key, name] of Object.entries(names)) {
      if (name === false) continue;
      const first = seen.get(name.toLowerCase());
      seen.set(name.toLowerCase(), key);
      if (first === undefined) continue;
      const message = `“${name}” is also the label of ${first}; each needs its own.`;
      context.addIssue({ code: "custom", message, path: [key] });
    }
  })
  .prefault({})
  .meta({
    description:
      "Names of the labels. Each can be changed, or set to `false` to use no label. Rename the label on GitHub at the same time, so that issues keep it.",
  });

/** Which boxes count. */
export const progress = z
  .strictObject({
    sections: z
      .array(heading)
      .max(MAX_ENTRIES)
      .default([])
      .meta({
        description:
          "Only boxes under these level-2 headings count. With an empty list, all boxes count.",
        examples: [["Steps", "Validation"]],
      }),
    ignore: z
      .array(heading)
      .max(MAX_ENTRIES)
      .default([])
      .meta({
        description: "Boxes under these level-2 headings do not count.",
        examples: [["Follow-ups"]],
      }),
    nested: z
      .boolean()
      .default(true)
      .meta({ description: "Whether boxes in nested lists count, too.", examples: [false] }),
  })
  .prefault({})
  .meta({ description: "Which boxes count as progress." });

/** What of a plan has to be done for it to be completed. */
export const completed = z
  .strictObject({
    requires: z
      .array(z.enum(["steps", "criteria", "questions", "checks"]))
      .min(1)
      .max(4)
      .default(["steps", "criteria"])
      .meta({
        description:
          "The items that have to be done. Open ones of other kinds are named in the status comment. In a plan that does not say of which kind its items are, every item is a step.",
        examples: [["steps"], ["steps", "criteria", "checks"]],
      }),
  })
  .prefault({})
  .meta({ description: "When a plan is completed." });

/** What happens to a plan when its issue is closed. */
export const archive = z
  .enum(["off", "offer", "auto"])
  .default("offer")
  .meta({
    description:
      "When the issue of an approved plan is closed: `auto` opens a pull request that archives the plan, once the plan is completed. `offer` explains in the status comment how to ask for one. `off` does neither. `closeOut` is the former name of this key, and still works.",
    examples: ["auto", "off"],
  });

const part = z.enum(COMMENT_PARTS);

/** How the status comment is written. */
export const comment = z
  .strictObject({
    mode: z
      .enum(["edit", "repost"])
      .default("edit")
      .meta({
        description:
          "`edit` keeps one comment and edits it. `repost` writes a new comment for each change, so that subscribers are notified, and deletes the old one.",
        examples: ["repost"],
      }),
    show: z
      .array(part)
      .default([...COMMENT_PARTS])
      .meta({
        description:
          "The parts that the comment shows: the progress bar, what needs attention, the sections, the next open items, what finished work proves, the boxes to tick (also those of the items), the linked pull requests, the progress over time, and the links. The order is fixed.",
        examples: [["progress", "items"]],
      }),
    folded: z
      .array(part)
      .default(["pace"])
      .meta({
        description: "The parts that are collapsed until somebody opens them.",
        examples: [["sections", "pulls", "pace"]],
      }),
  })
  .prefault({})
  .meta({ description: "The status comment on the issue." });

/** Which pull requests are linked. */
export const linked = z
  .strictObject({
    external: z
      .boolean()
      .default(false)
      .meta({
        description:
          "Whether the status comment also lists pull requests of other repositories that refer to the issue, if everyone can read them. They are listed apart, and never change the state of the plan: anybody can open one.",
        examples: [true],
      }),
  })
  .prefault({})
  .meta({ description: "The pull requests that are linked to the issue." });

/** The issue that lists all plans of the repository. */
export const dashboard = z
  .strictObject({
    enabled: z
      .boolean()
      .default(false)
      .meta({
        description:
          "Keep one issue that lists all plans of the repository. `dashboard: true` is short for it. `/plan dashboard` opens the issue without it.",
        examples: [true],
      }),
    staleAfter: z
      .int()
      .min(1)
      .max(365)
      .default(14)
      .meta({
        title: "a whole number of days, from 1 to 365",
        description: "Days without progress after which the dashboard calls a plan stale.",
        examples: [30],
      }),
  })
  .prefault({})
  .meta({ description: "The dashboard: one issue that lists all plans of the repository." });

/** Whether repositories to which the App is added get an issue that explains how to start. */
export const onboarding = z
  .boolean()
  .default(true)
  .meta({
    description:
      "Whether a repository gets one issue that explains how to start when the App is added to it, or to ten repositories at most, at once. Set it in the `.github` repository of the organization to turn it off everywhere. It is never opened twice.",
    examples: [false],
  });

/** What finished work proves. */
export const evidence = z
  .strictObject({
    tick: z
      .enum(["off", "offer", "auto"])
      .default("offer")
      .meta({
        description:
          "What to do with items that are not ticked although their pull request is merged or their issue is completed. `offer` shows them in the status comment, with a box that ticks them all. `auto` ticks them in the update pull request. `off` does neither.",
        examples: ["auto", "off"],
      }),
  })
  .prefault({})
  .meta({ description: "What merged pull requests and completed issues prove about the plan." });
