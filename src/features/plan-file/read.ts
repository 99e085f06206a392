import { folderOf, issueOfPath } from "../../config/paths.js";
import { allPaths, latestCommit, listFolder, readFile, type Commit } from "../../github/files.js";
import type { GitHubClient } from "../../github/http/client.js";
import { readMerge } from "../../github/outcomes.js";
import { type PlanPull, ownPull, pullsFromBranch, changedFiles } from "../../github/pulls.js";
import { getRepository } from "../../github/repository.js";
import type { PathAt } from "../../github/settings.js";
import type { CrossReference } from "../../github/timeline.js";
import type { Issue } from "../../issue/issue.js";
import { readPullMarker } from "../../model/markers.js";
import type { IssueRef, RepositoryRef } from "../../model/refs.js";
import { type FillInput, makeTargets, packageScripts } from "../../plan/fill/input.js";
import { closedPath, issuesNamedIn, readPlanMarker, TEMPLATE_FOLDER } from "../../plan/identity.js";
import { fromPlain, plainTemplate, type Templates, TEMPLATE } from "../../plan/template/choose.js";
import { TemplateError, templateNeeds, type Template } from "../../plan/template/template.js";
import type { RunContext } from "../context.js";
import { markedReferences } from "../linked-pulls/read.js";
import type { RelatedFacts } from "../related/read.js";
import { repositoryUrl } from "../words.js";
import type { PlanFile, PlanAbsence } from "./progress.js";

/** GitHub lists at most this many entries of a folder. */
const MAX_ENTRIES = 1000;

/** Files that are read to find a plan that lies where nobody would look. */
const MAX_CANDIDATES = 5;

/** Where to look for the plan. */
interface Search {
  /** The pattern of the paths of new plans. */
  readonly pattern: string;
  /** The path that the status comment named last. */
  readonly knownPath: string | undefined;
  /** A path that the bot recorded for this very issue: where plans lie, it needs no marker. */
  readonly recordedPath?: string | undefined;
  /** A path that somebody who may write made the plan's: it needs no marker. */
  readonly adoptedPath?: string | undefined;
  /** What was read of the folder of plans at the default branch's tip: it is not asked for again. */
  readonly listed?: PathAt | undefined;
}

/** A commit with its page. */
export function commitAt(issue: Issue, sha: string): Commit {
  return { sha, htmlUrl: `${repositoryUrl(issue)}/commit/${sha}` };
}

/**
 * Reads the plan from where it counts: the head of its pull request while that is open, the default
 * branch after that. A rejected plan is none. A plan that lies elsewhere than new ones do, because
 * the configuration changed or people moved it, is found by its marker.
 */
export async function readPlan(
  github: GitHubClient,
  ref: IssueRef,
  {
    issue,
    pull,
    ...search
  }: Search & { readonly issue: Issue; readonly pull: PlanPull | undefined },
): Promise<PlanFile | undefined> {
  const head = pull?.state === "open" ? commitAt(issue, pull.headSha) : undefined;
  return pull === undefined || pull.state === "closed"
    ? findPlan(github, ref, head, search)
    : findPlanAnywhere(github, ref, head, search);
}

/** {@link findPlan}, and where that finds none, any file that says of itself that it is the plan. */
export async function findPlanAnywhere(
  github: GitHubClient,
  ref: IssueRef,
  at: Commit | undefined,
  search: Search,
): Promise<PlanFile | undefined> {
  return (await findPlan(github, ref, at, search)) ?? findMoved(github, ref, at);
}

/**
 * Finds the plan of an issue: the title may have changed since, and people may rename the file. The
 * path that was known last is tried first. A number in a name only says where to look: a file is the
 * plan because its marker names the issue, or because it was recorded. A file without a marker that
 * only the plan's own branch has is the plan, too: somebody prepared it there.
 *
 * @param at where to look; the default branch if left out
 */
export async function findPlan(
  github: GitHubClient,
  ref: IssueRef,
  at: Commit | undefined,
  { pattern, knownPath, recordedPath, adoptedPath, listed }: Search,
): Promise<PlanFile | undefined> {
  const isPlan = (path: string): boolean =>
    issueOfPath(pattern, path) === ref.number || isPutAway(pattern, path, ref);
  const known = knownPath && (await readAt(github, ref, knownPath, at));
  const isOurs = async (file: PlanFile): Promise<boolean> => {
    const named = readPlanMarker(file.text)?.issue;
    if (named !== undefined) return named === ref.number;
    if (file.path === adoptedPath) return true;
    if (!isPlan(file.path)) return false;
    if (file.path === recordedPath) return true;
    if (at === undefined) return false;
    return (await readFile(github, ref, file.path))?.sha !== file.sha;
  };
  if (known && (await isOurs(known))) return known;
  const where = { at: at?.sha ?? listed?.commit, pattern, listed };
  const paths = (await likelyPaths(github, ref, where)).filter(isPlan).toSorted();
  const others = paths.filter((path) => path !== knownPath);
  for (const path of others.slice(0, MAX_CANDIDATES)) {
    const file = await readAt(github, ref, path, at);
    if (file !== undefined && (await isOurs(file))) return file;
  }
  return undefined;
}

