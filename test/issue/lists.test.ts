import { describe, expect, test } from "#jest";
import { readBody } from "../../src/issue/body.js";
import {
  itemDependencies,
  mergeDependencies,
  readDependencyPhrases,
  type Dependency,
} from "../../src/issue/related.js";
import { flatInline, joinInlines, type Inline } from "../../src/markdown/inline.js";
import { oneLine, phrasingMarkdown } from "../../src/markdown/escape.js";
import { takeItems } from "../../src/issue/items.js";
import { takeSteps } from "../../src/issue/steps.js";
import { takeRisks } from "../../src/issue/decisions-and-risks.js";
import { takeQuestions } from "../../src/issue/questions.js";
import { readSource } from "../../src/markdown/normalize.js";
import { readEstimate } from "../../src/plan/fill/distribute.js";

function shown(text: Inline | undefined): string | undefined {
  return text === undefined ? undefined : phrasingMarkdown(text.nodes, "paragraph");
}

function nodesOf(markdown: string) {
  const source = readSource(markdown);
  return { source, nodes: source.root.children };
}

describe("takeSteps", () => {
  function steps(markdown: string) {
    const { source, sections } = readBody(markdown);
    const taken = sections.map((section) => takeSteps(source, section));
    return {
      found: taken.flatMap(({ found }) =>
        found.map(({ plain, done, phase }) => `${done ? "x" : " "} ${phase}|${plain}`),
      ),
      rest: taken.flatMap(({ rest }) => rest.map(({ type }) => type)),
    };
  }

  test("takes the boxes of a list, named by the line that leads to them, and leaves other lists", () => {
    expect(steps("a:\n\n- [x] b\n- c\n\n1. d\n\n- e")).toEqual({
      found: ["x a|b"],
      rest: ["list", "list", "list"],
    });
  });

  test("takes every list under a heading such as Tasks", () => {
    expect(steps("### Tasks\n\n* a\n* b\n\ntext")).toEqual({
      found: ["  |a", "  |b"],
      rest: ["paragraph"],
    });
  });

  test("names phases after headings and numbered lists of lists", () => {
    expect(
      steps("## Tasks\n\n### Phase 1: Draw\n\n- a\n\n### Build\n\n- b\n\n## Ship it\n\n- [ ] c")
        .found,
    ).toEqual(["  Draw|a", "  Build|b", "  Ship it|c"]);
    expect(steps("1. Draw:\n   - [ ] a\n2. Build\n   1. b\n   2. c").found).toEqual([
      "  Draw|a",
      "  Build|b",
      "  Build|c",
    ]);
    expect(steps("1. Draw\n   - with care\n2. Build\n   - with stone").found).toEqual([
      "  |Draw",
      "  |Build",
    ]);
  });

  test("keeps headings whose text stays", () => {
    expect(steps("## Tasks\n\n### A\n\ntext\n\n### B\n\n### C\n\n- c").rest).toEqual([
      "heading",
      "paragraph",
      "heading",
    ]);
  });

  test.each([
    ["how to reproduce it", "### Steps to reproduce\n\n1. a\n2. b"],
    ["a form's choices", "### Which browsers?\n\n- [x] a\n- [ ] b"],
    ["declarations", "### Code of Conduct\n\n- [x] Yes"],
    ["promises", "### Contribution\n\n- [x] I searched\n- [ ] We agree\n- [ ] I'll help"],
    ["criteria", "### Acceptance criteria\n\n- [ ] a"],
  ])("takes no steps from %s", (_, markdown) => {
    expect(steps(markdown).found).toEqual([]);
  });
});

describe("takeItems", () => {
  test("takes the entries of lists, else paragraphs", () => {
    const list = nodesOf(
      "Intro:\n\n- [x] a `src/a.ts` `b` `lib/c/d.py:3` `Makefile` `//` `x.y.z`\n- \n- b",
    );
    const { found, rest } = takeItems(list.source, list.nodes);
    expect(found.map(({ plain, done, files }) => [plain, done, files])).toEqual([
      ["a src/a.ts b lib/c/d.py:3 Makefile // x.y.z", true, ["src/a.ts", "lib/c/d.py:3", "x.y.z"]],
      ["b", false, []],
    ]);
    expect(rest.map(({ type }) => type)).toEqual(["paragraph"]);
    const text = nodesOf("one\n\n<!-- no -->\n\ntwo");
    expect(takeItems(text.source, text.nodes).found.map(({ plain }) => plain)).toEqual([
      "one",
      "two",
    ]);
  });

  test("takes an entry without words by what it holds", () => {
    const { source, nodes } = nodesOf("- ```\n  code\n  ```\n- ![](a.png)");
    expect(takeItems(source, nodes).found.map(({ plain }) => plain)).toEqual(["code"]);
  });

  test("takes an entry with a number of its own once", () => {
    const { source, nodes } = nodesOf("- 2) Sand `a.ts`\n- [x] 3. Paint\n- 4) Dry\n\n  Well.");
    const { found } = takeItems(source, nodes);
    expect(found.map(({ plain, done }) => [plain, done])).toEqual([
      ["Sand a.ts", false],
      ["3. Paint", true],
      ["Dry", false],
    ]);
    expect(found[0]?.details).toBeUndefined();
    expect(JSON.stringify(found[2]?.details)).not.toContain("Dry");
    expect(JSON.stringify(found[2]?.details)).toContain("Well.");
  });
});

