/** What the last line of a plan that Plansmith filled says about it. */
export interface PlanMarker {
  /** Name of the template. */
  readonly format: string;
  /** Number of the issue. */
  readonly issue: number;
}

/** Names that a template can have: they go into markers, labels and file names. */
export const TEMPLATE_NAME = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

/**
 * The last line of a filled plan: an HTML comment, which GitHub does not show. `format` matches
 * {@link TEMPLATE_NAME}.
 */
export function planMarker(format: string, issue: number): string {
  return `<!-- plansmith:plan format=${format} issue=${issue} -->`;
}

/**
 * Reads the marker off the last line of `text` that is not blank. A marker anywhere else (quoted
 * in an issue, say) is none.
 */
export function readPlanMarker(text: string): PlanMarker | undefined {
  const trimmed = text.trimEnd();
  const line = trimmed.slice(Math.max(trimmed.lastIndexOf("\n"), trimmed.lastIndexOf("\r")) + 1);
  const match = /^<!-- plansmith:plan format=([a-z0-9-]{1,64}) issue=([1-9]\d{0,15}) -->$/.exec(
    line,
  );
  if (match?.[1] === undefined || !TEMPLATE_NAME.test(match[1])) return undefined;
  return { format: match[1], issue: Number(match[2]) };
}
