/**
 * A comment as a person would see it in a terminal: without the hidden lines, links as their text
 * alone, and no markup for small print.
 */
export function asSeen(markdown: string): string {
  return markdown
    .replaceAll(/<!--.*?-->/gs, "")
    .replaceAll(/<\/?sub>/g, "")
    .replaceAll(/\[((?:[^\][\\]|\\.)*)\]\([^)]*\)/g, "$1")
    .replaceAll(/\\([!-/:-@[-`{-~])/g, "$1")
    .replaceAll("\u200B", "")
    .trim();
}
