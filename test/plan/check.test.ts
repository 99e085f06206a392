import { readFileSync } from "node:fs";
import { describe, expect, test } from "#jest";
import { isComplete } from "../../src/features/plan-file/progress.js";
import { readProgress } from "../../src/plan/parse/progress.js";
import * as fc from "fast-check";
import { checkPlan, RULES, type CheckOptions } from "../../src/plan/check/check.js";
import { parseMarkdown } from "../../src/markdown/parse.js";
import { builtinTemplates, loadTemplate } from "../../src/plan/template/template.js";
import { anyText } from "../support/any-text.js";

const templates = [...builtinTemplates().values()];
const options: CheckOptions = { templates, now: new Date("2025-06-01T12:00:00Z") };

/** Rules and lines of what is found. */
function found(text: string, more: Partial<CheckOptions> = {}): string[] {
  return checkPlan(text, { ...options, ...more }).map(({ rule, line }) => `${rule}:${line}`);
}

/** What is found of one rule. */
function lines(rule: string, text: string, more: Partial<CheckOptions> = {}): number[] {
  return checkPlan(text, { ...options, ...more }).flatMap((one) =>
    one.rule === rule ? one.line : [],
  );
}

describe("docs/checks.md", () => {
  const sections = new Map<string, string[]>();
  let current: string[] = [];
  for (const node of parseMarkdown(readFileSync("docs/checks.md", "utf8")).children) {
    if (node.type === "heading" && node.depth === 2 && node.children[0]?.type === "text") {
      current = [];
      sections.set(node.children[0].value, current);
    }
    if (node.type === "code") current.push(node.value);
  }

  test("has every rule, in order", () => {
    const others = new Set(["Control", "Rules"]);
    expect([...sections.keys()].filter((name) => !others.has(name))).toEqual(
      RULES.map(({ id }) => id),
    );
  });

  test.each(RULES)("shows what $id finds, and where it is silent on purpose", ({ id }) => {
    const more: Partial<CheckOptions> =
      id === "folder-mismatch"
        ? { path: "plans/completed/7-export.md" }
        : { path: "plans/7-export.md", exists: (path) => path === "docs/export.md" };
    // No example that can be shown would be long enough.
    const tooLong = ["- a\n".repeat(20_000), "- [ ] a\n".repeat(10_000)];
    const examples = id === "unread" ? tooLong : (sections.get(id) ?? []);
    expect(examples).toHaveLength(2);
    const [bad = "", good = "bad"] = examples;
    expect(lines(id, bad, more)).not.toEqual([]);
    expect(lines(id, good, more)).toEqual([]);
  });

  test.each([
    ["nested too deeply", `template: x\nstatus: ${"{".repeat(512)}`, 3],
    ["of keys that are lists", "? [".repeat(200), 2],
    ["of very many keys", "a:\n".repeat(4000), 1251],
    ["too long", `a: ${"x".repeat(17_000)}`, 1],
  ])("front matter %s is told on its line, whatever line ends it has", (_, yaml, line) => {
    const text = `---\n${yaml}\n---\n\n# P\n\n- [ ] a\n`;
    expect(lines("unread", text, {})).toEqual([line]);
    expect(lines("unread", text.replaceAll("\n", "\r\n"), {})).toEqual([line]);
    expect(lines("unread", "---\na: [{b: c}]\n---\n\n# P\n", {})).toEqual([]);
  });
});

describe("whole plans", () => {
  test.each(templates)("the finished example of $name has no findings", ({ name }) => {
    const path = `docs/examples/${name}.md`;
    const text = readFileSync(path, "utf8");
    expect(checkPlan(text, { ...options, path, exists: () => true })).toEqual([]);
    expect(checkPlan(text.replaceAll("\n", "\r\n"), options)).toEqual([]);
  });

  test.each(templates)(
    "the finished example of $name is completed, whatever checks are open",
    ({ name }) => {
      const { kinds, items } = readProgress(readFileSync(`docs/examples/${name}.md`, "utf8"));
      expect(isComplete({ kinds }, { requires: ["steps", "criteria"] })).toBe(true);
      const open = items.filter(({ done }) => !done);
      expect(open.every(({ kind }) => kind === "check")).toBe(true);
      // The ExecPlan has no standing checks.
      expect(open.length > 0).toBe(name !== "exec-plan");
    },
  );

  const filled = ["bug-text", "feature-form"].flatMap((issue) =>
    templates.map(({ name }) => `test/fixtures/issues/${issue}.${name}.md`),
  );
  test.each(filled)("%s, freshly filled, has nothing but guidance left", (path) => {
    const now = new Date("2026-11-22T00:00:00Z");
    const findings = checkPlan(readFileSync(path, "utf8"), { ...options, now });
    expect(new Set(findings.map(({ rule }) => rule))).toEqual(new Set(["guidance-left"]));
  });
});

