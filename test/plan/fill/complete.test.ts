import { describe, expect, test } from "#jest";
import * as fc from "fast-check";
import { SECTION_KINDS } from "../../../src/issue/section-kinds.js";
import { fillPlan } from "../../../src/plan/fill/fill.js";
import { BUILTIN_NAMES, builtinTemplates } from "../../../src/plan/template/template.js";
import { runs } from "../../support/runs.js";
import { anInput } from "../plan-inputs.js";

const templates = builtinTemplates();

const names = Object.values(SECTION_KINDS).flatMap((slot) => slot.names.split(" | "));

/** Blocks of Markdown with `@` where a word of its own goes. */
const BLOCKS = [
  "@ and @.",
  "@\n@\n@?",
  "- @\n- @",
  "- [ ] @\n- [x] @ @",
  "1. @\n2. @",
  "1. @\n   - [ ] @\n2. @\n   - [x] @",
  "- [ ] @\n\n  @\n\n  ```\n  @\n  ```\n\n  - [ ] @\n    - @",
  "- @\n  - @\n    > @",
  "| @ | @ |\n|---|---|\n| @ | @ |",
  "| Risk | Impact | Owner |\n|---|---|---|\n| @ | @ | @ |",
  "| Risk | Impact |\n|---|---|\n| @ | high |",
  "> @\n> - [ ] @",
  "```md\n### @\n- [ ] @\n```",
  "    @",
  "<details><summary>@</summary>\n\n@\n\n</details>",
  "**@** `@` [@](https://example.org/@) <https://example.org/@>",
  "![@](https://example.org/@.png)",
  "- depends on #7: @\n- `@` https://example.org/@\n- [@](https://example.org/@)",
  "- @ (impact: high). Mitigation: @\n- [@](https://example.org/@). Mitigation: @",
  "- Testing: 2h\n- @: 3h\n- @",
  "#### @\n\n@",
  "- @?\n- @\n- @ @?",
  "@\n\n[^@]: @",
  "@\n\n[@]: https://example.org/@",
  "- @\n  @\n  @",
  "- [-] @\n- [~] @\n- [x]@\n- [!] @",
  "- Decision: @\n  Rationale: @\n  Date/Author: 2026-02-31 @\n  - @",
  "**Decision:** @\n**Why**: @",
  "| @ | @ |\n|---|---|\n| @ |\n| @ | @ | @ |",
  "| Risk | Probability | Owner |\n|---|---|---|\n| | @ | @ |\n| @ | high | |",
  "| Phase | @ | Hours |\n|---|---|---|\n| @ | @ | 2 |\n| Total | @ | 5 |",
  "[@](@.md) ![@](../@.png)",
  "***\n\n@",
  "@\n\n#### Risks\n\n- @ (impact: @)",
  "@/@ • @",
  "<!-- @\n\n@",
];

const bodies = fc
  .record({
    form: fc.boolean(),
    sections: fc.array(
      fc.record({
        name: fc.oneof(fc.constantFrom(...names), fc.constant("@ @")),
        blocks: fc.array(fc.constantFrom(...BLOCKS), { minLength: 1, maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 5 },
    ),
    end: fc.constantFrom("\n", "\r\n"),
  })
  .map(({ form, sections, end }) => {
    const text = sections
      .map(({ name, blocks }, index) => {
        const heading = index === 0 && !form ? "" : `${form ? "###" : "##"} ${name}\n\n`;
        return heading + blocks.join("\n\n");
      })
      .join("\n\n");
    let count = 0;
    const body = text.replaceAll("@", () => `w${(count += 1)}w`).replaceAll("\n", end);
    return { body, count };
  });

/** Below a heading for criteria, text under a heading of its own is several of them. */
const HEADING_OVER_TEXT = {
  body: "w1w and w2w.\n\n## acceptance\n\n#### w3w\n\nw4w\n\nw5w and w6w.",
  count: 6,
};

describe.each(BUILTIN_NAMES)("%s", (name) => {
  test("has every word that the issue has", () => {
    fc.assert(
      fc.property(bodies, ({ body, count }) => {
        const template = templates.get(name);
        if (template === undefined) throw new Error("no such template");
        const plan = fillPlan(template, anInput({ body }));
        const words = Array.from({ length: count }, (_, index) => `w${index + 1}w`);
        expect(words.filter((word) => !plan.includes(word))).toEqual([]);
      }),
      { numRuns: runs(40), examples: [[HEADING_OVER_TEXT]] },
    );
  });
});
