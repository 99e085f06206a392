import { posix } from "node:path";
import { branchTip, readBlob } from "../../github/files.js";
import type { GitHubClient } from "../../github/http/client.js";
import { pullsFromBranch } from "../../github/pulls.js";
import { getRepository } from "../../github/repository.js";
import type { CrossReference } from "../../github/timeline.js";
import { readTree, type TreeFile } from "../../github/trees.js";
import { readArchiveMarker } from "../../model/markers.js";
import type { IssueRef } from "../../model/refs.js";
import { isWorkflowPath } from "../../model/metadata.js";
import { mapInBatches } from "../../model/collections.js";
import { closedPath } from "../../plan/identity.js";
import { TemplateError } from "../../plan/template/template.js";
import type { Configuration } from "../configuration/read.js";
import type { RunContext } from "../context.js";
import { markedReferences } from "../linked-pulls/read.js";
import { readTemplates } from "../plan-file/read.js";
import type { ApprovedSnapshot } from "../snapshot.js";
import type { ArchiveInputs, ArchivePull, TextFile } from "./facts.js";
import { ARCHIVE_DUE, archiveBranch } from "./rules.js";

/** Limits for the Markdown files whose links are checked, nearest to the plan first: files, bytes. */
const MAX_FILES = 100;
const MAX_BYTES = 4 * 1024 * 1024;

/** Files that are read at the same time. */
const AT_ONCE = 10;

/** The App's own pull requests that archive the plan, as the issue's timeline lists them. */
export function archivePulls(
  references: readonly CrossReference[],
  { ref, bot }: { readonly ref: IssueRef; readonly bot: string },
): readonly ArchivePull[] {
  return markedReferences(references, ref, readArchiveMarker)
    .filter(({ author }) => author === bot)
    .map(({ number, htmlUrl, state }) => ({
      number,
      htmlUrl,
      state: state === "draft" ? ("open" as const) : state,
    }))
    .toSorted((a, b) => Number(b.state === "open") - Number(a.state === "open"));
}

/** The snapshot of an approved plan with what archiving the plan needs, where that is due. */
export async function withArchive(
  { github, compute, templates }: Pick<RunContext, "github" | "compute" | "templates">,
  snapshot: ApprovedSnapshot,
  configuration: Configuration,
): Promise<ApprovedSnapshot> {
  if (!(await compute(ARCHIVE_DUE, snapshot))) return snapshot;
  const { ref, config, plan } = snapshot;
  const branch = archiveBranch(config, ref.number);
  // The timeline may be late: the branch's own pull requests count.
  const [pulls, tip, repository] = await Promise.all([
    pullsFromBranch(github, ref, branch),
    branchTip(github, ref, branch),
    getRepository(github, ref),
  ]);
  const known = { ...snapshot, archive: { ...snapshot.archive, pulls } };
  if (repository.readOnly || !(await compute(ARCHIVE_DUE, known))) return known;
  const { defaultBranch } = repository;
  const [defaultTip, formats] = await Promise.all([
    branchTip(github, ref, defaultBranch),
    configuration.hasTemplates ? readTemplates({ github, compute }, ref, templates) : templates,
  ]);
  if (defaultTip === undefined) return known;
  const files = await readFiles(github, ref, defaultTip, plan.path);
  if (files === undefined) return known;
  const leftOver = tip !== undefined && pulls.some(({ headSha }) => headSha === tip);
  const inputs = { branch, branchTip: tip, leftOver, defaultBranch, defaultTip, ...files };
  const readable = [...formats.values()].flatMap((template) =>
    template instanceof TemplateError ? [] : [template],
  );
  return { ...known, archive: { ...known.archive, inputs: { ...inputs, formats: readable } } };
}

/** The plan, and the Markdown files that may link to it; `undefined` where the plan is gone by now. */
async function readFiles(
  github: GitHubClient,
  ref: IssueRef,
  commit: string,
  path: string,
): Promise<Pick<ArchiveInputs, "plan" | "others" | "unread" | "truncated" | "taken"> | undefined> {
  const { files, truncated } = await readTree(github, ref, commit);
  const plan = files.find((file) => file.path === path);
  if (plan === undefined) return undefined;
  const to = closedPath(path);
  const taken = to !== path && files.some((file) => file.path === to);
  const { near, far } = byNearness(files, path);
  const texts = taken ? [] : await readAll(github, ref, [plan, ...near]);
  const [own, ...others] = taken ? await readAll(github, ref, [plan]) : texts;
  if (own === undefined) return undefined;
  // A text that is not valid UTF-8 would not be written back unchanged.
  const isWhole = ({ text }: TextFile): boolean => !text.includes("\uFFFD");
  const broken = others.filter((file) => !isWhole(file));
  return {
    plan: own,
    others: others.filter(isWhole),
    unread: [...broken, ...far].map((file) => file.path).toSorted(),
    truncated,
    taken,
  };
}

function readAll(
  github: GitHubClient,
  ref: IssueRef,
  files: readonly TreeFile[],
): Promise<readonly TextFile[]> {
  return mapInBatches(files, AT_ONCE, async ({ path, mode, sha }) => {
    const text = Buffer.from(await readBlob(github, ref, sha)).toString("utf8");
    return { path, mode, text };
  });
}

/** The other Markdown files: those that are read, and those that are too many, too large, or not to be written. */
function byNearness(
  files: readonly TreeFile[],
  path: string,
): { readonly near: readonly TreeFile[]; readonly far: readonly TreeFile[] } {
  const steps = (to: string) => posix.relative(posix.dirname(path), to).split("/").length;
  const all = files
    .filter((file) => /\.(?:md|markdown)$/i.test(file.path) && file.mode.startsWith("100"))
    .filter((file) => file.path !== path)
    .toSorted((a, b) => steps(a.path) - steps(b.path) || (a.path < b.path ? -1 : 1));
  let bytes = 0;
  const near: TreeFile[] = [];
  const far: TreeFile[] = [];
  for (const file of all) {
    const fits =
      !isWorkflowPath(file.path) && near.length < MAX_FILES && bytes + file.size <= MAX_BYTES;
    if (fits) bytes += file.size;
    (fits ? near : far).push(file);
  }
  return { near, far };
}
