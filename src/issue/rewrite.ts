/** The start or end of a fenced code block: its mark, and what stands behind it. */
const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;

/** A box at the start of a line, without a bullet: `[ ] text`, `[]- text`, `[x]: text`. */
const LOOSE_BOX = /^( {0,3})\[([ xX]?)\](?:\s*[-–—]\s+|\s+)(?=\S)(?![-–—]\s)/;

/**
 * Makes lists of what people mean as one: boxes at the start of lines, and the code blocks
 * ```` ```[tasklist] ```` that GitHub once showed as lists. Other code stays as it is.
 */
export function rewriteLists(markdown: string): string {
  if (!markdown.includes("[")) return markdown;
  let fence = "";
  let tasklist = false;
  const lines = markdown.replaceAll(/\r\n?/g, "\n").split("\n");
  const written = lines.flatMap((line): readonly string[] => {
    const [, mark = "", info = ""] = FENCE.exec(line) ?? [];
    if (fence === "" && mark !== "") {
      fence = mark;
      tasklist = info.trim() === "[tasklist]";
      return tasklist ? [""] : [line];
    }
    if (fence !== "") {
      const closes = mark.startsWith(fence) && info.trim() === "";
      if (closes) fence = "";
      return closes && tasklist ? [""] : [line];
    }
    return [
      line.replace(LOOSE_BOX, (_, indent: string, x: string) => `${indent}- [${x.trim() || " "}] `),
    ];
  });
  return written.join("\n");
}
