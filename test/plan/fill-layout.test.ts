import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import mustache from "mustache";
import type { Inline } from "../../src/issue/value.js";
import { placesIn } from "../../src/plan/fill/known-places.js";
import { layOut, type Layout } from "../../src/plan/fill/lay-out.js";
import { findPlaces } from "../../src/plan/fill/places.js";
import { readTags } from "../../src/plan/fill/tags.js";
import type { Value, View } from "../../src/plan/fill/view.js";
import { parseMarkdown } from "../../src/plan/markdown.js";
import { builtinTemplates } from "../../src/plan/template.js";
import { runs } from "../support/runs.js";

const WORD = "Pqz";
const TEXT: Inline = { kind: "inline", nodes: [] };

/** The view as mustache would be given it. */
function forMustache(value: Value): unknown {
  if (Array.isArray(value)) return value.map(viewForMustache);
  return typeof value === "object" ? WORD : value;
}

function viewForMustache(view: View): object {
  return Object.fromEntries(
    Object.entries(view).map(([name, value]) => [name, forMustache(value)]),
  );
}

const simple = fc.constantFrom<Value>(TEXT, TEXT, "", "x", "3", undefined, true, false);
const view = fc.record(
  {
    title: simple,
    number: simple,
    text: simple,
    steps: fc.array(
      fc.record({ text: simple, number: simple, details: simple }, { requiredKeys: [] }),
      { maxLength: 3 },
    ),
  },
  { requiredKeys: [] },
);

const { template } = fc.letrec<{ template: string }>((tie) => {
  const piece = fc.constantFrom(
    "{{title}}",
    "{{{text}}}",
    "{{&number}}",
    "{{! a comment }}",
    " ",
    "\n",
    "words\n",
    "# a\n",
  );
  const section = fc
    .tuple(fc.constantFrom("#", "^"), fc.constantFrom("title", "steps", "details"), tie("template"))
    .map(([sign, name, inner]) => `{{${sign}${name}}}${inner}{{/${name}}}\n`);
  return {
    template: fc
      .array(fc.oneof({ maxDepth: 3 }, piece, section), { maxLength: 6 })
      .map((pieces) => pieces.join("")),
  };
});

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
  test("is what mustache makes of the template", () => {
    const shipped = [...builtinTemplates().values()].map(({ body }) => body);
    fc.assert(
      fc.property(fc.oneof(template, fc.constantFrom(...shipped)), view, (body, values) => {
        const tokens = readTags(body);
        if ("reason" in tokens) throw new Error(tokens.reason);
        const layout = layOut({ body, tokens }, values);
        const rendered = mustache.render(body, viewForMustache(values), undefined, {
          escape: String,
        });
        // Only lists are ever tags of a section and true: mustache writes a flag out.
        fc.pre(!/true|false/.test(rendered));
        expect(layout.text).toBe(rendered);
        expect(layout).toEqual(layoutOf(rendered));
      }),
      { numRuns: runs(500) },
    );
  });

  test("has no word in it that the template has", () => {
    const body = "Pqz Pqqz {{title}}";
    const tokens = readTags(body);
    if ("reason" in tokens) throw new Error(tokens.reason);
    const { text, found } = layOut({ body, tokens }, { title: TEXT });
    expect(found.map(({ start, end }) => text.slice(start, end))).toEqual(["Pqqqz"]);
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
