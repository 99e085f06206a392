import { expect, test } from "@jest/globals";
import { layOut } from "../../src/plan/fill/lay-out.js";
import { readTags } from "../../src/plan/fill/tags.js";
import type { View } from "../../src/plan/fill/view.js";
import { TemplateError } from "../../src/plan/template-error.js";
import { loadTemplate } from "../../src/plan/template.js";

const NAMES = [
  "constructor",
  "__proto__",
  "prototype",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "process.env.WEBHOOK_SECRET",
  "env",
  "process",
  "globalThis",
  "this",
  "title.constructor",
  "constructor.constructor",
];

test.each(NAMES)("a template does not reach %s", (name) => {
  for (const text of [
    `{{${name}}}`,
    `{{{${name}}}}`,
    `{{&${name}}}`,
    `{{#${name}}}x{{/${name}}}`,
    `{{^${name}}}x{{/${name}}}`,
    `{{#steps}}{{${name}}}{{/steps}}`,
  ]) {
    expect(() => loadTemplate(text, "own")).toThrow(TemplateError);
  }
});

test("what a view inherits is not laid out", () => {
  const body = `${NAMES.map((name) => `{{${name}}}`).join("")}{{#title}}x{{constructor}}{{/title}}`;
  const tokens = readTags(body);
  if ("reason" in tokens) throw new Error(tokens.reason);
  const view: View = Object.create({ process: "seen", title: "seen" });
  expect(layOut({ body, tokens }, view).text).toBe("");
  expect(layOut({ body, tokens }, { title: "own" }).text).toBe("x");
});
