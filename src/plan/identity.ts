/** Longest slug, in characters, so that the path stays readable in a list of files. */
const SLUG_LENGTH = 50;

/** The same in bytes of UTF-8: file systems count those. */
export const SLUG_BYTES = 150;

/** The branch that holds the plan of issue `number` until it is merged, where nothing is configured. */
export function planBranch(number: number): string {
  return `plan/issue-${number}`;
}

/**
 * The issue whose plan `branch` holds, or gathers changes for once it is approved, where nothing is
 * configured; `undefined` for any other.
 */
export function issueOfBranch(branch: string): number | undefined {
  const match = /^plan\/issue-([1-9]\d{0,9})(?:-update)?$/.exec(branch);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** Where a repository keeps its own templates. */
export const TEMPLATE_FOLDER = ".github/plan-templates";

/** More numbers than an honest path has. */
const MOST_NUMBERS = 5;

/**
 * The issues whose plan may lie at `path`, wherever plans live: every path of a plan has its issue's
 * number, with nothing beside it that could be part of it. Dates are no numbers.
 */
export function issuesNamedIn(path: string): readonly number[] {
  if (!path.endsWith(".md") || path.startsWith(".github/")) return [];
  const undated = path.replaceAll(/\d{4}-\d{2}-\d{2}/g, "-");
  const found = undated.match(/(?<![\p{L}\p{N}])[1-9]\d{0,9}(?![\p{L}\p{N}])/gu) ?? [];
  return [...new Set(found.map(Number))].slice(0, MOST_NUMBERS);
}

/**
 * A title as a file name: Latin letters lose their accents, everything else that is no letter,
 * mark or digit becomes a dash. Never empty, at most {@link SLUG_LENGTH} characters and
 * {@link SLUG_BYTES} bytes, starts and ends with no dash.
 */
export function slug(title: string): string {
  const plain = title
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036F]/g, "")
    .toLowerCase();
  const dashed = plain.normalize("NFC").replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, "-");
  const characters = Array.from(dashed.replace(/^-/, "")).slice(0, SLUG_LENGTH);
  while (Buffer.byteLength(characters.join("")) > SLUG_BYTES) characters.pop();
  const cut = characters.join("").replace(/-$/, "");
  return cut === "" ? "plan" : cut;
}
