import { dirname, resolve, sep } from "node:path";
import { DEFAULT_CONFIG } from "../../config/schema.js";
import { CONFIG_FILE, CONFIG_FILES } from "../../config/read-config.js";
import {
  bundledAsset,
  packageRepository,
  packageVersion,
  schemaAddress,
} from "../../model/package.js";
import { placeOf } from "../plans.js";
import { UsageError, type ExitCode, type Io, isPresent, messageOf, painter } from "../io.js";

/** Options of `plansmith init`. */
export interface InitOptions {
  readonly repo: string;
  readonly dryRun?: boolean;
}

/** What is written: the path in the repository, and the asset that it is made from. */
const FILES = [
  [CONFIG_FILE, "plansmith.yml"],
  [".github/ISSUE_TEMPLATE/plan.yml", "issue-form.yml"],
  [".github/workflows/plansmith.yml", "workflow.yml"],
  ["AGENTS.md", "agents.md"],
] as const;

/** More bytes than a file has that names a branch. */
const MAX_REF = 1024;

/** The description of the label that asks for a plan. */
const LABEL_DESCRIPTION = "Plansmith opens a plan for this issue";

const WORKFLOW = FILES[2][0];

/** What is left to do, which needs GitHub. */
const nextSteps = (branch: string): string => `
What is left to do:
  1. Commit the files, and push them to ${branch}. Workflows start only from the default branch.
     If another branch is the default, name it in the workflow, under push.
  2. In the repository's settings, under Actions → General, turn on
     “Allow GitHub Actions to create and approve pull requests”.
  3. Create the label that asks for a plan:
     gh label create ${DEFAULT_CONFIG.labels.request} --description "${LABEL_DESCRIPTION}"
Where Plansmith runs as an App, delete ${WORKFLOW}. The App needs only the first step.
`;

/**
 * Shows what a repository needs to begin with, and writes the files that it does not have. One that is
 * there is left as it is.
 */
export async function init(io: Io, { repo, dryRun = false }: InitOptions): Promise<ExitCode> {
  if (!io.isFolder(repo)) throw new UsageError(`${repo} is no folder`);
  const { root } = placeOf(io, `${repo}/${CONFIG_FILE}`);
  if (root !== undefined && root !== io.absolute(repo).replaceAll("\\", "/")) {
    throw new UsageError(
      `${repo} is a folder of the repository ${root}, and GitHub reads these files only there: plansmith init --repo ${root}`,
    );
  }
  const paint = painter(io.outColours);
  const written: string[] = [];
  const kept: string[] = [];
  const branch = defaultBranch(io, repo);
  for (const [path] of FILES) assertInside(io, repo, path);
  for (const [path, asset] of FILES) {
    const text = initialText(asset, branch);
    const names = path === CONFIG_FILE ? CONFIG_FILES : [path];
    const isThere = names.some((name) => isPresent(io, `${repo}/${name}`));
    io.out(
      `${paint("bold", path)}${isThere ? " is there already, and stays as it is. It could have this:" : ""}\n\n${indented(text)}\n`,
    );
    if (isThere) kept.push(path);
    else if (dryRun || (await create(io, `${repo}/${path}`, text))) written.push(path);
    else kept.push(path);
  }
  io.out(
    [
      `${dryRun ? "Would write" : "Written"}: ${written.join(", ") || "nothing"}\n`,
      kept.length === 0 ? "" : `Left as they are: ${kept.join(", ")}\n`,
      nextSteps(branch),
    ].join(""),
  );
  return 0;
}

/** A link in the folder could lead anywhere. */
function assertInside(io: Io, repo: string, path: string): void {
  const root = io.realPath(repo);
  if (root === undefined) return;
  for (let above = dirname(path); above !== "."; above = dirname(above)) {
    const real = io.realPath(`${repo}/${above}`);
    if (real === undefined || real === root || real.startsWith(root + sep)) continue;
    throw new UsageError(`${path} would be written outside of ${repo}: ${above} leads to ${real}`);
  }
}

/**
 * The default branch: of what was cloned as far as Git has written it down, else the one that is checked
 * out, in the main checkout before this one, where that has a name that default branches have.
 */
function defaultBranch(io: Io, repo: string): string {
  const read = (path: string) => new TextDecoder().decode(io.readNow(path, MAX_REF)).trimEnd();
  // In a worktree or a submodule, `.git` is a file that names the folder.
  const [, elsewhere] = /^gitdir: (.+)$/.exec(read(`${repo}/.git`)) ?? [];
  const own = elsewhere === undefined ? `${repo}/.git` : resolve(repo, elsewhere);
  const shared = resolve(own, read(`${own}/commondir`));
  const cloned = /^ref: refs\/remotes\/origin\/(\w[\w./-]*)$/m.exec(
    read(`${shared}/refs/remotes/origin/HEAD`),
  );
  const heads = [`${shared}/HEAD`, `${own}/HEAD`].map(
    (path) => /^ref: refs\/heads\/(main|master|trunk|develop)$/m.exec(read(path))?.[1],
  );
  return cloned?.[1] ?? heads.find((name) => name !== undefined) ?? "main";
}

async function create(io: Io, path: string, text: string): Promise<boolean> {
  return io.createFile(path, text).catch((error: unknown) => {
    throw new UsageError(`${path} cannot be written: ${messageOf(error)}`, { cause: error });
  });
}

/**
 * A file that `plansmith init` writes.
 *
 * @param asset name in `templates/init`
 * @param branch the repository's default branch
 */
export function initialText(asset: string, branch: string): string {
  return bundledAsset(`templates/init/${asset}`)
    .replaceAll("{{branch}}", branch)
    .replaceAll("{{schema}}", schemaAddress())
    .replaceAll("{{repository}}", packageRepository())
    .replaceAll("{{version}}", packageVersion());
}

function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? "" : `  ${line}`))
    .join("\n");
}
