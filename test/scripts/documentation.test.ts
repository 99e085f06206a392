import { afterAll, beforeAll, describe, expect, test } from "#jest";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Code, Nodes } from "mdast";
import { visitParents } from "unist-util-visit-parents";
import { parse } from "yaml";
import type { Io } from "../../src/cli/io.js";
import { processIo } from "../../src/cli/process-io.js";
import { runCli } from "../../src/cli/run.js";
import { readLayer, resolveConfig, templateNameProblems } from "../../src/config/read-config.js";
import { COMMAND_NAMES } from "../../src/config/schema.js";
import { parseMarkdown } from "../../src/markdown/parse.js";
import { checkPlan, RULES } from "../../src/plan/check/check.js";
import { readFrontMatter, splitFrontMatter } from "../../src/plan/template/front-matter.js";
import { builtinTemplates } from "../../src/plan/template/template.js";
import { asObject } from "../support/json.js";

/** The pages that people read. */
const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "ARCHITECTURE.md",
  ...readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** Before a block that a test cannot run: why. */
const NOT_RUN = /^<!-- not run: \S.{10,} -->$/;

/** A block of code on a page. */
interface Block {
  readonly page: string;
  readonly line: number;
  readonly text: string;
  /** Whether the page says why nothing runs it. */
  readonly isExcused: boolean;
}

const trees = new Map(PAGES.map((page) => [page, parseMarkdown(readFileSync(page, "utf8"))]));

function blocksIn(language: string): readonly Block[] {
  return [...trees].flatMap(([page, tree]) => {
    const found: Block[] = [];
    visitParents(tree, "code", (node: Code, ancestors: readonly Nodes[]) => {
      if (node.lang !== language) return;
      const parent = ancestors.at(-1);
      const siblings: readonly Nodes[] = parent && "children" in parent ? parent.children : [];
      const before = siblings[siblings.indexOf(node) - 1];
      const isExcused = before?.type === "html" && NOT_RUN.test(before.value);
      found.push({ page, line: node.position?.start.line ?? 0, text: node.value, isExcused });
    });
    return found;
  });
}

/** What stands in code within the lines of a page. */
function inlineCodeIn(page: string): readonly string[] {
  const found: string[] = [];
  const tree = trees.get(page);
  if (tree !== undefined) visitParents(tree, "inlineCode", (node) => void found.push(node.value));
  return found;
}

const named = (blocks: readonly Block[]) =>
  blocks.map((block) => [`${block.page}:${block.line}`, block] as const);

const commands = blocksIn("sh");
const configurations = blocksIn("yaml");