describe("takeQuestions", () => {
  test("takes what ends in a question mark, and leaves the rest", () => {
    const { source, nodes } = nodesOf(
      "Who?\nWhen? (roughly?)\n\nNot sure.\nWhy?\n\n- [x] Where?\n- There.\n- 何？\n\n> quote?",
    );
    const { found, rest } = takeQuestions(source, nodes);
    expect(found.map(({ plain, done }) => `${plain}${done ? " x" : ""}`)).toEqual([
      "Who?",
      "When? (roughly?)",
      "Not sure. Why?",
      "Where? x",
      "何？",
    ]);
    expect(
      rest.map((node) => source.text.slice(node.position?.start.offset, node.position?.end.offset)),
    ).toEqual(["- There.", "> quote?"]);
  });

  test("reads lines with other marks", () => {
    const { source, nodes } = nodesOf("**Who** pays?\\\n`x` or `y`?");
    const found = takeQuestions(source, nodes).found.map(({ text }) => shown(text));
    expect(found).toEqual(["**Who** pays?", "`x` or `y`?"]);
  });
});

describe("takeRisks", () => {
  function risks(markdown: string) {
    const { source, nodes } = nodesOf(markdown);
    const { found, rest } = takeRisks(source, nodes);
    return {
      found: found.map(({ text, probability, impact, mitigation }) => [
        shown(text),
        probability,
        impact,
        shown(mitigation),
      ]),
      rest: rest.map(({ type }) => type),
    };
  }

  test("reads tables, whatever the order of their columns", () => {
    expect(
      risks(
        "Two:\n\n| Impact | Risk | Likelihood | Mitigation |\n|---|---|---|---|\n| high | *a* | unlikely | b |\n| | c | | |\n| | | low | |",
      ),
    ).toEqual({
      found: [
        ["*a*", "Low", "High", "b"],
        ["c", undefined, undefined, undefined],
        [undefined, "Low", undefined, undefined],
      ],
      rest: ["paragraph"],
    });
  });

  test("says in the text what has no column in a plan, or is off its scale", () => {
    expect(
      risks(
        "| ID | Risk | Impact | Owner |\n|---|---|---|---|\n| R1 | a | 3 of 5 | *Kim* |\n| | | | Bo |",
      ),
    ).toEqual({
      found: [
        ["a (ID: R1; impact 3 of 5; Owner: *Kim*)", undefined, undefined, undefined],
        ["Owner: Bo", undefined, undefined, undefined],
      ],
      rest: [],
    });
    expect(risks("- a, impact: huge").found).toEqual([
      ["a, impact huge", undefined, undefined, undefined],
    ]);
  });

  test("leaves no gap where the levels stood", () => {
    expect(risks("- Users are locked out (high impact, low probability). Warn them").found).toEqual(
      [["Users are locked out. Warn them", "Low", "High", undefined]],
    );
  });

  test("keeps tables of something else", () => {
    expect(risks("| A | B |\n|---|---|\n| a | b |")).toEqual({ found: [], rest: ["table"] });
  });

  test("reads entries and paragraphs", () => {
    expect(
      risks(
        "- Data is lost (impact: high, low probability). Mitigation: backups\n- Slow (maybe)\n  - Mitigated by: `cache`\n- [CVE](https://example.org) high impact",
      ),
    ).toEqual({
      found: [
        ["Data is lost", "Low", "High", "backups"],
        ["Slow (maybe)", undefined, undefined, "Mitigated by: `cache`"],
        ["[CVE](https://example.org) high impact", undefined, "High", undefined],
      ],
      rest: [],
    });
    expect(risks("It may rain.").found).toEqual([
      ["It may rain.", undefined, undefined, undefined],
    ]);
  });
});