describe("guidance", () => {
  const custom = loadTemplate(
    [
      "## Why",
      "{{#goal}}{{goal}}{{/goal}}",
      "{{^goal}}Say why anyone should care.{{/goal}}",
      "",
      "## How",
      "",
      "Explain in some sentences what is built.",
      "",
      "## Rules",
      "",
      "- [ ] Every test passes on the main branch",
      "- Owner: {{^role}}(nobody took it yet){{/role}}{{role}}",
      "",
    ].join("\n"),
    "custom",
  );
  const more = { template: custom };

  test("of a template of one's own is found by its own words", () => {
    const text =
      "## Why\n\nSay why anyone should care.\n\n## How\n\nExplain in some sentences what is built.\n";
    expect(checkPlan(text, { ...options, ...more })).toMatchObject([
      { rule: "guidance-left", line: 3, lines: [3, 7] },
    ]);
    expect(found("- Owner: (nobody took it yet)", more)).toEqual(["guidance-left:1"]);
  });

  test("is none where somebody wrote, or where the template just says so", () => {
    expect(
      found("## How\n\nExplain in some sentences what is built. It is a writer.\n", more),
    ).toEqual([]);
    expect(found("## Rules\n\n- [ ] Every test passes on the main branch\n", more)).toEqual([]);
  });

  test("leaves brackets in code alone", () => {
    const text = "- `{ a: [b] }`\n- [a link][b]\n- `[one two]`\n\n[b]: https://example.com\n";
    expect(lines("guidance-left", text, { template: templates[0] })).toEqual([]);
  });

  test("is found once a line", () => {
    const text =
      "| Risk | Probability | Impact |\n|-|-|-|\n| {What may go wrong} | Low/Med/High | Low/Med/High |";
    expect(lines("guidance-left", text, { template: templates[0] })).toEqual([3]);
  });

  test("is no other finding as well", () => {
    const text =
      "## Decision Log\n\n- Decision: <What was chosen>\n  Date/Author: <YYYY-MM-DD • name or handle>\n";
    expect(found(text, { template: undefined }).filter((one) => !one.startsWith("guid"))).toEqual(
      [],
    );
  });
});

describe("sections", () => {
  test("of a plan that only resembles a format are not asked for", () => {
    const text = "## Goal\n\na\n\n## Context\n\nb\n\n## Steps\n\n- [ ] c\n\n## Testing\n\nd\n";
    expect(found(text)).toEqual([]);
    expect(lines("section-missing", `---\ntemplate: execution-plan\n---\n${text}`)).toHaveLength(6);
  });

  test("with content only below their subheadings are not empty", () => {
    const text =
      "---\ntemplate: execution-plan\n---\n## Context\n\n### Background\n\na\n\n## Steps\n\n---\n\n<!-- b -->\n";
    expect(lines("section-empty", text)).toEqual([10]);
  });
});

describe("status", () => {
  const front = "---\ntemplate: execution-plan\n---\n";

  test("counts the format's progress sections alone", () => {
    const text = `${front}**Status:** Completed\n\n## Steps\n\n- [x] a\n\n## Questions\n\n- [ ] b\n`;
    expect(lines("completed-open", text)).toEqual([]);
    expect(lines("completed-open", text.replace("- [x]", "- [ ]"))).toEqual([4]);
  });

  test("in words that are known is fine in a plan that only resembles a format", () => {
    const like = "## Goal\n\na\n\n## Context\n\nb\n\n## Steps\n\n- [ ] c\n\n## Testing\n\nd\n";
    expect(found(`**Status:** Draft\n\n${like}`)).toEqual([]);
    expect(found(`**Status:** Simmering\n\n${like}`)).toEqual([]);
  });

  test("asked instead of told claims nothing", () => {
    expect(found("**Status:** Completed?\n\n- [ ] a")).toEqual([]);
  });

  test("is no matter where there are no boxes, no status, or the plan was rejected", () => {
    expect(found("**Status:** Completed")).toEqual([]);
    expect(found("- [x] a")).toEqual([]);
    expect(found("**Status:** Cancelled\n\n- [x] a\n- [ ] b", { path: "archive/a.md" })).toEqual(
      [],
    );
  });

  test("in other words than the format's is told, even where they are known", () => {
    expect(lines("status-unknown", `${front}**Status:** Shipped`)).toEqual([4]);
    expect(lines("status-unknown", `${front}**Status:** completed`)).toEqual([]);
    expect(lines("status-unknown", `${front}**Status:** IN_PROGRESS`)).toEqual([]);
    expect(lines("status-unknown", `${front}**Status:** Completed?`)).toEqual([4]);
    expect(lines("status-unknown", "**Status:** Simmering")).toEqual([]);
  });
});

