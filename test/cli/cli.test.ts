import { readFileSync } from "node:fs";
import { describe, expect, test } from "#jest";
import { runCli } from "../../src/cli/run.js";
import type { Io } from "../../src/cli/io.js";
import { writeKinds } from "../../src/plan/parse/items.js";

/** An error as Node gives it. */
function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

interface World {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly stdin?: string;
  readonly terminal?: boolean;
  /** Where files that are written are put. */
  readonly written?: Record<string, string>;
}

/** Runs a command line among some files; the current folder is `/home`. */
async function run(
  args: string[],
  { files = {}, stdin = "", terminal = false, written = {} }: World = {},
) {
  let out = "";
  let err = "";
  let ticks = 0;
  const inputs = [stdin];
  const absolute = (path: string) => (path.startsWith("/") ? path : `/home/${path}`);
  const paths = Object.keys(files).map((path) => absolute(path));
  const io: Io = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    env: {},
    outColours: terminal,
    errTerminal: terminal,
    now: () => new Date(Date.UTC(2026, 10, 21) + 400 * ticks++),
    stdin: async () => Buffer.from(inputs.shift() ?? ""),
    readFile: async (path) => {
      const content = files[path];
      if (content !== undefined) return Buffer.from(content);
      throw systemError(
        paths.some((one) => one.startsWith(`${absolute(path)}/`)) ? "EISDIR" : "ENOENT",
      );
    },
    writeFile: async (path, text) => {
      written[path] = text;
    },
    isFolder: (path) => Object.keys(files).some((file) => file.startsWith(`${path}/`)),
    isFile: (path) => Object.hasOwn(files, path),
    list: async (folder) => {
      const names = Object.keys(files).filter((path) => path.startsWith(`${folder}/`));
      if (names.length === 0) throw systemError("ENOENT");
      return [...new Set(names.map((path) => path.slice(folder.length + 1).split("/")[0] ?? ""))];
    },
    readNow: (path, limit) => {
      const own = Object.entries(files).find(([name]) => absolute(name) === path);
      const bytes = own === undefined ? undefined : Buffer.from(own[1]);
      return bytes === undefined || bytes.length > limit ? undefined : bytes;
    },
    exists: (path) => paths.some((one) => one === path || one.startsWith(`${path}/`)),
    absolute,
    createFile: () => Promise.reject(new Error("nothing is created")),
    replaceFile: () => Promise.reject(new Error("nothing is replaced")),
    realPath: (path) => path,
    author: () => "ana",
  };
  const code = await runCli(args, io);
  return { code, out, err };
}

const issue = JSON.stringify({
  number: 7,
  title: "Export reports",
  body: "### Summary\n\nPeople want CSV.",
  state: "open",
  labels: [{ name: "bug" }],
  user: { login: "ana" },
  html_url: "https://github.com/acme/reports/issues/7",
  created_at: "2026-11-01T10:00:00Z",
});

describe("help and wrong use", () => {
  test.each([["--help"], ["fill", "--help"], ["progress", "--help"], ["check", "--help"]])(
    "%s %s shows examples",
    async (...args) => {
      const { code, out, err } = await run(args);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).toContain("Examples:\n  $ plansmith ");
    },
  );

  test("--version is that of the package", async () => {
    const { version }: { version: string } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(await run(["--version"])).toEqual({ code: 0, out: `${version}\n`, err: "" });
  });

  test.each([
    [[], "Usage:"],
    [["chek"], "Did you mean check?"],
    [["check"], "missing required argument 'file'"],
    [["check", "--format", "xml", "a.md"], "Allowed choices are text, json, github, sarif"],
    [
      ["check", "--template", "none", "a.md"],
      "there is no template “none”; choose one of issue-plan",
    ],
    [["progress", "--jsn", "a.md"], "Did you mean --json?"],
    [["fill"], "--issue"],
    [["fill", "--issue", "none.json"], "none.json does not exist"],
    [
      ["fill", "--issue", "-"],
      "standard input is not an issue from GitHub's REST API or from gh issue view --json: not valid JSON",
    ],
    [["fill", "--issue", "-", "--date", "2026-02-30"], "“2026-02-30” is not a date"],
    [["fill", "--issue", "-", "--templates", "none"], "none does not exist"],
  ])("%j ends with 2 and says why", async (args, reason) => {
    const { code, out, err } = await run(args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(reason);
    expect(err).not.toMatch(/\n\s+at /);
  });

  test("every field that an issue lacks is named", async () => {
    const { err } = await run(["fill", "--issue", "-"], { stdin: '{"number":"7","title":"a"}' });
    expect(err).toMatch(/number: .*; state: .*; html_url: .*; created_at: /);
  });
});

