import * as z from "zod";
import { branchProblem, DEFAULT_BRANCH, DEFAULT_PATH, pathProblem } from "../paths.js";
import { PLAN_DETAILS } from "../../plan/fill/input.js";
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