test("ratings are asked of risks, not of their absence", () => {
  const text = (row: string) =>
    `---\ntemplate: execution-plan\n---\n## Risks & Mitigations\n\n| Risk | Probability | Impact |\n|-|-|-|\n${row}\n`;
  expect(lines("rating-off-scale", text("| None | - | - |"))).toEqual([]);
  expect(lines("rating-off-scale", text("| No known risks | n/a | |"))).toEqual([]);
  const missing = checkPlan(text("| Delay | - | High |"), options).find(
    ({ rule }) => rule === "rating-off-scale",
  );
  expect(missing?.message).toBe("The risk's probability is missing.");
});

test("a finished plan in a folder for active ones", () => {
  expect(found("- [x] a", { path: "plans/active/a.md" })).toEqual(["folder-mismatch:1"]);
  expect(found("- [ ] a", { path: "plans/active/a.md" })).toEqual([]);
  expect(found("- [ ] a", { path: "plans/inactive/a.md" })).toEqual([]);
});

describe("links", () => {
  const more = {
    path: "plans/a.md",
    exists: (path: string) => ["docs", "docs/b c.md"].includes(path),
  };

  test.each([
    "[a](../docs/b%20c.md#part)",
    "[a](/docs/)",
    "![a](../docs/b%20c.md?raw=1)",
    "[a](https://example.com/x)",
    "[a](mailto:x@example.com)",
    "[a](#über-uns-1)\n\n## Über *uns*!\n\n## Über uns",
    '[a](#own)\n\n<a id="own"></a>',
    "`[a](missing.md)`",
    "## Dependencies\n\n- `npm test`, `@scope/name`, `a/b`",
  ])("%j leads somewhere", (text) => {
    expect(found(text, more)).toEqual([]);
  });

  test.each([
    "[a](docs/b.md)",
    "[a](../../outside.md)",
    "![a](b.png)",
    "[a]\n\n[a]: b.md",
    "[a](#missing)",
    "## Dependencies\n\n- `src/missing.ts:12`",
  ])("%j leads nowhere", (text) => {
    expect(lines("link-dangling", text, more)).toHaveLength(1);
  });

  test("are not followed without a repository", () => {
    expect(found("[a](docs/b.md) [b](docs/b.md#c)")).toEqual([]);
  });

  test.each([
    "../../issues/42",
    "../../../issues/42#issuecomment-1",
    "../../issues",
    "../../pull/3/files",
    "../../wiki",
    "../../wiki/Home",
    "../../blob/main/src/x.ts#L10",
    "../../tree/main/src",
    "../../releases/latest",
    "../../discussions/7",
    "../../actions/workflows/ci.yml",
    "../../compare/a...b",
    "../../milestone/2",
  ])("%s is a page of GitHub", (url) => {
    expect(found(`[a](${url})`, more)).toEqual([]);
    expect(found(`[a](${url})`, { ...more, path: "docs/plans/a.md" })).toEqual([]);
  });

  test("to other folders above are none of GitHub's pages", () => {
    expect(lines("link-dangling", "[a](../../issued/42)\n[b](issues/42)", more)).toEqual([1, 2]);
  });

  const other = [
    "# The *writer* & `quotes`",
    "## 1. Größe, 大小_x",
    "## Twice",
    "> ## Twice",
    "## ![logo](x.png) Picture",
    "## 🎯 Goal",
    "<h2 align=center>In <em>HTML</em></h2>",
    "",
    "Text <a name='own'></a>[^1]",
    "",
    "[^1]: Note",
    "```",
    "## In code",
    "```",
  ].join("\n");
  const withHeadings = {
    path: "plans/a.md",
    exists: (path: string) => ["docs/b.md", "src/x.ts", "docs/raw.md", "docs"].includes(path),
    read: (path: string) => (path === "docs/b.md" ? other : undefined),
  };

  test.each([
    "the-writer--quotes",
    "The-Writer--Quotes",
    "1-gr%C3%B6%C3%9Fe-大小_x",
    "twice",
    "twice-1",
    "-picture",
    "-goal",
    "in-html",
    "own",
    "user-content-own",
    "fn-1",
    "L10",
    "L10-L12",
    "top",
    "",
  ])("b.md#%s names something in that file", (anchor) => {
    expect(found(`[a](../docs/b.md#${anchor})`, withHeadings)).toEqual([]);
    expect(found(`[a](#${anchor})\n\n${other}`, withHeadings)).toEqual([]);
  });

  test.each(["nope", "twice-2", "in-code", "the-writer-quotes", "text"])(
    "b.md#%s names nothing in that file",
    (anchor) => {
      const findings = checkPlan(`[a](../docs/b.md?plain=1#${anchor})`, {
        ...options,
        ...withHeadings,
      });
      expect(findings).toMatchObject([
        {
          rule: "link-dangling",
          message: `“../docs/b.md?plain=1#${anchor}” leads nowhere: that file has no such heading.`,
        },
      ]);
      expect(lines("link-dangling", `[a](#${anchor})\n\n${other}`, withHeadings)).toEqual([1]);
    },
  );

  test("into files that are no Markdown, or cannot be read, are followed to the file alone", () => {
    const text =
      "[a](../src/x.ts#L3) [b](../src/x.ts#nope) [c](../docs/raw.md#nope) [d](../docs/#e)";
    expect(found(text, withHeadings)).toEqual([]);
  });

  test("are not asked of files that the plan is about to make", () => {
    const text = "## Interfaces and Dependencies\n\n- `src/new.ts`: a writer of rows\n";
    expect(found(text, withHeadings)).toEqual([]);
    const wanted =
      "## Dependencies\n\n- `src/new.ts` (new)\n- Create `src/new.ts`\n- `src/old.ts`\n";
    expect(lines("link-dangling", wanted, withHeadings)).toEqual([5]);
  });
});