describe("dependencies", () => {
  const context = { owner: "acme", repo: "reports", host: "github.com" };
  const names = (markdown: string) =>
    readDependencyPhrases(readSource(markdown).root, context).map(
      ({ owner, repo, number }) => `${owner}/${repo}#${number}`,
    );

  test.each([
    ["Depends on #7", ["acme/reports#7"]],
    [
      "depends on: #7, #8 and other/place#9; then #10",
      ["acme/reports#7", "acme/reports#8", "other/place#9"],
    ],
    ["is **blocked by** [it](https://github.com/a/b/issues/3)", ["a/b#3"]],
    ["Blocked by https://github.com/a/b/issues/4", ["a/b#4"]],
    ["waiting for issue GH-5", ["acme/reports#5"]],
    ["requires #1\n\n- blocked on #2", ["acme/reports#1", "acme/reports#2"]],
    ["no longer blocked by #7, not dependent on #8, related to #9", []],
    ["`depends on #7` <!-- blocked by #8 -->\n\n```\nrequires #9\n```", []],
    ["depends on #7abc or on luck", []],
  ])("readDependencyPhrases(%j)", (text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  test("reads long white space and long lists", () => {
    const text = `a${" ".repeat(50_000)}depends on #1${", ".repeat(20_000)}x ${"depends ".repeat(5000)}`;
    expect(names(text)).toEqual(["acme/reports#1"]);
  });

  function entries(markdown: string): readonly Dependency[] {
    const { source, nodes } = nodesOf(markdown);
    return mergeDependencies(
      takeItems(source, nodes).found.flatMap((item) => itemDependencies(item, context)),
    );
  }

  test("reads entries: issues and what they provide, and what is no issue", () => {
    const found = entries(
      "- [x] #7: the schema\n- Depends on a/b#1 and #2 (the service)\n- Stripe account\n  - for tests\n- `x` of #9\n- #7 and more",
    );
    expect(
      found.map(({ issue, text, done }) => [issue?.repo, issue?.number, shown(text), done]),
    ).toEqual([
      ["reports", 7, "the schema; and more", true],
      ["b", 1, "(the service)", false],
      ["reports", 2, "(the service)", false],
      [undefined, undefined, "Stripe account – for tests", false],
      ["reports", 9, "`x` of #9", false],
    ]);
  });
});

describe("readEstimate", () => {
  test.each([
    ["3 days", [], 24, true],
    [
      "- Implementation: 1.5d\n- Testing - 2h\n- Total: 14h",
      [
        ["Implementation", 12],
        ["Testing", 2],
      ],
      14,
      true,
    ],
    [
      "Research: 1h\nCode: 2h",
      [
        ["Research", 1],
        ["Code", 2],
      ],
      undefined,
      true,
    ],
    ["| Phase | Time |\n|---|---|\n| Docs | 1h |", [["Docs", 1]], undefined, true],
    ["About a week", [], undefined, false],
    ["Docs: 1h\n\n```\nx\n```", [["Docs", 1]], undefined, false],
    ["Total: 14h\nDocs: 1h\n\n---", [["Docs", 1]], 14, true],
    ["3 days\n2 days", [], 24, false],
    [
      "| # | Task | Effort (days) | Who |\n|---|---|---|---|\n| 1 | Docs | 2 | Kim |",
      [["1", 16]],
      undefined,
      true,
    ],
  ])("reads %j", (markdown, phases, total, complete) => {
    const read = readEstimate(nodesOf(markdown).nodes);
    const given = read.phases.map(({ phase, hours }) => [phase, hours]);
    const { total: all, complete: isComplete } = read;
    expect([given, all, isComplete]).toEqual([phases, total, complete]);
  });

  test("keeps what a table says beside phase and time", () => {
    const table = "| Phase | Notes | Time |\n|---|---|---|\n| Docs | slow | 1h |\n| QA | | 2h |";
    expect(readEstimate(nodesOf(table).nodes).phases.map(({ note }) => note)).toEqual([
      "slow",
      "From the issue",
    ]);
  });
});

describe("on one line", () => {
  test("flatInline keeps links and code, and nothing that breaks the line", () => {
    const source =
      "a [b](https://example.org)\n\n- c\n  - `d`\n\n```js\ne\n  f\n```\n\n| g |\n|---|\n| h |\n\n<div>i</div>\n\n***";
    const block = {
      kind: "block" as const,
      parts: [
        {
          type: "heading" as const,
          depth: 1,
          text: { kind: "inline" as const, nodes: [{ type: "text" as const, value: "H" }] },
        },
        { type: "markdown" as const, source },
      ],
    };
    expect(shown(flatInline(block))).toBe("H a [b](https://example.org) c `d` `e f` g h");
    expect(flatInline(undefined)).toBeUndefined();
    expect(joinInlines([undefined], "; ")).toBeUndefined();
  });

  test("oneLine takes out what does not belong on a line", () => {
    expect(oneLine(" a\r\n\tb\u0000c\u2028d\u00A0e ")).toBe("a b c d e");
  });
});
