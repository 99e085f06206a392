/** Whether to colour: only where a person reads it (https://no-color.org). */
const COLOUR = process.stdout.isTTY && !process.env["NO_COLOR"];

function paint(code: number, text: string): string {
  return COLOUR ? `\u001B[${code}m${text}\u001B[0m` : text;
}

/** Writes a line. */
export function say(text = ""): void {
  process.stdout.write(`${text}\n`);
}

/** Begins a step of the story: what somebody does. */
export function step(number: number, text: string): void {
  say();
  say(paint(1, `${number}. ${text}`));
}

/** Prints what a person would see, set off from the story. */
export function show(title: string, text: string): void {
  say();
  say(`   ${paint(36, title)}`);
  for (const line of text.trimEnd().split("\n")) say(`   ${paint(2, "│")} ${line}`);
}
