/** Longest slug, in characters, so that the path stays readable in a list of files. */
const SLUG_LENGTH = 50;

/** The branch that holds the plan of issue `number` until it is merged. */
export function planBranch(number: number): string {
  return `plan/issue-${number}`;
}

/** The issue whose plan branch `branch` is; `undefined` for any other branch. */
export function issueOfBranch(branch: string): number | undefined {
  const match = /^plan\/issue-([1-9]\d{0,9})$/.exec(branch);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** The folder in which plans live. */
export const PLAN_FOLDER = "plans";

/** Where a repository keeps its own templates. */
export const TEMPLATE_FOLDER = ".github/plan-templates";

/** Where the plan of an issue is committed: `plans/<number>-<slug>.md`. */
export function planPath(number: number, title: string): string {
  return `${PLAN_FOLDER}/${number}-${slug(title)}.md`;
}

/** The issue whose plan lies at `path`; `undefined` for a path that holds no plan. */
export function issueOfPath(path: string): number | undefined {
  const match = /^plans\/([1-9]\d{0,9})-[^/]*\.md$/.exec(path);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/**
 * A title as a file name: Latin letters lose their accents, everything else that is no letter,
 * mark or digit becomes a dash. Never empty, at most {@link SLUG_LENGTH} characters, starts and
 * ends with no dash.
 */
export function slug(title: string): string {
  const plain = title
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036F]/g, "")
    .toLowerCase();
  const dashed = plain.normalize("NFC").replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, "-");
  const cut = Array.from(dashed.replace(/^-/, "")).slice(0, SLUG_LENGTH).join("").replace(/-$/, "");
  return cut === "" ? "plan" : cut;
}
