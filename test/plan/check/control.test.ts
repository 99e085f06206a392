import { describe, expect, test } from "#jest";
import { checkPlan, type CheckOptions } from "../../../src/plan/check/check.js";
import { fixPlan } from "../../../src/plan/check/fix.js";

const options: CheckOptions = { templates: [], now: new Date("2026-06-01T12:00:00Z") };

function found(text: string, more: Partial<CheckOptions> = {}): string[] {
  return checkPlan(text, { ...options, ...more }).map(
    ({ rule, severity, line }) => `${rule} ${severity} ${line}`,
  );
}

describe("severities", () => {
  const text = "[a](#none)\n\n- [-] b\n";

  test("are those of the configuration, else the rule's own", () => {
    expect(found(text)).toEqual(["link-dangling error 1", "box-unrendered warning 3"]);
    const rules = { "link-dangling": "off", "box-unrendered": "error" } as const;
    expect(found(text, { rules })).toEqual(["box-unrendered error 3"]);
  });
});

describe("comments", () => {
  const next = (rules = "") => `<!-- plansmith-check-disable-next-line${rules} -->`;

  test.each([
    ["the next line", `${next(" box-unrendered")}\n- [-] b\n`, []],
    ["all rules of the next line", `${next()}\n- [-] b\n`, []],
    ["several rules", `${next(" table-width, box-unrendered")}\n- [-] b\n`, []],
    ["with a reason", `${next(" box-unrendered -- agreed on")}\n- [-] b\n`, []],
    ["behind an item", `- a ${next(" box-unrendered")}\n- [-] b\n`, []],
    ["a table", `${next(" table-width")}\n| a | b |\n|-|-|\n| 1 |\n| 2 |\n`, []],
    [
      "that table alone",
      `${next(" table-width")}\n| a |\n|-|\n\n| a | b |\n|-|-|\n| 1 |\n`,
      ["table-width warning 7"],
    ],
    ["with a colon", `${next(": box-unrendered")}\n- [-] b\n`, []],
    ["another rule", `${next(" table-width")}\n- [-] b\n`, ["box-unrendered warning 2"]],
    ["another line", `${next()}\n- a\n- [-] b\n`, ["box-unrendered warning 3"]],
    ["in code", `\`${next()}\`\n- [-] b\n`, ["box-unrendered warning 2"]],
    ["the file", "- [-] b\n\n<!-- plansmith-check-disable box-unrendered -->\n", []],
    ["the file, all rules", "<!-- plansmith-check-disable -->\n\n[a](#b)\n\n- [-] b\n", []],
  ])("excuse %s", (_, text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  test("excuse one place of a habit, not the others", () => {
    const text = `- [-] a\n\n${next(" box-unrendered")}\n- [-] b\n- [-] c\n`;
    expect(checkPlan(text, options)).toMatchObject([{ line: 1, lines: [1, 5] }]);
  });
});

describe("fixes", () => {
  /** The text as it is once fixed, in a repository of these files. */
  function fixed(text: string, path = "plans/a.md", files: readonly string[] = []): string {
    const exists = (file: string) => files.some((it) => it === file || it.startsWith(`${file}/`));
    const filesCalled = (name: string) => files.filter((it) => it.split("/").at(-1) === name);
    const findings = checkPlan(text, { ...options, path, exists });
    return fixPlan(text, { findings, path, exists, filesCalled });
  }

  test.each([
    ["- [x]a\n- [ ]b\n  - [X]c\n", "- [x] a\n- [ ] b\n  - [X] c\n"],
    ["> 1. [x]a\r\n> 2. b\r\n", "> 1. [x] a\r\n> 2. b\r\n"],
    ["| a | b |\n|-|-|\n| 1 |\n| 2\n", "| a | b |\n|-|-|\n| 1 | |\n| 2 | |\n"],
    ["|a|b|\n|-|-|\n|1|`x|y`|\n", "|a|b|\n|-|-|\n|1|`x\\|y`|\n"],
    ["|a|b|\n|-|-|\n|1|2||\n", "|a|b|\n|-|-|\n|1|2 |\n"],
    ["\uFEFF|a|b|\n|-|-|\n|1|\n", "\uFEFF|a|b|\n|-|-|\n|1| |\n"],
  ])("%j becomes %j", (text, expected) => {
    expect(fixed(text)).toBe(expected);
  });

  test.each(["|a|b|\n|-|-|\n|1|2|3|\n", "- [-] a\n", "[a](gone.md)\n"])(
    "%j has no one right answer",
    (text) => {
      expect(fixed(text, "plans/a.md", ["x/other.md"])).toBe(text);
    },
  );

  test("a link follows its file, if there is one of that name", () => {
    const text = '[a](b.md#c "d") ![e](img/f.png)\n\n[g]: b.md\n';
    expect(fixed(text, "plans/a.md", ["docs/x/b.md", "img/f.png"])).toBe(
      '[a](../docs/x/b.md#c "d") ![e](../img/f.png)\n\n[g]: ../docs/x/b.md\n',
    );
    expect(fixed(text, "plans/a.md", ["x/b.md", "y/b.md"])).toBe(text);
  });

  test("the links of a plan that was moved are read from where it was", () => {
    const files = ["docs/b.md", "docs/c d.md", "docs/plans/done/x.md", "old/b.md"];
    expect(fixed("[b](../b.md) [c](<../c d.md>)\n", "docs/plans/done/a.md", files)).toBe(
      "[b](../../b.md) [c](../../c%20d.md)\n",
    );
  });

  test("nothing that a comment excuses is touched", () => {
    const text = "<!-- plansmith-check-disable -->\n\n- [x]a\n";
    expect(fixed(text)).toBe(text);
  });
});
