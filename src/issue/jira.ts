/** A heading as Jira writes it, `h3. Tasks`, which its exports leave as it is. */
const HEADING = /^h([1-6])\.[ \t]+(?=\S)/;

/** An entry of a list in a text with such headings: `# first`, `## below it`, `** below a bullet`. */
const ITEM = /^(#{1,3}|\*{2,3})[ \t]+(?=\S)/;

/** The start and the end of code in such a text. */
const CODE = /^\{(?:code|noformat)(?::[^{}]*)?\}[ \t]*$/;

/** The start or end of Markdown's code. */
const FENCE = /^ {0,3}(?:`{3}|~{3})/;

/** Makes Markdown of the headings, lists and code of a text that has headings of Jira's. */
export function rewriteJira(markdown: string): string {
  const lines = markdown.split(/\r\n?|\n/);
  if (!isJira(lines)) return markdown;
  let inCode = false;
  const written = lines.map((line) => {
    const isEdge = CODE.test(line) || FENCE.test(line);
    if (isEdge) inCode = !inCode;
    if (isEdge) return CODE.test(line) ? "```" : line;
    return inCode ? line : rewriteLine(line);
  });
  return written.join("\n");
}

/** Whether a line outside of code is a heading of Jira's. */
function isJira(lines: readonly string[]): boolean {
  const first = lines.findIndex((line) => HEADING.test(line));
  const fences = lines.slice(0, Math.max(first, 0)).filter((line) => FENCE.test(line));
  return first !== -1 && fences.length % 2 === 0;
}

function rewriteLine(line: string): string {
  return line
    .replace(ITEM, (_, marks: string) => {
      const indent = "   ".repeat(marks.length - 1);
      return `${indent}${marks.startsWith("#") ? "1." : "*"} `;
    })
    .replace(HEADING, (_, depth: string) => `${"#".repeat(Number(depth))} `);
}
