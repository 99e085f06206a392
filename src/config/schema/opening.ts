import { z } from "zod";
import { branchProblem, DEFAULT_BRANCH, DEFAULT_PATH, pathProblem } from "../patterns.js";
import { heading, labelName, login, MAX_ENTRIES, pattern, reviewer, template } from "./values.js";

const rule = z
  .strictObject({
    template: template.meta({
      description: "The template that the rule chooses.",
      examples: ["exec-plan"],
    }),
    labels: z
      .array(labelName)
      .min(1)
      .max(MAX_ENTRIES)
      .optional()
      .meta({
        description: "The issue has one of these labels, in any case.",
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
    message: "A rule needs labels, types, or both; without any it would choose nothing.",
  });

/** Which template. */
export const templates = z
  .strictObject({
    default: template.default("issue-plan").meta({
      description: "The template where nothing else chooses one.",
      examples: ["execution-plan"],
    }),
    rules: z
      .array(rule)
      .max(MAX_ENTRIES)
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

/** Which path and branch. */
export const plans = z
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