describe("dates", () => {
  test("of today are fine everywhere on Earth", () => {
    expect(found("- Start: 2025-06-02")).toEqual([]);
    expect(found("- Start: 2025-06-03")).toEqual(["date-future:1"]);
  });

  test("of a start may be ahead while nothing has started", () => {
    const text = "- Status: Planned\n- Start: 2125-06-03\n";
    expect(found(text)).toEqual([]);
    expect(found(text.replace("Planned", "Approved"))).toEqual([]);
    expect(found(text.replace("Planned", "In Progress"))).toEqual(["date-future:2"]);
    expect(found(text.replace("Start", "Created"))).toEqual(["date-future:2"]);
  });

  test("of ticked items and logs are looked at", () => {
    const text =
      "## Progress\n\n- (2125-01-01T00:00Z) a\n\n## Steps\n\n- [x] (2125-01-01) b\n- [ ] (2125-01-01) c\n";
    expect(found(text)).toEqual(["date-future:3", "date-future:7"]);
  });

  test("of a log run one way", () => {
    const log = (...days: number[]) =>
      `## Progress\n\n${days.map((day) => `- (2025-05-0${day}) a\n`).join("")}`;
    expect(found(log(1, 2, 2, 3))).toEqual([]);
    expect(found(log(3, 2, 1))).toEqual([]);
    expect(found(log(1, 3, 2, 4))).toEqual(["date-order:5"]);
  });
});

