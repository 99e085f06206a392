import { inlineCode } from "../../markdown/escape.js";

/** The sentence in the status comment about labels that something else keeps removing; Markdown. */
export function brakeNote(labels: readonly string[]): string | undefined {
  const [first, ...more] = labels.map((label) => inlineCode(label));
  if (first === undefined) return undefined;
  const names = [first, ...more].join(", ");
  const [noun, pronoun] = more.length === 0 ? ["label", "it"] : ["labels", "them"];
  return `Something else keeps removing the ${noun} ${names}, so Plansmith waits longer each time before it puts ${pronoun} back. Please check which other automation changes the labels of this issue.`;
}
