import type { FillInput, Value, View } from "../../../src/plan/fill/input.js";
import { describe, expect, test } from "#jest";
import * as fc from "fast-check";
import type { List, Root } from "mdast";
import { toString } from "mdast-util-to-string";
import { visitParents } from "unist-util-visit-parents";
import { readBody } from "../../../src/issue/body.js";
import { isNonAnswer } from "../../../src/issue/phrases.js";
import { oneLine, textMarkdown } from "../../../src/markdown/escape.js";
import { parseMarkdown } from "../../../src/markdown/parse.js";
import { fillPlan } from "../../../src/plan/fill/fill.js";
import { viewOf } from "../../../src/plan/fill/view.js";
import { readProgress } from "../../../src/plan/parse/progress.js";
import {
  BUILTIN_NAMES,
  builtinTemplates,
  loadTemplate,
} from "../../../src/plan/template/template.js";
import { VARIABLES, type Variables } from "../../../src/plan/template/tags.js";
import { runs } from "../../support/runs.js";
import { anInput } from "../plan-inputs.js";

const templates = builtinTemplates();

/** A repository's own template, filled; without the marker. */
function own(body: string, ...input: Parameters<typeof anInput>): string {
  const plan = fillPlan(loadTemplate(body, "own"), anInput(...input));
  return plan.replace("\n\n<!-- plansmith:plan format=own issue=12 kinds=steps -->\n", "");
}

function shipped(
  name: (typeof BUILTIN_NAMES)[number],
  ...input: Parameters<typeof anInput>
): string {
  const template = templates.get(name);
  return template === undefined ? "" : fillPlan(template, anInput(...input));
}

describe("facts", () => {
  test("go where the template has them", () => {
    const template =
      "{{number}} {{title}} {{url}} {{author}} {{role}} {{assignees}} {{date}} {{timestamp}} {{opened}} {{priority}} {{priorityCode}} {{type}} {{labels}} {{milestone}} {{milestoneDue}} {{owner}} {{repository}} {{branch}} {{defaultBranch}} {{estimate}}";
    const changes = {
      labels: ["role: qa", "P0", "kind/feature", "size: L", "area: x", "help wanted"],
      assignees: ["ana", "bo"],
      milestone: { title: "v2", dueOn: "2026-12-01T08:00:00Z" },
    };
    expect(own(template, changes)).toBe(
      "12 Bookmarks in long reports https\\://github.com/acme/reports/issues/12 @bo qa @ana, @bo 2026-11-21 2026-11-21T10:05Z 2026-11-20 Critical P0 feature area: x, help wanted v2 2026-12-01 acme acme/reports plan/issue-12 main 24 hours",
    );
  });

  test.each([
    [{ labels: ["role/backend"], assignees: ["ana"] }, "backend"],
    [{ assignees: ["ana", "bo"] }, "ana"],
    [{}, "Unassigned"],
  ])("the role of %j", (changes, role) => {
    expect(shipped("issue-plan", changes)).toContain(`\n**Role**: ${role}  \n`);
  });

  test("each format has its own scale of priorities", () => {
    expect(shipped("implementation-plan", { labels: ["P1"] })).toContain("**Priority:** High\n");
    expect(shipped("exec-plan", { labels: ["priority: high"] })).toContain("Priority: P1\n");
    expect(shipped("exec-plan")).toContain("Priority: \\<P0–P3>\n");
  });

  test("what has no place of its own is in the notes", () => {
    const plan = shipped("issue-plan", {
      labels: ["bug", "P2", "api"],
      milestone: { title: "v2", dueOn: undefined },
    });
    for (const line of [
      "**Priority**: Medium",
      "**Type**: bug",
      "**Milestone**: v2",
      "**Labels**: api",
      "**Opened by**: @bo",
    ]) {
      expect(plan).toContain(line);
    }
  });

  test("the issue's own type counts before its labels", () => {
    expect(own("{{type}}", { type: "Task", labels: ["bug"] })).toBe("ops task");
    expect(own("{{type}}", { type: "Initiative", labels: ["bug"] })).toBe("Initiative");
  });

  test("dates are days and minutes in UTC; no date is an error", () => {
    const input = { ...anInput(), date: "2026-11-21T23:30:00-02:00" };
    const template = loadTemplate("{{date}} {{timestamp}}", "own");
    expect(fillPlan(template, input)).toMatch(/^2026-11-22 2026-11-22T01:30Z\n/);
    expect(() => fillPlan(template, { ...input, date: "soon" })).toThrow(RangeError);
  });
});

