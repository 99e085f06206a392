import { z } from "zod";
import { COMMAND_NAMES } from "../../commands/names.js";

const names = z.array(z.enum(COMMAND_NAMES)).max(COMMAND_NAMES.length);

/** Who may ask for what in a comment. */
export const commands = z
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
      examples: [["close-out"]],
    }),
  })
  .prefault({})
  .meta({
    description:
      "Commands in comments on the issue and on its plan pull request, such as `/plan done 3`. Who has write permission may use all of them.",
  });
