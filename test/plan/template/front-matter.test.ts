import { describe, expect, test } from "#jest";
import { readFrontMatter } from "../../../src/plan/template/front-matter.js";

describe("a front matter that cannot be used", () => {
  const long = "x".repeat(201);
  const wrong: [yaml: string, line: number, reason: string, fix: RegExp][] = [
    ["- a\n- b", 2, "the front matter holds a list instead of keys", /`title: …`/],
    ["just a text", 2, "the front matter holds “just a text” instead of keys", /`title: …`/],
    [
      "title: 2024",
      2,
      "“title” in the front matter is the number 2024 instead of a text of 1 to 200 characters",
      /^Put it in quotes\.$/,
    ],
    [
      "name: own\ntitle: yes\ndescription: true",
      4,
      "“description” in the front matter is true instead of a text of at most 1000 characters",
      /^Put it in quotes\.$/,
    ],
    [
      "title:",
      2,
      "“title” in the front matter is empty instead of a text of 1 to 200 characters",
      /leave the key out/,
    ],
    [
      `title: ${long}`,
      2,
      `“title” in the front matter is “${"x".repeat(40)}…” instead of a text of 1 to 200 characters`,
      /Shorten/,
    ],
    [
      "labels: bug",
      2,
      "“labels” in the front matter is “bug” instead of a list of at most 100 texts",
      /`\[one, another\]`/,
    ],
    [
      "labels:\n  - bug\n  - 1.0",
      4,
      "entry 2 of “labels” in the front matter is the number 1 instead of a text of 1 to 200 characters",
      /^Put it in quotes\.$/,
    ],
    [
      `labels: [${"a,".repeat(101)}]`,
      2,
      "“labels” in the front matter is a list of 101 instead of a list of at most 100 texts",
      /Shorten/,
    ],
    [
      "status: [Done]",
      2,
      "“status” in the front matter is a list instead of words with the state that each means",
      /`Done: completed`/,
    ],
    [
      "status:\n  Draft: proposed\n  Done: finished",
      4,
      "“Done” under “status” in the front matter is “finished” instead of a state",
      /^Write proposed, approved, in progress, blocked, rejected or completed\.$/,
    ],
    [
      `status:\n  ${long}: completed`,
      3,
      `the word “${"x".repeat(40)}…” under “status” in the front matter is longer than 200 characters`,
      /Shorten/,
    ],
    [
      "sections: [A]",
      2,
      "“sections” in the front matter is a list instead of the keys required, steps, criteria, questions, checks, progress and other",
      /`required: \[one, another\]`/,
    ],
    [
      "sections:\n  required: A",
      3,
      "“required” under “sections” in the front matter is “A” instead of a list of at most 100 texts",
      /`\[one, another\]`/,
    ],
    [
      "sections:\n  required:\n    - A\n    - {b: c}",
      5,
      "entry 2 of “required” under “sections” in the front matter is a set of keys instead of a text of 1 to 200 characters",
      /in quotes/,
    ],
    [
      "tilte: a",
      2,
      "the front matter has no key “tilte”",
      /^It may have name, title, description, labels, status, sections and optional\.$/,
    ],
    [
      "sections:\n  needed: [A]",
      3,
      "the front matter has no key “needed” under “sections”",
      /^It may have required, steps, criteria, questions, checks, progress and other\.$/,
    ],
  ];
  test.each(wrong)("%j", (yaml, line, reason, fix) => {
    expect(readFrontMatter(yaml)).toEqual({ line, reason, fix: expect.stringMatching(fix) });
  });

  test("never shows a line break of the template's", () => {
    const found = readFrontMatter('labels: ["a"]\ntitle: "a\\nb"\nstatus: {"x\\ny": "c\\nd"}');
    expect(found).toMatchObject({
      line: 4,
      reason: "“x y” under “status” in the front matter is “c d” instead of a state",
    });
  });
});