describe("the timeline", () => {
  const table = (plan: string) => /\| Phase \|[^]*?\n\n/.exec(plan)?.[0] ?? "";

  test("shares an estimate out, and adds up", () => {
    expect(table(shipped("issue-plan", { labels: ["estimate: 10h"] })))
      .toBe(`| Phase | Estimated Time | Notes |
|-------|---------------|-------|
| Setup & Research | 1.25 hours | 1/8 of the estimate |
| Implementation | 5 hours | 4/8 of the estimate |
| Testing | 1.25 hours | 1/8 of the estimate |
| Documentation | 1.25 hours | 1/8 of the estimate |
| Code Review | 1.25 hours | 1/8 of the estimate |
| **Total** | **10 hours** | |

`);
  });

  test("takes the hours that the issue gives for phases", () => {
    const rows = table(
      shipped("issue-plan", {
        labels: ["estimate: 10h"],
        body: "## Timeline\n\n- Testing: 2h\n- Roll-out | on Monday: 1h",
      }),
    );
    expect(rows).toContain("| Testing | 2 hours | From the issue |\n");
    expect(rows).toContain("| Roll-out \\| on Monday | 1 hour | From the issue |\n");
    expect(rows).not.toContain("| Implementation |");
    expect(rows).toContain("| **Total** | **3 hours** | |\n");
  });

  test("stays guidance where nobody said", () => {
    expect(table(shipped("issue-plan"))).toContain("| **Total** | **{Hours}** | |\n");
  });
});

describe("lists", () => {
  test("sub-issues are steps, unless the body names them", () => {
    const body = "- [ ] Do #13 first\n- [ ] Then https://github.com/acme/reports/issues/15";
    const subIssues = [13, 14, 15, 130].map((number) => ({
      number,
      title: `Part *${number}*`,
      state: number === 14 ? ("closed" as const) : ("open" as const),
    }));
    const plan = shipped("execution-plan", { body }, { subIssues });
    expect(plan).toContain(
      "- [x] [#14 Part \\*14\\*](https://github.com/acme/reports/issues/14)\n",
    );
    expect(plan).toContain(
      "- [ ] [#130 Part \\*130\\*](https://github.com/acme/reports/issues/130)\n",
    );
    expect(plan.match(/Part \\\*1[35]\\\*/g)).toHaveLength(2);
    expect(plan).toContain("### Phase 2: Sub-issues\n");
  });

  test("sub-issues and blockers that must not be named are counted", () => {
    const plan = shipped("execution-plan", {}, { hiddenSubIssues: 2, hiddenDependencies: 1 });
    expect(plan).toContain("### Phase 1: Sub-issues\n- [ ] 2 sub-issues in private repositories\n");
    expect(plan).toContain("- 1 issue in a private repository\n");
  });

  test("dependencies come from GitHub, headings and phrases, once each and never the issue itself", () => {
    const plan = shipped(
      "issue-plan",
      {
        body: "Depends on #7 and #12.\n\n## Dependencies\n\n- #8: the schema\n- A Stripe account\n- acme/reports#7",
      },
      {
        dependencies: [
          { number: 7, title: "The | service", state: "closed" },
          { number: 1, title: "Base", state: "open", repository: { owner: "acme", name: "base" } },
        ],
      },
    );
    expect(/### External Dependencies\n([^]*?)\n\n/.exec(plan)?.[1]).toBe(
      `- **Issue [#7](https://github.com/acme/reports/issues/7)**: The \\| service (closed)
- **Issue [acme/base#1](https://github.com/acme/base/issues/1)**: Base
- **Issue [#8](https://github.com/acme/reports/issues/8)**: the schema
- A Stripe account`,
    );
  });

  test("a label names a risk, or says how high all are", () => {
    const plan = shipped("execution-plan", {
      labels: ["risk: data loss", "risk: high"],
      body: "## Risks\n\n- Slow (impact: low)\n- Loud",
    });
    expect(plan).toContain("| Slow | Low | High/Med/Low |");
    expect(plan).toContain("| Loud | High | High/Med/Low |");
    expect(plan).toContain("| data loss | High | High/Med/Low |");
    expect(shipped("execution-plan", { labels: ["risk: low"] })).toContain(
      "| \\[What may go wrong] | Low | High/Med/Low |",
    );
  });

  test("acceptance criteria keep their ticks", () => {
    const body = "### Acceptance criteria\r\n\r\n- [X] fast\r\n- [ ] small\r\n";
    for (const name of BUILTIN_NAMES) {
      expect(shipped(name, { body })).toContain("\n- [x] fast\n- [ ] small\n");
    }
  });

  test("questions are boxes, the rest of their section is in the notes", () => {
    const plan = shipped("issue-plan", { body: "## Questions\n\n- Why?\n- Because." });
    expect(plan).toContain("### Open Questions\n- [ ] Why?\n\n### Additional Context\n");
    expect(plan).toContain("#### Questions\n\n- Because.\n");
  });

  test("gates are the repository's own commands", () => {
    const scripts = [{ name: "lint", command: "npm run lint" }];
    const plan = shipped("exec-plan", {}, { scripts });
    expect(plan).toContain("| Lint (Ruff/Ultracite) | `npm run lint` | 0 errors |");
    expect(plan).toContain("| Type Check            | \\<such as");
  });

  test("long steps have short titles, and say all below", () => {
    const text = `Write ${"very ".repeat(30)}much, ${"x".repeat(100)}`;
    const plan = shipped("issue-plan", { body: `- [ ] ${text}\n- [ ] ${"y".repeat(120)}` });
    expect(plan).toContain(
      `### Step 1: Write ${"very ".repeat(13)}very…\n- [ ] Done\n\n**What**: ${text}`,
    );
    expect(plan).toContain(
      `### Step 2: ${"y".repeat(79)}…\n- [ ] Done\n\n**What**: ${"y".repeat(120)}`,
    );
  });
});

