import { z } from "zod";

/** Whether plans are checked on their pull requests. */
export const check = z
  .enum(["off", "advise", "require"])
  .default("advise")
  .meta({
    description:
      "The check run `Plan` on pull requests that bring or change a plan, with what `plansmith check` finds. `advise`: neutral where it finds something. `require`: a failure then; and every other pull request gets a `Plan` that passes, so that a branch protection can ask for it.",
    examples: ["require", "off"],
  });

/** Whether other pull requests wait for the plan. */
export const gate = z
  .enum(["off", "warn", "require"])
  .default("off")
  .meta({
    description:
      "The check run `Plan approved` on pull requests, which says whether the issues that they close, or are `Part of`, have an approved plan. `warn`: neutral where one has none, or where there are more than ten issues. `require`: a failure then.",
    examples: ["warn", "require"],
  });