/** An issue as `gh api` prints it. */
const ISSUE = JSON.stringify({
  number: 42,
  title: "Export reports",
  body: "## Steps\n\n- Write rows\n",
  state: "open",
  html_url: "https://github.com/acme/api/issues/42",
  created_at: "2026-11-20T10:00:00Z",
  updated_at: "2026-11-20T10:00:00Z",
  closed_at: null,
  user: { login: "ada" },
  labels: [],
  assignees: [],
  milestone: null,
  repository_url: "https://api.github.com/repos/acme/api",
});

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "plansmith-docs-"));
  cpSync("docs/examples", join(folder, "docs/examples"), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The words of a command, with files for `*`. */
function wordsOf(command: string): readonly string[] {
  const words = command.match(/"[^"]*"|\S+/g) ?? [];
  return words.flatMap((word) => {
    if (!word.endsWith("/*.md")) return [word.replace(/^"(.*)"$/, "$1")];
    const below = word.slice(0, -"*.md".length);
    return readdirSync(join(folder, below)).map((name) => `${below}${name}`);
  });
}

/** Runs `plansmith` in the folder: its exit code, and what it said of an error. */
async function run(command: string): Promise<{ readonly code: number; readonly err: string }> {
  const own = processIo();
  let err = "";
  const inside =
    <Rest extends readonly unknown[], Result>(act: (path: string, ...rest: Rest) => Result) =>
    (path: string, ...rest: Rest): Result =>
      act(resolve(folder, path), ...rest);
  const io: Io = {
    ...own,
    out: () => undefined,
    err: (text) => void (err += text),
    env: {},
    stdin: () => Promise.resolve(new TextEncoder().encode(ISSUE)),
    readFile: inside(own.readFile),
    readNow: inside(own.readNow),
    writeFile: inside(own.writeFile),
    createFile: inside(own.createFile),
    replaceFile: inside(own.replaceFile),
    isFolder: inside(own.isFolder),
    list: inside(own.list),
    exists: inside(own.exists),
    absolute: inside(own.absolute),
    realPath: inside(own.realPath),
  };
  const [, ...args] = wordsOf(command);
  const code = await runCli(args, io);
  return { code, err };
}

describe("a block of commands", () => {
  test("is in several pages", () => {
    expect(commands.length).toBeGreaterThan(8);
  });

  test.each(named(commands.filter(({ isExcused }) => !isExcused)))(
    "%s runs, or says why nothing runs it",
    async (_, { text }) => {
      for (const line of text.split("\n").filter((it) => it.trim() !== "")) {
        // What `gh` would print is the input of the rest.
        const command = line.replace(/^gh api \S+ \| /, "").replace(/\s+#.*$/, "");
        expect(command).toMatch(/^plansmith /);
        expect(await run(command)).toEqual({ code: 0, err: "" });
      }
    },
  );

  test.each(named(commands))("%s names only scripts and variables that exist", (_, { text }) => {
    const { scripts } = asObject(JSON.parse(readFileSync("package.json", "utf8")));
    const wanted = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = ""]) => name);
    expect(wanted.filter((name) => !(name in asObject(scripts)))).toEqual([]);
    const variables = [...text.matchAll(/\b([A-Z][A-Z\d_]{2,})=/g)].map(([, name = ""]) => name);
    expect(variables.filter((name) => !isKnownVariable(name))).toEqual([]);
  });
});

const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(join("src", name), "utf8"))
  .join("\n");
const example = readFileSync(".env.example", "utf8");

/** Whether `.env.example` has a variable, the code names one, or it is Node.js's own. */
function isKnownVariable(name: string): boolean {
  if (name === "NODE_OPTIONS") return true;
  const isShown = new RegExp(`^(?:# )?${name}=`, "m").test(example);
  return isShown || sources.includes(`"${name}"`) || sources.includes(`env.${name}`);
}

test.each(["README.md", "docs/get-started.md", "docs/operating.md", "docs/scaling.md"])(
  "%s names only variables that are read",
  (page) => {
    const names = inlineCodeIn(page).flatMap(
      (code) => /^([A-Z][A-Z\d]*(?:_[A-Z\d]+)+)(?:=\S*)?$/.exec(code)?.[1] ?? [],
    );
    expect(names.filter((name) => !isKnownVariable(name))).toEqual([]);
  },
);

test.each(PAGES)("%s names only commands that there are", (page) => {
  const words = inlineCodeIn(page).flatMap((code) => /^\/plan ([a-z-]+)/.exec(code)?.[1] ?? []);
  // The former name of `archive`.
  const known = new Set<string>([...COMMAND_NAMES, "close-out"]);
  expect(words.filter((word) => !known.has(word))).toEqual([]);
});

describe("a block of YAML", () => {
  const excused = configurations.filter(({ isExcused }) => isExcused);

  test("is in several pages, and each is read", () => {
    expect(configurations.length).toBeGreaterThan(3);
    expect(excused).toEqual([]);
  });

  test.each(named(configurations))("%s has no mistake", (_, { text }) => {
    if (text.startsWith("---")) {
      const { yaml } = splitFrontMatter(`${text}\n\n# Title\n`);
      expect(readFrontMatter(yaml)).not.toHaveProperty("reason");
      return;
    }
    const read: unknown = parse(text);
    if (Array.isArray(read)) return expectSteps(read);
    const value = asObject(read);
    if ("jobs" in value) return expectWorkflow(value);
    const resolved = resolveConfig([readLayer("block", new TextEncoder().encode(text))]);
    const names = [...builtinTemplates().keys()];
    expect([...resolved.problems, ...templateNameProblems(resolved, names)]).toEqual([]);
    expect(Object.keys(value)).not.toEqual([]);
  });
});