describe("fill", () => {
  test("prints the plan that the option names", async () => {
    const args = [
      "fill",
      "--template",
      "exec-plan",
      "--issue",
      "issue.json",
      "--date",
      "2026-11-20",
    ];
    const { code, out, err } = await run(args, { files: { "issue.json": issue } });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("# ExecPlan: Export reports\n");
    expect(out).toContain("`acme/reports` • `plan/issue-7`");
    expect(out).toContain("- Start: 2026-11-20 • Last Updated: 2026-11-20T00:00Z");
  });

  test("chooses by labels, and takes today", async () => {
    const labelled = issue.replace("bug", "template: execution-plan");
    const { out } = await run(["fill", "--issue", "-"], { stdin: labelled });
    expect(out).toContain("# Execution Plan: Export reports\n\n**Date:** 2026-11-21");
  });

  test("takes templates of one's own, and says what is wrong with them", async () => {
    const args = ["fill", "--issue", "-", "--template", "mine", "--templates", "own"];
    const fine = await run(args, { stdin: issue, files: { "own/mine.md": "# {{title}}\n" } });
    expect(fine.out).toMatch(/^# Export reports\n/);
    const broken = await run(args, {
      stdin: issue,
      files: { "own/mine.md": "# T\n\n{{titel}}\n" },
    });
    expect(broken.code).toBe(2);
    expect(broken.err).toMatch(/^plansmith: own\/mine\.md, line 3: unknown variable “titel”\. /);
  });

  test("ends where lists in lists give more than anybody could read, and says so", async () => {
    const template =
      "# {{title}}\n{{#steps}}{{#risks}}{{#criteria}}{{/criteria}}{{/risks}}{{/steps}}\n";
    const body = ["Steps", "Risks", "Acceptance criteria"]
      .map((heading) => `## ${heading}\n\n${"- a\n".repeat(60)}`)
      .join("\n");
    const files = {
      "issue.json": JSON.stringify({ ...JSON.parse(issue), body }),
      "t/own.md": template,
    };
    const args = ["fill", "--templates", "t", "--template", "own", "--issue", "issue.json"];
    const { code, out, err } = await run(args, { files });
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain("template own: The plan would have more than");
  });

  test("takes no template that is no UTF-8, and says where", async () => {
    const files = {
      "own/mine.md": Buffer.concat([
        Buffer.from("# T \uFFFD\n\nGr"),
        Buffer.from([0xfc, 0xdf, 0x65]),
      ]),
    };
    const args = ["fill", "--issue", "-", "--template", "mine", "--templates", "own"];
    expect(await run(args, { stdin: issue, files })).toEqual({
      code: 2,
      out: "",
      err: "plansmith: own/mine.md, line 3: it is not valid UTF-8. Save the file as UTF-8.\n",
    });
  });

  test("makes plans that only guidance is left in", async () => {
    const { out } = await run(["fill", "--issue", "-"], { stdin: issue });
    const { code, out: found } = await run(["check", "--format", "json", "-"], { stdin: out });
    const [{ findings }]: [{ findings: { rule: string }[] }] = JSON.parse(found);
    expect(code).toBe(1);
    expect(new Set(findings.map(({ rule }) => rule))).toEqual(new Set(["guidance-left"]));
  });
});

describe("progress", () => {
  const files = {
    "a.md":
      "# P\n\nStatus: On hold\n\n- [x] a\n\n## One\n\n- [ ] b\n\n## One\n\n## Two\n\n- [x] c\n",
    "b.md": "text\n",
  };

  test("prints JSON, a file an element, in the order given", async () => {
    const { code, out } = await run(["progress", "--json", "b.md", "a.md"], { files });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual([
      { file: "b.md", format: null, state: null, done: 0, open: 0, sections: [] },
      {
        file: "a.md",
        format: null,
        state: "blocked",
        done: 2,
        open: 1,
        sections: [
          { heading: null, line: 1, done: 1, open: 0 },
          { heading: "One", line: 7, done: 0, open: 1 },
          { heading: "One", line: 11, done: 0, open: 0 },
          { heading: "Two", line: 13, done: 1, open: 0 },
        ],
      },
    ]);
  });

  test("prints bars, in colour only on a terminal", async () => {
    const plain = await run(["progress", "a.md"], { files });
    expect(plain.out).toContain("a.md (blocked)\n  ██████░░░░  66%       2/3  all\n");
    expect(plain.out).not.toContain("\u001B");
    const coloured = await run(["progress", "a.md"], { files, terminal: true });
    expect(coloured.out).toContain("\u001B[1ma.md\u001B[0m");
  });

  test("counts criteria apart from the checks of their section", async () => {
    const plan = [
      "## Work\n\n- [x] Cut",
      "## Criteria\n\n- [x] It holds\n- [ ] Reviewed",
      "## Questions\n\n- [x] Which wood? Oak.",
      "<!-- plansmith:plan format=ours issue=3 kinds=steps:work;criteria:criteria;questions:questions;CHECKS -->",
    ];
    const digest = writeKinds({ steps: [], criteria: [], questions: [], checks: [] }, ["Reviewed"]);
    const text = plan.join("\n\n").replace("CHECKS", digest);
    const { out } = await run(["progress", "a.md"], { files: { "a.md": text } });
    expect(out).toContain("  acceptance criteria 1/1 · questions 1/1 · checks 0/1\n");
    expect(out).toMatch(/ 1\/1 {2}Criteria\n.* 0\/1 {2}Criteria: checks\n/);
  });

  test("reads standard input", async () => {
    const { out } = await run(["progress", "--json", "-"], { stdin: "\uFEFF- [x] a" });
    expect(JSON.parse(out)).toMatchObject([{ file: "-", done: 1 }]);
  });

  test("goes on where a file cannot be read, is too big, or is no text", async () => {
    const { code, out, err } = await run(
      ["progress", "--json", "no.md", "big.md", "raw.md", "dir"],
      {
        files: {
          "big.md": "a".repeat(1024 * 1024 + 1),
          "raw.md": Buffer.from([0x2d, 0x20, 0x5b, 0x78, 0x5d, 0x20, 0xff, 0x00]),
          "dir/x.md": "",
        },
      },
    );
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject([
      { file: "no.md", error: "does not exist" },
      { file: "big.md", error: "is larger than 1 MiB" },
      { file: "raw.md", done: 1, open: 0 },
      { file: "dir", error: "is a folder" },
    ]);
    expect(err).toContain("plansmith: big.md is larger than 1 MiB\n");
    expect(err).toContain(
      "plansmith: raw.md is not valid UTF-8; the invalid bytes were replaced\n",
    );
  });

  test("does not take a replacement character for lost bytes", async () => {
    const { err } = await run(["progress", "a.md"], { files: { "a.md": "- [ ] \uFFFD" } });
    expect(err).toBe("");
  });

  test("takes a plan of exactly 1 MiB", async () => {
    const { code } = await run(["progress", "a.md"], {
      files: { "a.md": "a".repeat(1024 * 1024) },
    });
    expect(code).toBe(0);
  });

  test("shows a bar on a terminal when it takes long", async () => {
    const many = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`${index}.md`, "a"]));
    const slow = await run(["progress", ...Object.keys(many)], { files: many, terminal: true });
    expect(slow.err).toContain("░ 2/5 2.md");
    expect(slow.err.endsWith("\r\u001B[K")).toBe(true);
    const piped = await run(["progress", ...Object.keys(many)], { files: many });
    expect(piped.err).toBe("");
  });
});

