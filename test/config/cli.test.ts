import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "#jest";
import { parse } from "yaml";
import { processIo } from "../../src/cli/process-io.js";
import { runCli } from "../../src/cli/run.js";
import { DEFAULT_CONFIG } from "../../src/config/schema.js";

const FILE = ".github/plansmith.yml";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A folder with these files in it, for one test. */
function checkout(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "plansmith-"));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

async function run(...args: string[]) {
  let [out, err] = ["", ""];
  const code = await runCli(["config", ...args], {
    ...processIo(),
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    env: {},
    outColours: false,
  });
  return { code, out, err };
}

describe("plansmith config", () => {
  test("reads the file's other name, and two files are a mistake", async () => {
    const other = ".github/plansmith.yaml";
    const one = checkout({ [other]: "dryRun: true\n" });
    const { out } = await run("--repo", one, "--explain");
    expect(out).toContain(`dryRun: true # ${other}:1\n`);
    const both = checkout({ [other]: "dryRun: true\n", [FILE]: "dryRun: true\n" });
    expect(await run("--repo", both)).toMatchObject({
      code: 1,
      out: expect.stringContaining(
        `${FILE}:1:1 There are two configurations: ${FILE} and ${other}.`,
      ),
    });
  });

  test("prints what counts, and where it comes from", async () => {
    const repo = checkout({
      [FILE]: "labels:\n  request: Plan me\npullRequest: { draft: true }\n",
    });
    const plain = await run("--repo", repo);
    expect(plain).toMatchObject({ code: 0, err: "" });
    expect(parse(plain.out)).toEqual({
      ...DEFAULT_CONFIG,
      labels: { ...DEFAULT_CONFIG.labels, request: "Plan me" },
      pullRequest: { ...DEFAULT_CONFIG.pullRequest, draft: true },
    });
    const { out } = await run("--repo", repo, "--explain");
    expect(parse(out)).toEqual(parse(plain.out));
    expect(out).toContain(`  request: Plan me # ${FILE}:2\n`);
    expect(out).toContain(`  draft: true # ${FILE}:3\n`);
    expect(out).toContain("dryRun: false # default\n");
  });

  test("without a file prints the defaults, and says so", async () => {
    const { code, out, err } = await run("--repo", checkout({}));
    expect(code).toBe(0);
    expect(parse(out)).toEqual(DEFAULT_CONFIG);
    expect(err).toContain("these are the defaults");
  });

  test("tells what is read on GitHub only", async () => {
    const { code, err } = await run("--repo", checkout({ [FILE]: "_extends: web\n" }));
    expect(code).toBe(0);
    expect(err).toContain("_extends names web, which is only read on GitHub");
  });

  test.each<[string, Record<string, string>, string]>([
    ["a key", { [FILE]: "dryRun: false\nlabel: {}\n" }, `${FILE}:2:1 Unknown key “label”`],
    ["a template's name", { [FILE]: "templates: { default: bug }\n" }, `${FILE}:1:23 There is no`],
    ["a folder", { [`${FILE}/x`]: "" }, `${FILE}:1:1 It is a folder. Make it a file.`],
    [
      "nesting",
      { [FILE]: `dryRun: true\nlabels: ${"{".repeat(512)}` },
      `${FILE}:2:48 The file is nested too deeply.`,
    ],
    [
      "nesting in a template's front matter",
      { ".github/plan-templates/bug.md": `---\ntitle: ${"? [".repeat(200)}\n---\n# Bug\n` },
      ".github/plan-templates/bug.md:2:1 ",
    ],
    [
      "a list in itself",
      { ".github/plan-templates/bug.md": "# Bug\n\n{{#steps}}\n{{#steps}}{{/steps}}{{/steps}}" },
      ".github/plan-templates/bug.md:4:1 ",
    ],
    [
      "a template",
      { ".github/plan-templates/bug.md": "# Bug\n\n{{titel}}\n" },
      ".github/plan-templates/bug.md:3:1 ",
    ],
  ])("tells what is wrong: %s", async (_, files, message) => {
    const { code, out } = await run("--repo", checkout(files));
    expect(code).toBe(1);
    expect(out).toContain(message);
    expect(out).toContain("1 mistake\n");
  });

  test("a symbolic link is none for GitHub either", async () => {
    const repo = checkout({ "other.yml": "dryRun: true\n", ".github/x": "" });
    symlinkSync("../other.yml", join(repo, FILE));
    const { code, out } = await run("--repo", repo);
    expect(code).toBe(1);
    expect(out).toContain("It is a symbolic link.");
  });

  test("a folder that is not there is wrong use", async () => {
    expect(await run("--repo", "/nowhere")).toMatchObject({ code: 2, out: "" });
  });
});
