import { expect, test } from "#jest";
import { insertPlaceholders } from "../../../src/plan/fill/fill.js";
import { TemplateError, loadTemplate } from "../../../src/plan/template/template.js";

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

test("mustache is given texts, flags and lists, none with a prototype, and no function to call", () => {
  const text = { kind: "inline", nodes: [] } as unknown as Parameters<
    typeof insertPlaceholders
  >[0][string];
  const { view } = insertPlaceholders(
    { title: text, done: true, steps: [{ text }], count: "3" },
    "body",
  );
  const seen: unknown[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(look);
    seen.push(
      typeof value === "object" && value !== null ? Object.getPrototypeOf(value) : typeof value,
    );
    if (typeof value === "object" && value !== null) Object.values(value).forEach(look);
  };
  look(view);
  expect(new Set(seen)).toEqual(new Set([null, "string", "boolean"]));
});