/** A workflow that uses Plansmith gives it only inputs that it has. */
function expectWorkflow(workflow: Readonly<Record<string, unknown>>): void {
  expect(Object.keys(workflow)).toEqual(expect.arrayContaining(["on", "jobs", "permissions"]));
  expectSteps(Object.values(asObject(workflow["jobs"])).flatMap((job) => asObject(job)["steps"]));
}

/** The same of steps alone. */
function expectSteps(steps: readonly unknown[]): void {
  const inputs = asObject(asObject(parse(readFileSync("action.yml", "utf8")))["inputs"]);
  for (const step of steps.map(asObject)) {
    const given = Object.keys(asObject(step["with"] ?? {}));
    expect(given.filter((name) => !(name in inputs))).toEqual([]);
    expect(step["uses"] ?? "").toMatch(/^[\w.-]+\/[\w.-]+@\S+$/);
  }
}

test.each(named(blocksIn("json")))("%s is JSON, and starts what there is", (_, { text }) => {
  const { mcpServers = {} } = asObject(JSON.parse(text));
  for (const server of Object.values(asObject(mcpServers)).map(asObject)) {
    expect([server["command"], server["args"]]).toEqual(["npx", ["--yes", "plansmith", "mcp"]]);
  }
});

test("npx fetches this package, and not one that has the name of a program in it", () => {
  const texts = [...PAGES, "templates/init/agents.md", "src/cli/run.ts"];
  const fetched = texts.flatMap((path) =>
    Array.from(
      readFileSync(path, "utf8").matchAll(/\bnpx (?:--yes )?((?:--package )?[\w@/.-]+)/g),
      ([, what]) => what,
    ),
  );
  expect(new Set(fetched)).toEqual(new Set(["plansmith", "--package plansmith"]));
});

test("the README has three ways in, each of at most eight lines", () => {
  const [, section = ""] = readFileSync("README.md", "utf8").split("\n## Three ways in\n");
  const [ways = ""] = section.split("\n## ");
  const lengths = ways
    .split(/^### .*$/m)
    .slice(1)
    .map((way) => way.split("\n").filter((line) => line !== "" && !line.startsWith("<!--")).length);
  expect(lengths).toHaveLength(3);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(8);
});

/** The rule that looks after links, also in pages that are no plans. */
const LINKS = "link-dangling";

test.each(PAGES)("the links of %s lead to files and headings that there are", (page) => {
  const rules = Object.fromEntries(
    RULES.map(({ id }) => [id, id === LINKS ? "error" : "off"] as const),
  );
  const findings = checkPlan(readFileSync(page, "utf8"), {
    templates: [],
    path: page,
    exists: (path) => existsSync(path),
    read: (path) => (existsSync(path) ? readFileSync(path, "utf8") : undefined),
    rules,
    now: new Date("2026-11-28T00:00:00Z"),
  });
  expect(Object.keys(rules)).toContain(LINKS);
  expect(findings.map(({ line, message }) => `${page}:${line} ${message}`)).toEqual([]);
});

test("the lock files name no registry: packages come from whichever the machine uses", () => {
  for (const path of ["package-lock.json", "docs/package-lock.json"])
    expect(readFileSync(path, "utf8")).not.toMatch(/"resolved": "http/);
});

/** Phrases that nobody would say to a colleague; single words are in `cspell.json`. */
const UNWANTED = /\b(?:(?:is|are|was|were) told|put away|gave up on this)\b|\bTrue for .* since\b/;

test("the pages and the bot's texts are written in plain words", () => {
  const texts = readdirSync("templates/bot", { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `templates/bot/${name}`);
  const found = [...PAGES, ...texts].flatMap((path) =>
    readFileSync(path, "utf8")
      .replaceAll(/`[^`\n]*`/g, "")
      .split("\n")
      .filter((line) => UNWANTED.test(line))
      .map((line) => `${path}: ${line}`),
  );
  expect(found).toEqual([]);
});
