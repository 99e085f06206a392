/** The last line of a plan pull request's body: an HTML comment that names the issue. */
export function pullMarker(issue: number): string {
  return `<!-- plansmith:pull issue=${issue} -->`;
}

/** The last line of the body of a pull request that brings changes of an approved plan. */
export function updateMarker(issue: number): string {
  return `<!-- plansmith:update issue=${issue} -->`;
}

/** The last line of the body of a pull request that archives a plan. */
export function archiveMarker(issue: number): string {
  return `<!-- plansmith:close-out issue=${issue} -->`;
}

/** The issue whose plan a pull request brings, by its body; `undefined` where its last line is none. */
export function readPullMarker(body: string): number | undefined {
  return readMarker(/^<!-- plansmith:pull issue=([1-9]\d{0,9}) -->$/, body);
}

/** The issue whose plan a pull request changes; `undefined` where the last line of its body is none. */
export function readUpdateMarker(body: string): number | undefined {
  return readMarker(/^<!-- plansmith:update issue=([1-9]\d{0,9}) -->$/, body);
}

/** The issue whose plan a pull request archives, by its body; `undefined` where its last line is none. */
export function readArchiveMarker(body: string): number | undefined {
  return readMarker(/^<!-- plansmith:close-out issue=([1-9]\d{0,9}) -->$/, body);
}

function readMarker(marker: RegExp, body: string): number | undefined {
  const last = body.trimEnd().split(/\r?\n/).at(-1) ?? "";
  const number = marker.exec(last)?.[1];
  return number === undefined ? undefined : Number(number);
}

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
