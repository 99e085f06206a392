/** What one measurement found. */
export interface Measurement {
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
  /** `unknown`: it could not be measured. */
  readonly result: "same" | "different" | "unknown";
  /** Whether Plansmith does not do its work where it is different. */
  readonly isEssential: boolean;
}

/** A delivery as it is kept in the report. */
export interface KeptPayload {
  readonly event: string;
  readonly payload: unknown;
}

/** The report of a smoke test, with payloads that tests can replay. */
export function smokeReport(
  measurements: readonly Measurement[],
  payloads: readonly KeptPayload[],
  { at, github }: { readonly at: string; readonly github: string },
): string {
  const rows = measurements.map(
    ({ what, expected, actual, result }) =>
      `| ${[what, expected, actual, result].map(cell).join(" | ")} |`,
  );
  return [
    "# Smoke test of Plansmith",
    "",
    `At ${at}, ${github}.`,
    "",
    "| What | Expected | Actual | Result |",
    "| :-- | :-- | :-- | :-- |",
    ...rows,
    "",
    "## Payloads",
    "",
    ...payloads.flatMap(({ event, payload }) => [
      `### ${event}`,
      "",
      "```json",
      JSON.stringify(payload, undefined, 2),
      "```",
      "",
    ]),
  ].join("\n");
}

function cell(text: string): string {
  return text.replaceAll(/[\r\n]+/g, " ").replaceAll("|", String.raw`\|`);
}

/** Fields whose text says who or where it was, or that could be a secret. */
const PRIVATE =
  /(?:^|_)(?:login|name|email|node_id|token|secret|gravatar_id|avatar_url|company|location|bio)$|^(?:url|homepage|ssh_url|clone_url|git_url|svn_url|mirror_url|full_name|sha|ref|key|before|after|label)$|_url$/;

/**
 * A payload without names, addresses and tokens. Numbers keep the count of their digits, and texts that
 * occur in `secrets` are replaced wherever they stand, so that nothing shows whose repository it was.
 */
export function scrub(payload: unknown, secrets: readonly string[]): unknown {
  const hidden = secrets.filter((secret) => secret.length > 2);
  const clean = (text: string): string =>
    hidden.reduce((left, secret) => left.replaceAll(secret, "x"), text);
  const walk = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((entry) => walk(entry, key));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, entry]) => [name, walk(entry, name)]),
      );
    }
    if (typeof value === "string") return PRIVATE.test(key) ? "x" : clean(value);
    if (/(?:^|_)id$/.test(key) && (typeof value === "number" || typeof value === "bigint")) {
      return Number("1".repeat(Math.min(15, String(value).length)));
    }
    return value;
  };
  return walk(payload, "");
}
