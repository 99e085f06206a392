import { expect, test } from "#jest";
import fc from "fast-check";
import { withFields } from "../../../src/features/plan-file/filled.js";
import { readBody } from "../../../src/issue/body.js";
import { SECTION_KINDS } from "../../../src/issue/section-kinds.js";
import { issue } from "../../reconcile/snapshots.js";

test("a heading that the configuration names means what it says; the rest stays", () => {
  const body = "### What gives?\n\nA *b*\n\n### Who?\n\nme\n\n```\n### What gives?\n```\n";
  const mapped = withFields(issue({ body }), { "what  gives?": "background", Why: "goal" });
  expect(mapped.body).toBe(
    "### Background\n\nA *b*\n\n### Who?\n\nme\n\n```\n### What gives?\n```\n",
  );
});

test("every meaning that can be configured is understood", () => {
  for (const slot of Object.keys(SECTION_KINDS)) {
    const { body } = withFields(issue({ body: "### Xyz\n\nText\n" }), { Xyz: slot });
    expect(readBody(body).sections[0]?.kind).toBe(slot);
  }
});

test("whatever the body is, nothing else of it changes", () => {
  const piece = fc.constantFrom("### A\n", "\n", "text", "# B\n", "> ### A\n", "```\n", "A\n---\n");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const body = pieces.join("");
      const mapped = withFields(issue({ body }), { C: "goal" }).body;
      expect(mapped).toBe(body);
    }),
  );
});