/** Where plans are likely to lie. */
interface Likely {
  /** SHA of a commit; the default branch if left out. */
  readonly at: string | undefined;
  readonly pattern: string;
  readonly listed: PathAt | undefined;
}

/** Paths of the files that may be in the way of a new plan, at a commit. */
export async function takenPaths(
  github: GitHubClient,
  ref: IssueRef,
  where: Likely,
): Promise<readonly string[]> {
  const paths = await likelyPaths(github, ref, where);
  return paths.filter((path) => issueOfPath(where.pattern, path) === ref.number);
}

async function likelyPaths(
  github: GitHubClient,
  ref: IssueRef,
  { at, pattern, listed }: Likely,
): Promise<readonly string[]> {
  const folder = folderOf(pattern, ref.number);
  if (folder === undefined) return allPaths(github, ref, at ?? "HEAD");
  const isListed = listed?.path === folder && listed.commit === at;
  const paths = isListed ? filesOf(listed) : await listFolder(github, ref, folder, at);
  // A list that GitHub cut may lack it.
  return paths.length >= MAX_ENTRIES ? allPaths(github, ref, at ?? "HEAD") : paths;
}

function filesOf({ path, found }: PathAt): readonly string[] {
  if (found?.type !== "dir") return [];
  return found.entries.flatMap(({ name, type }) => (type === "file" ? [`${path}/${name}`] : []));
}

async function findMoved(
  github: GitHubClient,
  ref: IssueRef,
  at: Commit | undefined,
): Promise<PlanFile | undefined> {
  const paths = (await allPaths(github, ref, at?.sha ?? "HEAD")).filter((path) =>
    issuesNamedIn(path).includes(ref.number),
  );
  for (const path of paths.slice(0, MAX_CANDIDATES)) {
    const file = await readAt(github, ref, path, at);
    if (file === undefined) continue;
    if (isMarked(file, ref)) return file;
  }
  return undefined;
}

/** Whether a path is where the plan of an issue goes when it is archived. */
function isPutAway(pattern: string, path: string, { number }: IssueRef): boolean {
  return issueOfPath(closedPath(pattern), path) === number;
}

function isMarked({ text }: PlanFile, { number }: IssueRef): boolean {
  return readPlanMarker(text)?.issue === number;
}

/**
 * The file at a commit. On the default branch it is the one that last touched it: what else is
 * pushed there changes nothing of the plan.
 */
async function readAt(
  github: GitHubClient,
  ref: IssueRef,
  path: string,
  at: Commit | undefined,
): Promise<PlanFile | undefined> {
  const commit = at ?? (await latestCommit(github, ref, path));
  const file = commit && (await readFile(github, ref, path, commit.sha));
  return file && { ...file, commit };
}

/** Pull requests that say of themselves that they bring the plan, and are believed to. */
const MAX_MARKED = 5;

/** What is known before the plan's pull requests are looked for. */
interface Known {
  /** Login under which the App writes. */
  readonly bot: string;
  /** The plan's branch. */
  readonly branch: string;
  /** It is known that there is no such branch, and a new plan is asked for. */
  readonly noBranch: boolean;
  /** Number of the pull request that the status comment mentions. */
  readonly knownPull: number | undefined;
  readonly references: readonly CrossReference[];
}

/**
 * The plan's pull request, as far as it takes no request to know it: the one that the status comment
 * mentions, once it is merged. The timeline says that of it, and names none of the App's that is
 * newer. The plan is on the default branch then, and what else comes from its branch is no proposal.
 */
export function mergedPull(
  ref: IssueRef,
  { bot, branch, knownPull, references }: Known,
): PlanPull | undefined {
  const newest = markedReferences(references, ref, readPullMarker).find(
    ({ author }) => author === bot,
  );
  if (newest === undefined || newest.number !== knownPull || newest.state !== "merged")
    return undefined;
  const { number, htmlUrl, title } = newest;
  return {
    number,
    state: "merged",
    headSha: "",
    htmlUrl,
    title,
    body: "",
    branch,
    base: "",
    assignees: [],
    reviewers: [],
    labels: [],
  };
}