describe.each(BUILTIN_NAMES)("nested lists in %s", (name) => {
  const body = `## Tasks

- [ ] Prepare
  - [x] Read the changelog
  - [ ] Update the image
    - [ ] amd64
- [ ] Fix
  1. The parser
  2. The printer
- [ ] Release
  - [ ] Tell everybody
`;
  const template = templates.get(name);
  const plan = template === undefined ? "" : fillPlan(template, anInput({ body }));

  test("are tight, and leave no two blank lines in a row", () => {
    expect(plan).not.toMatch(/\n[ \t]*\n[ \t]*\n/);
    const lists = listsIn(parseMarkdown(plan)).filter((list) => {
      return /Prepare|Read the changelog|amd64|Tell everybody/.test(toString(list));
    });
    expect(lists.length).toBeGreaterThan(2);
    for (const list of lists) {
      expect(list.spread).toBe(false);
      expect(list.children.some(({ spread }) => spread)).toBe(false);
    }
  });

  test("keep their boxes and their places", () => {
    const { items } = readProgress(plan);
    const steps = items.filter(({ kind }) => kind === "step");
    expect(steps.map(({ label, text, done }) => [label, text, done])).toEqual([
      ["1", "Prepare", false],
      ["1.1", "Read the changelog", true],
      ["1.2", "Update the image", false],
      ["1.2.1", "amd64", false],
      ["2", "Fix", false],
      ["3", "Release", false],
      ["3.1", "Tell everybody", false],
    ]);
  });
});

test("a list behind a label in a list is nested in it", () => {
  const body = "## Out of scope\n\n- Themes\n- Plugins\n";
  expect(own("- [ ] a\n- Not: {{nonGoals}}\n- b\n", { body })).toBe(
    "- [ ] a\n- Not:\n  - Themes\n  - Plugins\n- b",
  );
  expect(own("- Not: {{nonGoals}}\n\nend", { body })).toBe(
    "- Not:\n  - Themes\n  - Plugins\n\nend",
  );
});

test("many blank lines of a template are no hindrance", () => {
  const blank = "\n".repeat(60_000);
  const plan = own(`a${blank}b\n\n- Not:\n\n\n  {{nonGoals}}${blank}end`, {
    body: "## Out of scope\n\n- Themes\n",
  });
  expect(plan).toMatch(/^a\n+b\n\n- Not:\n {2}- Themes\n\nend$/);
});

test("a bold line of the issue is a heading without bold", () => {
  const plan = own("## Notes\n\n{{notes}}\n", {
    body: "Why.\n\n**Goal**\nMore.\n\n**Prioridade**: Alta",
  });
  expect(plan).toContain("### Prioridade\n\nAlta");
});

