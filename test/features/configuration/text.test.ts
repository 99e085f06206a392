import { describe, expect, test } from "#jest";
import { toString } from "mdast-util-to-string";
import type { ConfigProblem } from "../../../src/config/problem.js";
import { annotationsOf, failedCheck, passedCheck } from "../../../src/features/checks/text.js";
import { configurationProblem } from "../../../src/features/configuration/text.js";
import { parseMarkdown } from "../../../src/markdown/parse.js";
import { TemplateError } from "../../../src/plan/template/template.js";
import { issue } from "../../reconcile/snapshots.js";

function problem(fields: Partial<ConfigProblem> = {}): ConfigProblem {
  return {
    source: ".github/plansmith.yml",
    line: 3,
    column: 5,
    what: "There is no key “x”.",
    fix: "There are a, b.",
    ...fields,
  };
}

const hostile = "`@ada` closes #1 <!-- plansmith:status --> [a](http://x) | ![b](c)";

describe("what the status comment says of a configuration", () => {
  test("each problem links to its line, in whichever repository", () => {
    const there = problem({ source: "octo/.github/.github/plansmith.yml", line: 7 });
    const text = configurationProblem(issue(), [problem(), there]);
    const base = "https://github.com/octo";
    expect(text).toContain(`(${base}/api/blob/HEAD/.github/plansmith.yml?plain=1#L3)`);
    expect(text).toContain(`(${base}/.github/blob/HEAD/.github/plansmith.yml?plain=1#L7)`);
  });

  test("also under the file's other name", () => {
    const [own, there] = [".github/plansmith.yaml", "octo/web/.github/plansmith.yaml"];
    const text = configurationProblem(issue(), [
      problem({ source: own }),
      problem({ source: there }),
    ]);
    const base = "https://github.com/octo";
    expect(text).toContain(`(${base}/api/blob/HEAD/.github/plansmith.yaml?plain=1#L3)`);
    expect(text).toContain(`(${base}/web/blob/HEAD/.github/plansmith.yaml?plain=1#L3)`);
    expect(annotationsOf([problem({ source: own }), problem({ source: there })], [])).toMatchObject(
      [{ path: own, line: 3 }],
    );
  });

  test("many problems are counted, and what they quote is text", () => {
    const text = configurationProblem(issue(), Array(9).fill(problem({ what: hostile })));
    expect(text).toContain("… and 4 more");
    expect(text).not.toMatch(/@ada|#1|[^\\]<!--|!\[/);
    expect(toString(parseMarkdown(text))).toContain("[a](http");
  });
});

describe("the check run", () => {
  test("has a remark for each mistake of its own files", () => {
    const broken = new TemplateError("bug", { line: 4, reason: "unknown tag", fix: "Fix it." });
    const other = problem({ source: "octo/web/.github/plansmith.yml" });
    expect(annotationsOf([problem(), other], [broken])).toEqual([
      {
        path: ".github/plansmith.yml",
        line: 3,
        column: 5,
        message: "There is no key “x”. There are a, b.",
      },
      { path: ".github/plan-templates/bug.md", line: 4, message: "Unknown tag. Fix it." },
    ]);
    expect(failedCheck([problem(), other], [broken])).toMatchObject({
      title: "3 errors",
      conclusion: "failure",
      summary: expect.stringContaining("octo/web/"),
    });
  });

  test("stays within GitHub's bounds, and no diff ends its code block", () => {
    const diff = `+ ${"`".repeat(5)}\n${"+ text\n".repeat(3000)}`;
    const changes = Array.from({ length: 5 }, (_, number) => ({ number, title: hostile, diff }));
    const { text, title } = passedCheck(changes);
    expect(text.length).toBeLessThan(65_535);
    expect(text).toContain("too long to show");
    expect(title).toContain("would change");
    const codes = parseMarkdown(text).children.filter(({ type }) => type === "code");
    expect(codes).toHaveLength(3);
  });

  test("stays within them in Japanese too: GitHub counts bytes", () => {
    const diff = Array.from({ length: 120 }, () => `+ ${"予定".repeat(200)}`).join("\n");
    const changes = Array.from({ length: 5 }, (_, number) => ({ number, title: "制限", diff }));
    const { text } = passedCheck(changes);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_535);
    expect(text).toContain("予定");
    expect(text).toContain("too long to show");
    const problems = Array.from({ length: 30 }, () => problem({ what: "予定".repeat(400) }));
    const { summary } = failedCheck(problems, []);
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(65_535);
    expect(summary).toMatch(/- … and \d+ more$/);
  });
});
