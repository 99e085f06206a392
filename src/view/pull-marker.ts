/** The last line of a plan pull request's body: an HTML comment that names the issue. */
export function pullMarker(issue: number): string {
  return `<!-- plansmith:pull issue=${issue} -->`;
}

/** The issue whose plan a pull request brings, by its body; `undefined` where its last line is none. */
export function readPullMarker(body: string): number | undefined {
  const last = body.trimEnd().split(/\r?\n/).at(-1) ?? "";
  const number = /^<!-- plansmith:pull issue=([1-9]\d{0,9}) -->$/.exec(last)?.[1];
  return number === undefined ? undefined : Number(number);
}