/**
 * The plan's pull requests, the one that counts first. One from a branch of another name, because
 * the configuration changed since it was opened, is the one that the status comment mentions, else
 * one of the App's that refers to the issue as its plan.
 */
export async function readPulls(
  github: GitHubClient,
  ref: IssueRef,
  { bot, branch, noBranch, knownPull, references }: Known,
): Promise<readonly PlanPull[]> {
  // Without a branch none is open, and what became of others is no matter to a new request.
  const fromBranch = noBranch ? [] : await pullsFromBranch(github, ref, branch);
  if (fromBranch.length > 0) return fromBranch;
  // Anybody can write the mark.
  const marked = markedReferences(references, ref, readPullMarker)
    .filter(({ author }) => author === bot)
    .map(({ number }) => number);
  const isOurs = (body: string): boolean => readPullMarker(body) === ref.number;
  for (const number of knownPull === undefined ? marked.slice(0, MAX_MARKED) : [knownPull]) {
    const pull = await ownPull(github, ref, number, { author: bot, isOurs });
    if (pull !== undefined) return [pull];
  }
  return [];
}

/**
 * Why the plan of a merged pull request is not on the default branch: it was removed there, or never
 * came there, because it was merged into another branch.
 *
 * @param knownPath the path that the status comment named last
 */
export async function readAbsence(
  github: GitHubClient,
  ref: IssueRef,
  { number, base: known }: PlanPull,
  knownPath: string | undefined,
): Promise<PlanAbsence> {
  const pull = { ...ref, number };
  const [{ defaultBranch }, merge, path] = await Promise.all([
    getRepository(github, ref),
    known === "" ? readMerge(github, pull) : undefined,
    knownPath ?? planPathOf(github, ref, number),
  ]);
  const base = known === "" ? (merge?.base ?? defaultBranch) : known;
  const commit = path === undefined ? undefined : await latestCommit(github, ref, path);
  const isElsewhere = commit === undefined && base !== defaultBranch;
  return { kind: isElsewhere ? "elsewhere" : "withdrawn", defaultBranch, base, path, commit };
}

async function planPathOf(
  github: GitHubClient,
  ref: IssueRef,
  number: number,
): Promise<string | undefined> {
  const files = await changedFiles(github, { ...ref, number });
  return files.find(({ path }) => issuesNamedIn(path).includes(ref.number))?.path;
}

/** More templates than any repository needs; each costs a request. */
const MAX_TEMPLATES = 20;

/**
 * The templates to choose from: a repository's own, from its default branch, before those that
 * Plansmith ships; one of the same name takes the other's place.
 *
 * @param commit where they are read; the default branch if left out
 */
export async function readTemplates(
  { github, compute }: Pick<RunContext, "github" | "compute">,
  repository: RepositoryRef,
  builtin: Templates,
  commit?: string,
): Promise<Templates> {
  const paths = (await listFolder(github, repository, TEMPLATE_FOLDER, commit))
    .filter((path) => path.endsWith(".md"))
    .toSorted()
    .slice(0, MAX_TEMPLATES);
  const own = await Promise.all(
    paths.map(async (path) => {
      const name = path.slice(TEMPLATE_FOLDER.length + 1, -".md".length);
      const file = await readFile(github, repository, path, commit);
      const template = file && (await compute(TEMPLATE, file.text, name));
      return [name, template ?? plainTemplate(unreadable(name))] as const;
    }),
  );
  return new Map([
    ...fromPlain(own),
    ...[...builtin].filter(([name]) => !own.some(([ownName]) => ownName === name)),
  ]);
}

function unreadable(name: string): TemplateError {
  return new TemplateError(name, {
    line: 1,
    reason: "it is no regular file, or is bigger than 256 KiB",
    fix: "Replace it with a regular file that has the template's text.",
  });
}

/** Reads what a plan is filled from beyond the issue and what it refers to: only what its template shows. */
export async function readExtra(
  { github }: Pick<RunContext, "github">,
  ref: IssueRef,
  template: Template,
  related: RelatedFacts,
): Promise<NonNullable<FillInput["extra"]>> {
  const needs = templateNeeds(template);
  const [scripts, targets] = needs.scripts
    ? await Promise.all([readFile(github, ref, "package.json"), readFile(github, ref, "Makefile")])
    : [];
  return {
    ...related,
    scripts: [...packageScripts(scripts?.text ?? ""), ...makeTargets(targets?.text ?? "")],
  };
}
