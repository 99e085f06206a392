import type { Found, Rule } from "../finding.js";

/** A step does not say which files it touches. */
export const stepFiles: Rule = {
  id: "step-files",
  severity: "warning",
  about: "a step without files",
  help: "A step does not say which files it touches, in a format that asks for it.",
  whole: true,
  find({ plan, guidance }) {
    if (!guidance.asksForFiles) return [];
    return plan.steps.flatMap(({ title, files, line }): readonly Found[] => {
      if (files !== undefined && !/^(?:|[-–—?]+|tbd|todo)$/i.test(files.value)) return [];
      return [
        {
          line: files?.line ?? line,
          message: `The step “${title}” names no files.`,
          mend: "Say under **Files** which files it adds or changes, or “none”.",
        },
      ];
    });
  },
};
