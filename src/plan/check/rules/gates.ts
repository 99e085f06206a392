import type { Found, Rule } from "../finding.js";

/** A quality gate that nobody can run. */
export const gateCommand: Rule = {
  id: "gate-command",
  severity: "warning",
  about: "a quality gate without a command",
  help: "A quality gate has no command.",
  find({ plan }) {
    return plan.gates.flatMap(({ name, command, line }): readonly Found[] => {
      if (!/^(?:|[-–—?]+|tbd|todo|n\/a)$/i.test(command)) return [];
      return [
        {
          line,
          message: `The gate “${name}” has no command.`,
          mend: "Give the command that checks it, or delete the row.",
        },
      ];
    });
  },
};
