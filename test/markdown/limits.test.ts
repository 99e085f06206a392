import { describe, expect, test } from "#jest";
import * as fc from "fast-check";
import { parseDocument, stringify } from "yaml";
import { DEFAULT_CONFIG } from "../../src/config/schema.js";
import {
  findCollectionKey,
  findYamlExcess,
  MAX_YAML_DEPTH,
  MAX_YAML_TOKENS,
} from "../../src/markdown/front-matter.js";
import { anyText } from "../support/any-text.js";
import { runs } from "../support/runs.js";

describe("the nesting of YAML", () => {
  test.each(["{", "[", "- ", "? ", "? [", "- {", "{a: ", "[? ", "&a [", "!!map {", "- ? "])(
    "runs of %j are found as soon as they are too deep",
    (run) => {
      const found = findYamlExcess(`a: b\nc:\n ${run.repeat(2000)}`);
      expect(found?.kind).toBe("depth");
      // A mark and what belongs to it are up to eight characters a level.
      expect(found?.offset).toBeLessThan(10 + 8 * (MAX_YAML_DEPTH + 1));
    },
  );

  test("by indentation is found too", () => {
    const rows = Array.from({ length: 60 }, (_, level) => `${" ".repeat(level)}a:\n`);
    const last = rows.slice(0, MAX_YAML_DEPTH).join("").length;
    expect(findYamlExcess(rows.slice(0, MAX_YAML_DEPTH).join(""))).toBeUndefined();
    expect(findYamlExcess(rows.join(""))).toEqual({ kind: "depth", offset: expect.any(Number) });
    expect(findYamlExcess(rows.join(""))?.offset).toBeGreaterThan(last);
  });

  test("is counted in short texts, too", () => {
    for (const run of ["[", "{", "- ", "? "]) {
      expect(findYamlExcess(run.repeat(MAX_YAML_DEPTH))).toBeUndefined();
      expect(findYamlExcess(run.repeat(MAX_YAML_DEPTH + 1))?.kind).toBe("depth");
    }
  });

  test("is no matter of what stands in quotes, in comments and in blocks of text", () => {
    const deep = "[{".repeat(200);
    const text = `a: "${deep}"\nb: '${deep}'\n# ${deep}\nc: |\n  ${deep}\nd: x${deep}\n`;
    expect(findYamlExcess(text)).toBeUndefined();
    expect(findYamlExcess(`a: "\\"${deep}"\nb: ${deep}`)?.kind).toBe("depth");
    expect(findYamlExcess(`a: ["]", '}']\nc: ''''\nd: ${deep}`)?.kind).toBe("depth");
  });

  test("is fine where collections stand one after the other", () => {
    expect(findYamlExcess("- [a, {b: c}]\n".repeat(200))).toBeUndefined();
    expect(findYamlExcess(stringify(DEFAULT_CONFIG))).toBeUndefined();
  });

  test("any text gets an answer, and what passes is no deeper", () => {
    const piece = fc.constantFrom(
      ..."{|[|}|]|- |? |: |a|\n|\n  |\"|'|#|&a |*a|,| |\t|!b |\r".split("|"),
    );
    const texts = fc.oneof(
      anyText(60),
      fc.array(piece, { maxLength: 400 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const found = findYamlExcess(text);
        if (found !== undefined) return expect(found.offset).toBeLessThanOrEqual(text.length);
        expect(depthOf(parseDocument(text, { logLevel: "silent" }).contents)).toBeLessThanOrEqual(
          MAX_YAML_DEPTH,
        );
      }),
      { numRuns: runs(300) },
    );
  });
});

/** Collections in each other. */
function depthOf(node: unknown): number {
  if (typeof node !== "object" || node === null) return 0;
  const { items, key, value } = node as { items?: unknown[]; key?: unknown; value?: unknown };
  if (items !== undefined) return 1 + Math.max(0, ...items.map((item) => depthOf(item)));
  return Math.max(depthOf(key), depthOf(value));
}

test.each([
  ["keys", "a:\n"],
  ["items", "- a\n"],
  ["quotes", '""'],
  ["brackets", "]"],
  ["documents", "---\n"],
])("a text with more tokens than are read is found: %s", (_, run) => {
  const text = run.repeat(20_000);
  const found = findYamlExcess(text);
  expect(found?.kind).toBe("tokens");
  // A token with nothing in it, such as the one before a scalar, has no length.
  expect(found?.offset).toBeLessThanOrEqual(MAX_YAML_TOKENS * run.length);
});

test.each([
  ["a: b\nc: [d, {e: f}]\n", undefined],
  ["? a\n: b\n", undefined],
  ["a: b\n? [c]\n: d\n", 7],
  ["a: { ? { b: c } : d }\n", 7],
  ["- { [a]: b }\n", 4],
  ["a: &a b\n*a : c\n", 8],
])("a key that is no plain text is found in %j", (text, offset) => {
  expect(findCollectionKey(parseDocument(text))).toBe(offset);
});