test("what is no list keeps a blank line before it, and a mark alone underlines nothing", () => {
  const template =
    "{{#steps}}\n- [{{box}}] {{text}}\n{{#subtasks}}\n\n  {{subtasks}}\n\n{{/subtasks}}\n{{/steps}}\n";
  const body = "## Tasks\n\n- [ ] A\n\n  More.\n- [ ] B\n\n  -\n    c\n- [ ] C\n\n  7. d\n";
  const plan = own(template, { body });
  expect(plan).toBe("- [ ] A\n\n  More.\n\n- [ ] B\n\n  -\n    c\n\n- [ ] C\n\n  7. d");
});

/** All lists of a document, the outer ones first. */
function listsIn(tree: Root): readonly List[] {
  const lists: List[] = [];
  visitParents(tree, "list", (list) => void lists.push(list));
  return lists;
}

describe("a repository's own template", () => {
  const title = "a|b `c` <d> \\*e* [f](g) {{number}} #";

  test("has each value in the form that its place needs", () => {
    const plan = own(
      "# {{title}}\n\n| {{title}} |\n|---|\n| x |\n\n`{{title}}` {{{title}}} {{&title}}\n\n```\n{{title}}\n```\n\n[x]({{title}}) <!-- {{title}} -->\n",
      { title },
    );
    const [heading, table, paragraph, code, links] = parseMarkdown(plan).children;
    const shown = "a|b `c` <d> \\*e* [f](g) {{number}} #";
    expect(heading?.type === "heading" && toString(heading)).toBe(shown);
    expect(table?.type === "table" && toString(table)).toBe(`${shown}x`);
    expect(paragraph?.type === "paragraph" && toString(paragraph)).toBe(
      `${shown.replaceAll("`", "'")} ${shown} ${shown}`,
    );
    expect(code?.type === "code" && code.value).toBe(shown.replaceAll("`", "'"));
    expect(links?.type === "paragraph" && links.children.map(({ type }) => type)).toEqual([
      "link",
      "text",
      "html",
    ]);
  });

  test("has blocks alone, behind text, in lists, in quotes, and flat elsewhere", () => {
    const body = "# T\n\none\n\n- two\n\n## U\n\nthree";
    expect(own("## A\n\n{{goal}}\n\nend", { body })).toBe(
      "## A\n\none\n\n- two\n\n### U\n\nthree\n\nend",
    );
    expect(own("{{goal}}\nend", { body: "one" })).toBe("one\nend");
    expect(own("a: {{goal}}  \nb", { body: "one" })).toBe("a: one  \nb");
    expect(own("a: {{goal}}  \nb", { body: "one\n\ntwo" })).toBe("a:\n\none\n\ntwo\n\nb");
    expect(own("- a: {{goal}}\n- b", { body: "one\n\ntwo" })).toBe("- a:\n\n  one\n\n  two\n\n- b");
    expect(own("- [ ] {{goal}}\n- b", { body: "one\n\ntwo" })).toBe("- [ ] one\n\n  two\n\n- b");
    expect(own("> {{goal}}\n\nb", { body: "one\n\ntwo" })).toBe("> one\n>\n> two\n\nb");
    expect(own("| a |\n|---|\n| {{goal}} |", { body: "one\n\n- two `x|y`\n\n```\nz\n```" })).toBe(
      "| a |\n|---|\n| one two `x\\|y` `z` |",
    );
    expect(own("###### a\n\n{{goal}}", { body: "# T\n\nx\n\n## U\n\ny" })).toBe(
      "###### a\n\nx\n\n###### U\n\ny",
    );
  });

  test("makes no list, heading or quote with what stands beside it", () => {
    const kinds = (body: string, words: string) => {
      const { children } = parseMarkdown(own(body, { title: words }));
      return children.map(({ type }) => type);
    };
    for (const body of [
      "{{title}}. [ ] a",
      "{{title}}) a",
      "{{title}}{{title}}. a",
      "> {{title}}. {{author}}",
      " {{title}}{{title}}",
    ]) {
      for (const words of ["12", "1", ". a", ") a", "# a", "- a", "> a", "=", "+ a"]) {
        expect([body, words, kinds(body, words)]).toEqual([
          body,
          words,
          [body.startsWith(">") ? "blockquote" : "paragraph"],
        ]);
      }
    }
    expect(toString(parseMarkdown(own("> {{title}}. [ ] a", { title: "12" })))).toBe("12. [ ] a");
  });

  test("gets what it has no place for in its notes, or not at all", () => {
    const body = "## Proposal\n\nThis.\n\n## Tasks\n\n- [ ] that";
    expect(own("{{title}}", { body })).toBe("Bookmarks in long reports");
    expect(own("## More\n\n{{notes}}\n\n{{author}}{{opened}}", { body })).toContain(
      "### Proposal\n\nThis.\n\n### Tasks\n\n- ☐ that",
    );
  });

  test("keeps definitions, at its end", () => {
    const body = "See [a] and [^b].\n\n[a]: https://example.org\n\n[^b]: Note";
    expect(own("{{goal}}\n\n## End", { body })).toBe(
      "See [a] and [^b].\n\n## End\n\n[a]: https://example.org\n\n[^b]: Note",
    );
  });
});

