import { describe, expect, test } from "#jest";
import fc from "fast-check";
import { parse } from "yaml";
import { issueOfPath, pathOf } from "../../src/config/paths.js";
import { readLayer, resolveConfig } from "../../src/config/read-config.js";
import { DEFAULT_CONFIG } from "../../src/config/schema.js";
import { runs } from "../support/runs.js";

const FILE = ".github/plansmith.yml";
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function read(...texts: readonly string[]) {
  return resolveConfig(texts.map((text, index) => readLayer(`${index}:${FILE}`, encode(text))));
}

/** `line:column what fix` of each problem. */
function told(text: string): readonly string[] {
  return read(text).problems.map(({ line, column, what, fix }) =>
    `${line}:${column} ${what} ${fix}`.trim(),
  );
}

describe("what is wrong is told where it stands, with what may stand there", () => {
  test.each<[string, string, string | RegExp]>([
    ["a key that is not known", "dryrun: true\n", /^1:1 .*“dryrun”.*Did you mean dryRun\?/],
    [
      "a key in a section",
      "labels:\n  requested: plan me\n",
      /^2:3 .*“requested” in labels\. Did you mean request\? Known keys: request, proposed/,
    ],
    ["a key at the wrong level", "draft: true\n", /^1:1 .*Did you mean pullRequest\.draft\?/],
    [
      "a value that is none of those there are",
      "comment:\n  mode: repots\n",
      /^2:9 comment\.mode “repots” must be “edit” or “repost”\. Did you mean “repost”\?$/,
    ],
    [
      "an entry of a list",
      "comment:\n  show:\n    - progress\n    - link\n",
      /^4:7 comment\.show\[1\] “link” .*Did you mean “links”\?/,
    ],
    [
      "a value of another kind",
      "pullRequest:\n  draft: yes\n",
      "2:10 pullRequest.draft “yes” must be true or false.",
    ],
    [
      "a text for a section",
      "labels: none\n",
      /^1:9 labels “none” must be a mapping with the keys/,
    ],
    [
      "a label that is a list",
      "labels:\n  request: [a]\n",
      /^2:12 .*the name of a label, or false/,
    ],
    ["a label that YAML 1.1 would turn off", "labels:\n  blocked: off\n", /^2:12 .*write false/],
    [
      "two labels of one name",
      "labels:\n  request: Plan\n  blocked: plan\n",
      /^3:12 .*also the label of request/,
    ],
    [
      "a rule that chooses nothing",
      "templates:\n  rules:\n    - template: bug\n",
      /^3:7 .*needs labels/,
    ],
    [
      "a rule without its template",
      "templates:\n  rules:\n    - labels: [bug]\n",
      /^3:7 templates\.rules\[0\]\.template is missing\. It must be the name of a template\./,
    ],
    [
      "a bad assignee",
      "pullRequest:\n  assignees:\n    - 'a b'\n",
      /^3:7 pullRequest\.assignees\[0\]/,
    ],
    ["a field's meaning", "fields:\n  Why: backgruond\n", /^2:8 .*Did you mean “background”\?/],
    ["a path without number", "plans:\n  path: plans/{slug}.md\n", /^2:9 .*\{number\} is missing/],
    ["YAML that does not parse", "labels:\n  request: [a\n", /^\d:\d+ The YAML is not valid: /],
    ["a duplicate key", "dryRun: true\ndryRun: false\n", /^2:1 The key “dryRun” appears twice\./],
    ["a tab", "labels:\n\trequest: a\n", /^2:1 A tab/],
    ["a list", "- a\n", /^1:1 The file is a list/],
    ["a text", "hello\n", /^1:1 The file is a text/],
    ["several documents", "dryRun: true\n---\ndryRun: false\n", /^\d:\d The file has several/],
    ["an unknown tag", "dryRun: !maybe true\n", /^1:9 /],
    ["an alias of nothing", "labels: *none\n", /^1:9 /],
    [
      "many aliases",
      `fields: {a: &a goal${Array.from({ length: 21 }, (_, i) => `, k${i}: *a`).join("")}}\n`,
      /more than 20 aliases/,
    ],
    ["aliases of aliases", bomb(), /aliases|alias/],
    ["an alias of what it stands in", "labels: &a\n  request: *a\n", /too deeply|alias|must be/],
    ["thousands of brackets", `labels: ${"[".repeat(60_000)}`, /^1:48 .*too deeply/],
    ["thousands of dashes", `${"- ".repeat(30_000)}a`, /^1:81 .*too deeply/],
    ["braces in braces", `dryRun: true\nlabels: ${"{".repeat(512)}`, /^2:48 .*too deeply/],
    ["keys that are lists", "? [".repeat(200), /^1:\d+ .*too deeply/],
    ["keys in keys", "? ".repeat(300), /^1:81 .*too deeply/],
    ["a key that is a list", "dryRun: true\n? [a]\n: b\n", /^2:3 A key is a list, a mapping or/],
    ["a key that is an alias", "a: &a [b]\nc:\n  *a : d\n", /^3:3 A key is a list, a mapping or/],
    ["very many keys", "a:\n".repeat(9000), /^1250:3 .*too many keys and values/],
    ["a file that is too big", `# ${"x".repeat(70_000)}`, /^1:1 The file is too large: 69 KiB\./],
    ["an extended repository", "_extends: a/b/c\n", /^1:11 .*not a repository/],
  ])("%s", (_, text, message) => {
    const [first = ""] = told(text);
    expect(first).toMatch(message);
  });

  test("bytes that are no UTF-8", () => {
    const bytes = Buffer.concat([Buffer.from("dryRun: true\n# caf"), Buffer.from([0xe9, 0x0a])]);
    const { problems } = resolveConfig([readLayer(FILE, bytes)]);
    expect(problems).toEqual([
      {
        source: FILE,
        line: 2,
        column: 6,
        what: "The file is not valid UTF-8.",
        fix: "Save it as UTF-8.",
      },
    ]);
  });

  test("each problem is told, and what is right is understood all the same", () => {
    const { problems, config } = read("labels:\n  request: Plan\n  x: 1\ncomment:\n  mode: 3\n");
    expect(problems.map(({ line }) => line)).toEqual([3, 5]);
    expect(config.labels.request).toBe("Plan");
    expect(config.comment.mode).toBe("edit");
  });
});

