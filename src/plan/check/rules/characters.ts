import type { Found, Rule } from "../finding.js";

/** Something in the file was no text, now or when it was last saved. */
export const characterLost: Rule = {
  id: "character-lost",
  severity: "error",
  about: "bytes that are no text",
  help: "The file has bytes that are no UTF-8, or characters that were lost when it was saved.",
  find({ text }) {
    if (!text.includes("\uFFFD")) return [];
    return text.split(/\r\n|\r|\n/).flatMap((line, index): readonly Found[] => {
      const count = line.split("\uFFFD").length - 1;
      if (count === 0) return [];
      const what = count === 1 ? "A character is" : `${count} characters are`;
      return [
        {
          line: index + 1,
          message: `${what} lost here: no UTF-8, now or when the file was saved before.`,
          mend: "Write it again, and save the file as UTF-8.",
        },
      ];
    });
  },
};
