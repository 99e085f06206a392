/**
 * The values of a trailer in a commit message, in order: those of the lines `Key: value`. Lines may
 * be indented, as a squash merge of GitHub may leave them, and stand anywhere in the message.
 *
 * @see https://git-scm.com/docs/git-interpret-trailers
 */
export function readTrailers(message: string, key: string): readonly string[] {
  const start = `${key}: `;
  return message
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line.startsWith(start))
    .map((line) => line.slice(start.length).trim());
}

/** The line of a trailer, as {@link readTrailers} reads it. */
export function trailer(key: string, value: string): string {
  return `${key}: ${value}`;
}

/** A commit message: its subject, an empty line, and the trailers. */
export function withTrailers(subject: string, trailers: readonly string[]): string {
  return `${subject}\n\n${trailers.join("\n")}`;
}
