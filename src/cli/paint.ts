const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** A colour of the terminal. */
type Colour = keyof typeof CODES;

/** Puts a colour around a text. */
export type Paint = (colour: Colour, text: string) => string;

/** Paints on terminals, and nowhere else. */
export function painter(colours: boolean): Paint {
  return (colour, text) => (colours ? `\u001B[${CODES[colour]}m${text}\u001B[0m` : text);
}

/** Text of a file without the characters that a terminal would act on. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, "\uFFFD");
}
