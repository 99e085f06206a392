import { z } from "zod";

/** What an approval does. */
export const approval = z
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