describe("an issue of 100 KB", () => {
  test.each([
    ["prose", "exec-plan", `${"Lorem ipsum dolor sit amet, consectetur. ".repeat(20)}\n\n`],
    ["steps", "execution-plan", "- [ ] one step in `src/a.ts`\n"],
    ["headings", "exec-plan", "### Heading\n\ntext\n\n"],
    ["one line", "execution-plan", "word "],
  ] as const)("of %s is all there", (_, name, piece) => {
    const body = piece.repeat(Math.ceil(100_000 / piece.length));
    const plan = shipped(name, { body });
    const word = /[a-z]{4,}/.exec(piece)?.[0] ?? "";
    expect(plan.split(word).length).toBeGreaterThanOrEqual(body.split(word).length);
  });
});

test("filling then reading gives back what was filled in", () => {
  const texts = fc.array(
    fc.record({ text: fc.string({ minLength: 1, maxLength: 20 }), done: fc.boolean() }),
    { minLength: 1, maxLength: 4 },
  );
  fc.assert(
    fc.property(texts, (entries) => {
      const said = entries.filter(({ text }) => oneLine(text) !== "");
      // Dashes, dots and the like are no answers.
      const known = said.filter(({ text }) => !isNonAnswer(text));
      const lines = said.map(
        ({ text, done }) => `- [${done ? "x" : " "}] ${textMarkdown(text, "paragraph")}`,
      );
      const body = `## Acceptance criteria\n\n${lines.join("\n")}`;
      const { items, sections } = readProgress(shipped("execution-plan", { body }));
      const criteria = items.filter(
        ({ section }) => sections[section]?.heading === "Success Criteria",
      );
      expect(criteria.slice(0, known.length).map(({ text, done }) => ({ text, done }))).toEqual(
        known.length === 0 ? [] : known.map(({ text, done }) => ({ text: oneLine(text), done })),
      );
    }),
    { numRuns: runs(40) },
  );
});

describe("the view", () => {
  const input: FillInput = anInput(
    {
      body: "a\n\n## Tasks\n\n- [ ] a\n\n## Risks\n\n- b\n\n## Criteria\n\n- c\n\n## Links\n\n- d\n\n## Estimate\n\n1h",
      labels: ["P1", "bug"],
    },
    {
      scripts: [{ name: "test", command: "npm test" }],
      dependencies: [{ number: 1, title: "x", state: "open" }],
    },
  );
  const view = viewOf(input, readBody(input.issue.body), () => true);

  /** The variables that are not what their documentation says. */
  function wrong(entries: View, variables: Variables): readonly string[] {
    return Object.entries(entries).flatMap(([name, value]) => {
      const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
      if (variable === undefined || kindOf(value, variable.kind) !== variable.kind) return [name];
      if (!Array.isArray(value)) return [];
      return (value as readonly View[]).flatMap((entry) => wrong(entry, variable.fields ?? {}));
    });
  }

  function kindOf(value: Value, kind: string | undefined): string | undefined {
    if (value === undefined) return kind;
    if (typeof value === "boolean") return "flag";
    if (typeof value === "string") return "text";
    if ("kind" in value) return value.kind === "block" ? "block" : "text";
    return "list";
  }

  test("holds variables that are documented, of the kind that is documented", () => {
    expect(wrong(view, VARIABLES)).toEqual([]);
  });

  test("its lists never let a name of the outer view through", () => {
    for (const [name, { fields }] of Object.entries(VARIABLES)) {
      const entries = view[name];
      if (fields === undefined || !Array.isArray(entries)) continue;
      const shared = Object.keys(fields).filter((field) => Object.hasOwn(VARIABLES, field));
      for (const entry of entries as readonly View[]) {
        expect(Object.keys(entry)).toEqual(expect.arrayContaining(shared));
      }
    }
  });
});
