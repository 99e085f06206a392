import { describe, expect, test } from "#jest";
import * as fc from "fast-check";
import type { Inline } from "../../src/issue/value.js";
import { placesIn } from "../../src/plan/fill/known-places.js";
import { layOut, type Layout } from "../../src/plan/fill/lay-out.js";
import { findPlaces } from "../../src/plan/fill/places.js";
import { parseMarkdown } from "../../src/plan/markdown.js";
import { runs } from "../support/runs.js";

const WORD = "Pqz";
const TEXT: Inline = { kind: "inline", nodes: [] };

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
    const { text, found } = layOut({ body }, { title: TEXT });
    expect(text).toBe("Pqz Pqqz Pqqq");
    expect(found).toEqual([{ start: 9, end: 13, value: TEXT }]);
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
