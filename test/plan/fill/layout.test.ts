import { type Layout, placesIn, findPlaces } from "../../../src/plan/fill/places.js";
import { describe, expect, test } from "#jest";
import * as fc from "fast-check";
import type { Inline } from "../../../src/markdown/inline.js";
import { parseMarkdown } from "../../../src/markdown/parse.js";
import { layoutTemplate, PlanTooLongError } from "../../../src/plan/fill/fill.js";
import { runs } from "../../support/runs.js";

const WORD = "Pqz";
const TEXT: Inline = { kind: "inline", nodes: [] };
const LIMITS = { sections: 1000, characters: 10_000 };

/** Where stand-ins are in a text. */
function layoutOf(text: string): Layout {
  const found = [...text.matchAll(/Pqz/g)].map(({ index }) => ({
    start: index,
    end: index + WORD.length,
    value: TEXT,
  }));
  return { text, found };
}

describe("a layout", () => {
  test("has no word in it that the template has", () => {
    const body = "Pqz Pqqz {{title}}";
    const { text, found } = layoutTemplate({ body }, { title: TEXT }, LIMITS);
    expect(text).toBe("Pqz Pqqz Pqqq");
    expect(found).toEqual([{ start: 9, end: 13, value: TEXT }]);
  });
});

describe("a layout ends at its limits", () => {
  const entries = Array.from({ length: 40 }, () => ({ text: TEXT }));
  const view = { title: TEXT, steps: entries, risks: entries, criteria: entries };
  const lay = (body: string): number => layoutTemplate({ body }, view, LIMITS).text.length;

  test("lists in other lists multiply", () => {
    const inOne = "{{#steps}}x{{/steps}}";
    const inThree = "{{#steps}}{{#risks}}{{#criteria}}x{{/criteria}}{{/risks}}{{/steps}}";
    expect(lay(inOne)).toBe(40);
    expect(() => lay(inThree)).toThrow(PlanTooLongError);
    // Nothing is written, and it takes its time all the same.
    expect(() => lay(inThree.replace("x", ""))).toThrow(PlanTooLongError);
  });

  test.each([
    ["text", "x".repeat(250)],
    ["values", "{{text}}".repeat(100)],
    ["values in three braces", "{{{text}}}".repeat(100)],
  ])("by what it writes: %s", (_, inner) => {
    const body = (text: string): string => `{{#steps}}${text}{{/steps}}`;
    expect(lay(body(inner.slice(0, inner.length / 2)))).toBeLessThanOrEqual(LIMITS.characters);
    expect(() => lay(body(`${inner}x`))).toThrow(PlanTooLongError);
  });

  test("one layout takes nothing from the next", () => {
    for (let time = 0; time < 5; time += 1) expect(lay("{{#steps}}{{text}}{{/steps}}")).toBe(80);
  });
});

describe("places in a layout", () => {
  const LINES = [
    "# a",
    "## Pqz",
    "#Pqz",
    "  ## Pqz",
    "#",
    "#\tPqz",
    "Pqz",
    "Pqz and Pqz",
    "    Pqz",
    "- Pqz",
    "- [ ] Pqz",
    "1. Pqz",
    "  - ## Pqz",
    "> Pqz",
    "> # Pqz",
    "```",
    "~~~",
    "- ```",
    "`Pqz`",
    "<!--",
    "-->",
    "<!-- Pqz -->",
    "<div>",
    "<pre>",
    "</pre>",
    "[Pqz](Pqz)",
    "[a Pqz][a]",
    "[^a]",
    "[a]: /Pqz",
    "[^a]: Pqz",
    "\\[a]: Pqz",
    "> [a]: b",
    "[a",
    "]: b",
    "| Pqz | b |",
    "|---|---|",
    "===",
    "---",
    "",
  ];

  test("are the same section by section as in the whole, when first read and from memory", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...LINES), { maxLength: 20 }), (lines) => {
        const layout = layoutOf(lines.join("\n"));
        const whole = findPlaces(parseMarkdown(layout.text), layout.text, layout.found);
        expect(placesIn(layout)).toEqual(whole);
        expect(placesIn(layout)).toEqual(whole);
      }),
      { numRuns: runs(1500) },
    );
  });
});