describe("check", () => {
  const files = { "a,b.md": "- [-] 50%\n\n```\n", "ok.md": "- [ ] a\n" };

  test("ends with 0 where nothing is found", async () => {
    expect(await run(["check", "ok.md"], { files })).toEqual({
      code: 0,
      out: "No issues found in 1 file\n",
      err: "",
    });
  });

  test("prints text", async () => {
    const { code, out } = await run(["check", "a,b.md", "ok.md"], { files });
    expect(code).toBe(1);
    expect(out).toMatch(
      /^a,b\.md:1 warning GitHub shows no checkbox .* box-unrendered\n {4}Fix: Use \[ \] or /,
    );
    expect(out).toMatch(
      /2 issues found in 2 files\n {2}1 box-unrendered in 1 file\n {2}1 fence-unclosed in 1 file\n$/,
    );
  });

  test("counts the files that it could read", async () => {
    const one = await run(["check", "ok.md", "no.md"], { files });
    expect(one).toEqual({
      code: 2,
      out: "No issues found in 1 file; 1 file could not be read\n",
      err: "plansmith: no.md does not exist\n",
    });
    const none = await run(["check", "no.md", "none.md"], { files });
    expect(none.out).toBe("2 files could not be read\n");
  });

  test("gives workflow commands for files that could not be read a title", async () => {
    const { code, out } = await run(["check", "--format", "github", "no.md", "ok.md"], { files });
    expect({ code, out }).toEqual({
      code: 2,
      out: "::error file=no.md,title=file-unreadable::The file does not exist.\n",
    });
  });

  test("prints workflow commands", async () => {
    const { out } = await run(["check", "--format", "github", "a,b.md"], { files });
    const [first, second] = out.split("\n");
    expect(first).toMatch(/^::warning file=a%2Cb\.md,line=1,title=box-unrendered::.*“\[-\] 50%25”/);
    expect(second).toMatch(/^::error file=a%2Cb\.md,line=3,title=fence-unclosed::/);
  });

  test("prints SARIF", async () => {
    const { code, out } = await run(["check", "--format", "sarif", "a,b.md", "no.md"], { files });
    expect(code).toBe(2);
    const { runs } = JSON.parse(out);
    expect(runs[0].results[1]).toMatchObject({
      ruleId: "fence-unclosed",
      level: "error",
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "a%2Cb.md" },
            region: { startLine: 3, startColumn: 1, endLine: 3, endColumn: 4 },
          },
        },
      ],
    });
    const { ruleIndex } = runs[0].results[1];
    expect(runs[0].tool.driver.rules[ruleIndex].id).toBe("fence-unclosed");
    expect(runs[0].invocations[0]).toMatchObject({ executionSuccessful: false });
  });

  test("follows links from the file's place in its repository", async () => {
    const repository = {
      ".git/HEAD": "",
      "docs/a.md": "",
      "plans/b.md": "[a](../docs/a.md) [b](/docs/a.md) [c](../docs/c.md) [d](../../d.md)",
    };
    const { out } = await run(["check", "--format", "json", "plans/b.md"], { files: repository });
    const [{ findings }]: [{ findings: { message: string }[] }] = JSON.parse(out);
    expect(findings.map(({ message }) => message.slice(0, 20))).toEqual([
      "“../docs/c.md” leads",
      "“../../d.md” leads n",
    ]);
  });

  test("does not follow links to files where there is no repository", async () => {
    const loose = { "plans/b.md": "[a](../a.md) [c](c.md#d)\n\n[e](#f)\n" };
    const { out } = await run(["check", "--format", "json", "plans/b.md"], { files: loose });
    expect(JSON.parse(out)[0].findings).toMatchObject([{ rule: "link-dangling", line: 3 }]);
  });

  test("names files from the repository's root where GitHub reads it", async () => {
    const repository = { "/repo/.git/HEAD": "", "/repo/plans/b.md": "- [-] a\n" };
    const args = ["check", "/repo/plans/b.md", "/repo/plans/no.md", "--format"];
    const github = await run([...args, "github"], { files: repository });
    expect(github.out).toMatch(
      /^::warning file=plans\/b\.md,line=1.*\n::error file=plans\/no\.md,t/,
    );
    const sarif = await run([...args, "sarif"], { files: repository });
    expect(sarif.out).toContain('"uri": "plans/b.md"');
    expect(sarif.out).toContain('"uri": "plans/no.md"');
    const text = await run([...args, "text"], { files: repository });
    expect(text.out).toContain("/repo/plans/b.md:1 warning");
  });

  test("reads standard input once, however often it is named", async () => {
    const { out } = await run(["check", "-", "-"], { stdin: "- [-] a\n" });
    expect(out).toContain("2 issues found in 2 files");
  });

  test("knows the headings of the files that links lead to", async () => {
    const repository = {
      ".git": "gitdir: elsewhere",
      "docs/a.md": "\uFEFF## What\n",
      "docs/big.md": "a".repeat(1024 * 1024 + 1),
      "plans/b.md": "[a](../docs/a.md#what)\n[b](../docs/a.md#why)\n[c](../docs/big.md#why)\n",
    };
    const { out } = await run(["check", "--format", "json", "plans/b.md"], { files: repository });
    expect(JSON.parse(out)[0].findings).toMatchObject([{ rule: "link-dangling", line: 2 }]);
  });

  test("holds plans to the template that the option names", async () => {
    const { code, out } = await run(["check", "--template", "exec-plan", "ok.md"], { files });
    expect(code).toBe(1);
    expect(out).toContain("The section “Decision Log” is missing.");
  });

  test("does not let a file act on the terminal", async () => {
    const evil = { "a.md": "- [-] \u001B[2J\u009B2J\n" };
    const { out } = await run(["check", "a.md"], { files: evil });
    expect(out).not.toMatch(/\p{Cc}(?<!\n)/u);
  });
});