function bomb(): string {
  const rows = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`);
  return `a0: &a0 [x]\n${rows.join("\n")}\n`;
}

describe("what counts", () => {
  test("nothing said, or nothing in a section, is the defaults", () => {
    for (const text of ["", "# only a comment\n", "labels:\n", "---\n", "\uFEFF"]) {
      expect(read(text)).toMatchObject({ config: DEFAULT_CONFIG, problems: [] });
    }
  });

  test("sections are merged, lists replace, and each value tells where it comes from", () => {
    const base = "labels: {request: Plan}\nignore:\n  authors: [a, b]\ndryRun: true\n";
    const own = "labels:\n  blocked: false\nignore:\n  authors:\n    - c\n";
    const { config, problems, originOf } = read(base, own);
    expect(problems).toEqual([]);
    expect(config.labels).toMatchObject({
      request: "Plan",
      blocked: false,
      approved: "plan: approved",
    });
    expect(config.ignore.authors).toEqual(["c"]);
    expect(config.dryRun).toBe(true);
    expect(originOf(["labels", "request"])).toEqual({ source: `0:${FILE}`, line: 1, column: 19 });
    expect(originOf(["labels", "blocked"])).toEqual({ source: `1:${FILE}`, line: 2, column: 12 });
    expect(originOf(["ignore", "authors"])).toEqual({ source: `1:${FILE}`, line: 5, column: 5 });
    expect(originOf(["plans", "path"])).toBeUndefined();
  });

  test("a mistake in what is extended is told there, unless it is replaced", () => {
    expect(read("dryRun: 3\n", "").problems).toMatchObject([{ source: `0:${FILE}`, line: 1 }]);
    expect(read("dryRun: 3\n", "dryRun: false\n").problems).toEqual([]);
  });
});

describe("whatever a file holds", () => {
  const words =
    "labels request plans path branch comment mode show fields templates rules template progress" +
    " __proto__ constructor toString";
  const key = fc.constantFrom("", ...words.split(" "));
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      fc.jsonValue(),
      fc.constantFrom("../{number}.md", ".github/{number}.md", "a/{number}.md", "/{number}.md"),
      fc.dictionary(key, tie("any")),
      fc.array(tie("any"), { maxLength: 3 }),
    ),
  })).any;

  /** No problems: every path lies in its folder. Problems: each has a place in the file. */
  function holds(bytes: Uint8Array): void {
    const { config, problems } = resolveConfig([readLayer(FILE, bytes)]);
    const lines = new TextDecoder().decode(bytes).split(/\r\n?|\n/).length;
    for (const { line, column, what } of problems) {
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(lines + 1);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(what).not.toBe("");
    }
    const { path } = config.plans;
    const values = { number: 7, title: "../../.github/x", date: "2026-11-21", format: "bug" };
    const plan = pathOf(path, values);
    expect(plan.startsWith(`${path.split("/")[0]}/`)).toBe(true);
    expect(plan.split("/")).not.toContain("..");
    expect(issueOfPath(path, plan)).toBe(7);
  }

  const piece = fc.constantFrom(
    ..."labels:|request: |- |\n|  |[|]|{|}|&a |*a|!!|'|\"|#|---\n|? |<<|>|%|@|\t|,|true|\u0000".split(
      "|",
    ),
    "|",
  );
  test.each<[string, fc.Arbitrary<Uint8Array>]>([
    ["any bytes", fc.uint8Array({ maxLength: 200 })],
    [
      "any text of YAML's characters",
      fc.array(piece, { maxLength: 40 }).map((pieces) => encode(pieces.join(""))),
    ],
    ["any mapping", fc.dictionary(key, value).map((mapping) => encode(JSON.stringify(mapping)))],
  ])("%s", (_, bytes) => {
    expect(() => fc.assert(fc.property(bytes, holds), { numRuns: runs(300) })).not.toThrow();
  });
});

test("a valid file says what YAML says", () => {
  const text = "pullRequest:\n  reviewers: [grace, acme/team]\n  assignees: []\n";
  expect(read(text).config.pullRequest).toMatchObject(
    (parse(text) as { pullRequest: object }).pullRequest,
  );
});

describe("keys that were renamed are still read", () => {
  test.each<[string, readonly string[], string]>([
    ["the old name", ["closeOut: auto\n"], "auto"],
    ["the new name", ["archive: auto\n"], "auto"],
    ["a new name over an old one", ["closeOut: auto\n", "archive: off\n"], "off"],
    ["an old name over a new one", ["archive: off\n", "closeOut: auto\n"], "auto"],
    ["an old name without a value", ["archive: off\n", "closeOut:\n"], "off"],
  ])("%s", (_, texts, mode) => {
    expect(read(...texts).problems).toEqual([]);
    expect(read(...texts).config.archive).toBe(mode);
  });

  test("a mistake under the old name is reported on its line", () => {
    expect(told("check: off\ncloseOut: never\n")).toEqual([
      expect.stringMatching(/^2:11 archive “never” must be “off”, “offer” or “auto”\./),
    ]);
    expect(read("check: off\ncloseOut: auto\n").originOf(["archive"])).toMatchObject({ line: 2 });
  });

  test.each<[string, readonly string[], unknown]>([
    ["the short form", ["check: require\n"], { mode: "require", rules: {} }],
    [
      "rules over the short form",
      ["check: require\n", "check:\n  rules: { table-width: off }\n"],
      { mode: "require", rules: { "table-width": "off" } },
    ],
    [
      "the short form over rules",
      ["check:\n  rules: { table-width: error }\n", "check: off\n"],
      { mode: "off", rules: { "table-width": "error" } },
    ],
  ])("of checks: %s", (_, texts, check) => {
    expect(read(...texts).problems).toEqual([]);
    expect(read(...texts).config.check).toEqual(check);
  });

  test("mistakes about checks are reported on their line", () => {
    expect(told("dryRun: true\ncheck: never\n")).toEqual([
      expect.stringMatching(/^2:8 check\.mode “never” must be “off”, “advise” or “require”\./),
    ]);
    expect(told("check:\n  rules: { table-width: of }\n")).toEqual([
      expect.stringMatching(/^2:\d+ check\.rules\.table-width “of” must be/),
    ]);
  });

  test("both names in one file are a mistake", () => {
    expect(told("archive: off\ncloseOut: auto\n")).toEqual([
      "2:1 “closeOut” is the former name of “archive”. Use only “archive”.",
    ]);
  });

  test("names of commands, too", () => {
    const { config, problems } = read("commands:\n  off: [close-out]\n  anyone: [archive]\n");
    expect(problems).toEqual([]);
    expect(config.commands).toMatchObject({ off: ["archive"], anyone: ["archive"] });
  });
});
