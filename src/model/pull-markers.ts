/** The last line of a plan pull request's body: an HTML comment that names the issue. */
export function pullMarker(issue: number): string {
  return `<!-- plansmith:pull issue=${issue} -->`;
}

/** The last line of the body of a pull request that brings changes of an approved plan. */
export function updateMarker(issue: number): string {
  return `<!-- plansmith:update issue=${issue} -->`;
}

/** The last line of the body of a pull request that puts a plan away. */
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

/** The issue whose plan a pull request puts away, by its body; `undefined` where its last line is none. */
export function readArchiveMarker(body: string): number | undefined {
  return readMarker(/^<!-- plansmith:close-out issue=([1-9]\d{0,9}) -->$/, body);
}

function readMarker(marker: RegExp, body: string): number | undefined {
  const last = body.trimEnd().split(/\r?\n/).at(-1) ?? "";
  const number = marker.exec(last)?.[1];
  return number === undefined ? undefined : Number(number);
}