describe("control of checks", () => {
  const habit = "# P\n\n- [-] a\n";
  const broken = "# P\n\n- [ ] a\n\n[a](#b)\n";

  test("a folder means the plans below it", async () => {
    const files = {
      "docs/plans/a.md": habit,
      "docs/plans/old/b.md": broken,
      "docs/plans/README.md": "# Plans\n\n[a](#b)\n",
      "docs/plans/c.txt": habit,
      "docs/plans/node_modules/d.md": habit,
    };
    const { code, out, err } = await run(["check", "docs/plans/"], { files });
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toMatch(/^docs\/plans\/a\.md:3 warning .*\n.*\ndocs\/plans\/old\/b\.md:5 error /);
    expect(out).toContain(
      "2 issues found in 2 files\n  1 box-unrendered in 1 file\n  1 link-dangling in 1 file\n",
    );
    const none = await run(["check", "x"], { files: { "x/a.txt": "" } });
    expect(none).toEqual({
      code: 2,
      out: "",
      err: "plansmith: no plan found in x: it has no Markdown file\n",
    });
  });

  test("a folder whose files are no plans says so", async () => {
    const files = { "x/a.md": "# Title\n\nText.\n" };
    const none = await run(["check", "x"], { files });
    expect(none).toEqual({ code: 0, out: "No plan found\n", err: "" });
    expect((await run(["check", "--quiet", "x"], { files })).out).toBe("");
  });

  test("a file that is no plan is reported as such, and is no mistake", async () => {
    const files = { "a.md": "# Title\n\nText.\n" };
    expect(await run(["check", "a.md"], { files })).toEqual({
      code: 0,
      out: "a.md: no plan found\nNo issues found in 1 file\n",
      err: "",
    });
    const { out } = await run(["check", "--format", "json", "a.md"], { files });
    expect(JSON.parse(out)).toEqual([{ file: "a.md", note: "no plan found", findings: [] }]);
  });

  test("--quiet prints errors alone", async () => {
    const files = { "a.md": habit, "b.md": broken };
    expect(await run(["check", "--quiet", "a.md"], { files })).toEqual({
      code: 0,
      out: "",
      err: "",
    });
    const { code, out } = await run(["check", "--quiet", "a.md", "b.md"], { files });
    expect(code).toBe(1);
    expect(out).toMatch(/^b\.md:5 error /);
    expect(out).not.toContain("warning");
  });

  test("a baseline holds what is known, wherever its line is then", async () => {
    const written: Record<string, string> = {};
    const args = ["check", "--baseline", "known.json", "a.md"];
    const files = { "a.md": habit };
    expect(await run([...args, "--write-baseline"], { files, written })).toEqual({
      code: 0,
      out: "known.json: 1 issue written\n",
      err: "",
    });
    const known = { "known.json": written["known.json"] ?? "" };
    const same = await run(args, { files: { "a.md": `text\n\n${habit}`, ...known } });
    expect(same).toMatchObject({ code: 0, err: "" });
    expect(same.out).toContain("1 issue is in the baseline\n");
    const more = await run(args, { files: { "a.md": `${habit}- [-] b\n`, ...known } });
    expect(more.code).toBe(1);
    const other = await run(args, { files: { "a.md": `${habit}\n[a](#b)\n`, ...known } });
    expect(other.out).toMatch(/^a\.md:5 error /);
  });

  test("a baseline still holds where a part of a habit is put right", async () => {
    const written: Record<string, string> = {};
    const args = ["check", "--baseline", "known.json", "a.md"];
    const [a, b, c] = ["- [-] a\n", "- [-] b\n", "- [-] c\n"];
    await run([...args, "--write-baseline"], { files: { "a.md": a + b + c }, written });
    const known = { "known.json": written["known.json"] ?? "" };
    const codeOf = async (text: string) =>
      (await run(args, { files: { "a.md": text, ...known } })).code;
    expect(await codeOf(b + c)).toBe(0);
    expect(await codeOf(`- [x] a\n${c}`)).toBe(0);
    expect(await codeOf(a + b + c + c)).toBe(1);
    expect(await codeOf(`${a}- [-] d\n`)).toBe(1);
  });

  test.each([
    [["--baseline", "none.json"], "the baseline none.json does not exist; write it with"],
    [["--baseline", "a.md"], "a.md is no baseline; write it again"],
    [["--write-baseline"], "--write-baseline needs --baseline FILE"],
    [["--dry-run"], "--dry-run shows what --fix would change"],
    [["--fix", "-"], "standard input is none"],
  ])("%j is wrong", async (args, message) => {
    const { code, err } = await run(["check", ...args, "a.md"], { files: { "a.md": habit } });
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test("--fix shows its changes first, and makes them then", async () => {
    const files = { "a.md": "# P\n\n- [x]a\n- [-] b\n" };
    const written: Record<string, string> = {};
    const dry = await run(["check", "--fix", "--dry-run", "a.md"], { files, written });
    expect(written).toEqual({});
    expect(dry.code).toBe(1);
    expect(dry.out).toContain("--- a/a.md\n+++ b/a.md\n");
    expect(dry.out).toContain("\n-- [x]a\n+- [x] a\n");
    expect(dry.out).toContain("2 issues found");
    const done = await run(["check", "--fix", "a.md"], { files, written });
    expect(written).toEqual({ "a.md": "# P\n\n- [x] a\n- [-] b\n" });
    expect(done.out).toMatch(/^a\.md: fixed\na\.md:4 warning /);
    expect(done.out).toContain("1 issue found");
  });

  test("rules are set in the configuration of the file's repository", async () => {
    const files = {
      "/repo/.git/HEAD": "",
      "/repo/.github/plansmith.yml":
        "check:\n  rules: { box-unrendered: off, link-dangling: warning }\n",
      "/repo/a.md": `${habit}\n[a](#b)\n`,
    };
    const { code, out } = await run(["check", "/repo/a.md"], { files });
    expect(code).toBe(1);
    expect(out).toMatch(/^\/repo\/a\.md:5 warning .* link-dangling\n.*\n1 issue found/);
    const text = files["/repo/.github/plansmith.yml"];
    const both = { ...files, "/repo/.github/plansmith.yaml": text };
    const { [`/repo/.github/plansmith.yml`]: _, ...renamed } = both;
    expect((await run(["check", "/repo/a.md"], { files: renamed })).out).toBe(out);
    expect(await run(["check", "/repo/a.md"], { files: both })).toMatchObject({
      code: 2,
      err: expect.stringContaining("There are two configurations"),
    });
    const wrong = {
      ...files,
      "/repo/.github/plansmith.yml": "check:\n  rules: { box-unrended: off }\n",
    };
    const failed = await run(["check", "/repo/a.md"], { files: wrong });
    expect(failed.code).toBe(2);
    expect(failed.err).toContain(
      ".github/plansmith.yml:2:26 check.rules.box-unrended “off” cannot be used. There is no such rule. Did you mean box-unrendered?",
    );
    expect(failed.out).toContain("2 issues found");
  });
});