describe("fences", () => {
  const front = "---\ntemplate: execution-plan\n---\n";

  test("in a quote or a list that close, or do not", () => {
    expect(found("> ```\n> a\n> ```\n\n- ~~~~\n  a\n  ~~~~~\n\n      indented")).toEqual([]);
    expect(found("- ```\n  a\n- b\n\n```\nc\n```")).toEqual(["fence-unclosed:1"]);
  });

  test("that never close are the only finding: what is behind them is not missed", () => {
    const text = `${front}**Status:** Completed\n\n## Goal\n\na\n\n- [x] b\n\n\`\`\`sh\nnpm test\n\n## Context\n\nc\n`;
    expect(found(text, { path: "plans/active/a.md" })).toEqual(["fence-unclosed:12"]);
    expect(found(text.replace("Completed", "Blocked"))).toEqual(["fence-unclosed:12"]);
    expect(lines("section-missing", `${text}\n\`\`\``)).toHaveLength(9);
  });

  test("leave what is wrong before them", () => {
    expect(found("[a](#none)\n\n```\nb\n")).toEqual(["link-dangling:1", "fence-unclosed:3"]);
  });

  test("are told where they go wrong, which is not always the last one", () => {
    const inner = "```md\n# T\n\n```sh\nx\n```\n\nText\n```\n\nMore\n";
    expect(found(`a\n\n${inner}`)).toEqual(["fence-unclosed:3"]);
    const swallowed =
      "```sh\nnpm test\n\n## Context\n\n```sh\nnpm run lint\n```\n\n## Steps\n\na\n";
    expect(found(front + swallowed)).toEqual(["fence-unclosed:4"]);
    expect(checkPlan(front + swallowed, options)[0]?.message).toContain("line 9");
  });

  test("may hold others that are shorter, of the other kind, or shown as text", () => {
    expect(found("````md\n\n```sh\nx\n```\n````\n")).toEqual([]);
    expect(found("~~~md\n\n```sh\nx\n```\n~~~\n")).toEqual([]);
    expect(found("```text\nStart with:\n```sh\n```\n")).toEqual([]);
    expect(found("```text\n\n    ```sh\n```\n")).toEqual([]);
  });
});

describe("pseudo checkboxes", () => {
  function boxes(text: string) {
    return checkPlan(text, options).map(({ line, message }) => `${line}: ${message}`);
  }

  test("of tables are told once", () => {
    const table = "| a | b |\n|-|-|\n| [x] | c |\n| [ ] d | [ ] |\n| [ ] | |\n";
    expect(boxes(`${table}\ntext\n\n${table}`)).toEqual([
      "3: GitHub shows no checkboxes in tables, and counts none of the 8: lines 3, 4, 5, 11, 12 and 13.",
    ]);
  });

  test("of a list are told once for each way to go wrong", () => {
    const text = "- [-] a\n- [ ]* b\n  - [-] c\n- [~] d\n- [x]e\n- [ ]* f\n\ntext\n\n- [-] g\n";
    expect(boxes(text)).toEqual([
      "1: GitHub shows no checkbox for “[-] a”, and does not count it; the same in lines 3 and 10.",
      "2: GitHub shows no checkbox for “[ ]* b”, and does not count it; the same in line 6.",
      "4: GitHub shows no checkbox for “[~] d”, and does not count it.",
      "5: GitHub shows no checkbox for “[x] e”, and does not count it.",
    ]);
  });

  test("of a paragraph are told once, and many lines are cut short", () => {
    const text = Array.from({ length: 12 }, (_, index) => `[ ] ${index}`).join("\n");
    expect(boxes(text)).toEqual([
      "1: GitHub shows no checkbox for “[ ] 0”, and does not count it; the same in lines 2, 3, 4, 5, 6, 7, 8, 9 and 3 more.",
    ]);
  });
});

test("findings come from top to bottom, with a way to fix each", () => {
  const text = "- [-] a\n\n[a](#missing)\n\n- [x]b\n";
  const findings = checkPlan(text, options);
  expect(findings.map(({ line }) => line)).toEqual([1, 3, 5]);
  for (const { message, fix } of findings) {
    expect(message).toMatch(/^[\p{Lu}“].*\.$/u);
    expect(fix).toMatch(/^\p{Lu}.*\.$/u);
  }
});

test("any text can be checked", () => {
  const part = fc.constantFrom(
    "## Risks\n",
    "|a|b|\n|-|-|\n",
    "|x\n",
    "- [-] ",
    "```",
    "[",
    "](x)",
    "{a b}",
    "Status: ",
    "\n",
    "\r\n",
    "<a b>",
    "Decision: ",
    "2025-01-01",
    "---\n",
    "template: exec-plan\n",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(part).map((all) => all.join("")),
        anyText(),
      ),
      (text) => {
        const findings = checkPlan(text, { ...options, path: "a/b.md", exists: () => false });
        const last = text.split(/\r\n|\r|\n/).length;
        for (const { line } of findings) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(last);
        }
      },
    ),
  );
});
