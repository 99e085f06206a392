import { describe, expect, test } from "#jest";
import fc from "fast-check";
import { boxMarker } from "../../../src/features/checkboxes/boxes.js";
import type { ItemEvidence } from "../../../src/features/evidence/items.js";
import type { LinkedPull } from "../../../src/features/linked-pulls/facts.js";
import type { Notice } from "../../../src/features/status-comment/headline.js";
import { statusComment, type Status } from "../../../src/features/status-comment/text.js";
import { hasStatusMarker, readMetadata, signComment } from "../../../src/model/metadata.js";
import { parsePlan } from "../../../src/plan/parse/parse.js";
import { readProgress } from "../../../src/plan/parse/progress.js";
import { issue, linkedPull, plan } from "../../reconcile/snapshots.js";
import { anyText } from "../../support/any-text.js";
import { status } from "./status.js";

const AT = "2026-11-21T10:05:42.000Z";

function work(fields: Partial<LinkedPull> = {}): LinkedPull {
  return linkedPull({ title: "Token bucket", ...fields });
}

describe("the status comment", () => {
  test("tells state, progress, sections, what is next, pull requests and links", () => {
    const sha = "b".repeat(40);
    const line = (number: number): string =>
      `https://github.com/octo/api/blob/${sha}/plans/3-add-a-limiter.md?plain=1#L${number}`;
    expect(statusComment(status({ linked: [work()] }), { at: AT })).toBe(`### 🔵 In progress

\`████░░░░░░░░░░░░░░░░\` **1/5** · 20 %

| Section | Done |
| :-- | --: |
| Steps | 1/5 |

**Next**

- 2\\. [Item 2](${line(6)})
- 3\\. [Item 3](${line(7)})
- 4\\. [Item 4](${line(8)})
- 5\\. [Item 5](${line(9)})

**Pull requests**

- 🟣 [#9 Token bucket](https://redirect.github.com/octo/api/pull/9) · merged · closes this issue

[Plan file](https://github.com/octo/api/blob/HEAD/plans/3-add-a-limiter.md) · [Plan pull request #4](https://github.com/octo/api/pull/4)

<sub>Last updated 2026-11-21 10:05 UTC for commit [\`bbbbbbb\`](https://github.com/octo/api/commit/${sha})</sub>

<!-- plansmith:data {"at":"${AT}","pull":4,"path":"plans/3-add-a-limiter.md"} -->
<!-- plansmith:status -->`);
  });

  test("tells what waits to get into the plan, and remembers where", () => {
    const waiting = { changes: 2, number: 12, htmlUrl: "https://github.com/octo/api/pull/12" };
    const comment = statusComment(status({ waiting }), { at: AT, update: 12 });
    expect(comment).toContain(`**2 changes wait** in [#12](${waiting.htmlUrl})`);
    expect(readMetadata(comment)?.update).toBe(12);
    expect(statusComment(status({ waiting: { ...waiting, changes: 1 } }), { at: AT })).toContain(
      "**1 change waits** in",
    );
  });

  test("says 100 % only when everything is done, and shows that something is", () => {
    const boxes = (done: number, open: number): string => {
      const file = plan(
        ...Array.from({ length: done }, () => "x" as const),
        ...Array.from({ length: open }, () => " " as const),
      );
      const progress = readProgress(file.text);
      return statusComment(status({ plan: { ...file, progress } }), { at: AT });
    };
    expect(boxes(199, 1)).toContain("· 99 %");
    expect(boxes(199, 1)).toContain("░");
    expect(boxes(1, 199)).toContain("`█░");
    expect(boxes(200, 0)).toContain("· 100 %");
  });

  test("leaves sections without items out, and says when there are no items at all", () => {
    const file = plan();
    const text = "## Empty\n\n## Full\n\n- [ ] One\n";
    const some = { ...file, progress: readProgress(text) };
    expect(statusComment(status({ plan: some }), { at: AT })).not.toContain("Empty");
    const none = { ...file, progress: readProgress("## Empty\n") };
    expect(statusComment(status({ plan: none }), { at: AT })).toContain("no steps yet");
  });

  test.each<[string, Partial<Status>, string]>([
    ["as done", { issue: issue({ state: "closed" }) }, "✅ Completed\n\n4 items were left open."],
    [
      "as not planned",
      { issue: issue({ state: "closed", stateReason: "not_planned" }) },
      "Closed as not planned",
    ],
    [
      "before the plan was approved",
      { issue: issue({ state: "closed" }), approved: false },
      "Closed without an approved plan",
    ],
  ])("sums up an issue that was closed %s", (_, fields, words) => {
    const text = statusComment(status({ state: "completed", ...fields }), { at: AT });
    expect(text).toContain(words);
    expect(text).toContain("**Left open**");
  });

  test("tells in a few lines what wants attention", () => {
    const text = statusComment(
      status({
        show: ["attention"],
        notices: [
          { kind: "overdue", text: "Milestone v1 @ada", due: "2026-11-01", line: undefined },
          ...[3, 4, 5, 6, 7].map((line) => ({ kind: "question" as const, text: "Who?", line })),
          { kind: "gate", text: "Lint", line: 9 },
          { kind: "gate", text: "Tests", line: 10 },
        ],
      }),
      { at: AT },
    );
    const url = (line: number): string =>
      `(https://github.com/octo/api/blob/${"b".repeat(40)}/plans/3-add-a-limiter.md?plain=1#L${line})`;
    expect(text).toContain(`
**Attention**

- ⏰ Overdue: Milestone v1 @\u200Bada, due 2026-11-01
- ❓ Open question: [Who?]${url(3)}
- ❓ Open question: [Who?]${url(4)}
- ❓ Open question: [Who?]${url(5)}
- ❓ … and 2 more open questions
- 🚦 To pass: [Lint]${url(9)} · [Tests]${url(10)}
`);
  });

  test("tells claimed from proven, and what they refer to without referring to it", () => {
    const { items } = parsePlan(
      "- [x] One\n- [x] Two\n- [x] Three\n- [ ] Four\n- [ ] All dependencies are closed\n- [ ] Six",
    );
    const said = (
      index: number,
      verdict: ItemEvidence["verdict"],
      ...by: readonly string[]
    ): ItemEvidence => {
      const item = items[index];
      if (item === undefined) throw new Error("no such item");
      const from = index === 4 ? "dependencies" : "work";
      return { item, index, verdict, by, from, outcome: "unmerged" };
    };
    const evidence = {
      ticked: 3,
      landings: {},
      offers: true,
      items: [
        said(0, "proven", "#5"),
        said(1, "refuted", "#6", "#7"),
        said(3, "proven", "octo/web#8"),
        { ...said(5, "proven", "#10", "#11"), claimedBy: ["ada", "dependabot[bot]"] },
        said(4, "refuted", "#9", "The @ops keys"),
        said(5, "pending", "#9"),
      ],
    };
    const show = ["evidence"] as const;
    const text = statusComment(status({ show, evidence }), { at: AT });
    const url = (line: number): string =>
      `(https://github.com/octo/api/blob/${"b".repeat(40)}/plans/3-add-a-limiter.md?plain=1#L${line})`;
    expect(text).toContain(`
**Evidence**

- 1 of 3 ticked items is proven by finished work
- ⚠️ Ticked, but #\u200B6, #\u200B7 were closed without merging: [Two]${url(2)}
- ⏳ [All dependencies are closed]${url(5)}: #\u200B9, The @\u200Bops keys are open
- ☑️ Proven by octo/web#\u200B8, not ticked: [Four]${url(4)}
- ☑️ Done in #\u200B10, #\u200B11 according to ada, dependabot\\[bot\\], not ticked: [Six]${url(6)}
`);
    const silent = statusComment(status({ show, evidence: { ...evidence, offers: false } }), {
      at: AT,
    });
    expect(silent).not.toContain("not ticked");
  });

  test("says nothing of attention and pace where there is nothing to say", () => {
    const text = statusComment(status({ pace: { series: [], left: 3 } }), { at: AT });
    expect(text).not.toMatch(/attention|pace|mermaid/i);
  });

  test("folds the chart under the pace and the day on which the plan is done at it", () => {
    const series = [0, 3, 7, 10, 14].map((day, done) => ({
      at: Date.UTC(2026, 10, 1 + day),
      done: done * 2,
      total: 12,
    }));
    const show = ["pace"] as const;
    const text = statusComment(status({ show, folded: show, pace: { series, left: 4 } }), {
      at: AT,
    });
    expect(text)
      .toContain(`<details><summary>Pace: 4 items per week, done around 2026-11-22</summary>

\`\`\`mermaid
xychart-beta
    x-axis "Days since 2026-11-01" 0 --> 14
    y-axis "Items" 0 --> 12
    bar [0, 0, 0, 2, 2, 2, 2, 4, 4, 4, 6, 6, 6, 6, 8]
    line [12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12]
\`\`\`

Bars: items done. Line: all items. In the two weeks up to 2026-11-15: 4 items per week. At that pace, the 4 open items are done around 2026-11-22.

</details>`);
  });

  test("stays under GitHub's limit, whole, for a big plan with many pull requests", () => {
    const long = "💥|".repeat(400);
    const text = Array.from(
      { length: 120 },
      (_, index) => `## ${long} ${index}\n\n- [ ] ${long}\n`,
    ).join("\n");
    const read = parsePlan(text);
    const points = Array.from({ length: 200 }, (_, day) => ({
      at: Date.UTC(2026, 0, day),
      done: day,
      total: 500,
    }));
    const linked = Array.from({ length: 60 }, (_, index) =>
      work({ label: `#${index}`, title: long }),
    );
    const big = status({
      issue: issue({ state: "closed" }),
      plan: { ...plan(), path: `plans/3-${"限".repeat(50)}.md`, progress: read },
      linked,
      notices: ["overdue", "risk", "question", "gate"].flatMap((kind) =>
        Array.from({ length: 50 }, (_, line) => ({ kind, text: long, line }) as Notice),
      ),
      pace: { series: points, left: 120 },
      evidence: {
        ticked: 9,
        landings: {},
        offers: true,
        items: read.items.map((item, index) => {
          const by = Array.from({ length: 9 }, () => long);
          return { item, index, verdict: "proven", from: "work", outcome: "merged", by };
        }),
      },
    });
    const evidence = {
      commit: "b".repeat(40),
      outcomes: Object.fromEntries(
        Array.from({ length: 60 }, (_, index) => [
          `${"x".repeat(140)}#${index}`,
          "unknown" as const,
        ]),
      ),
      steps: {},
      ticked: Array.from({ length: 300 }, (_, index) => `${index}`.padStart(12, "0")),
    };
    const comment = statusComment(big, { at: AT, points, evidence });
    expect(comment.length).toBeLessThan(65_536);
    expect(comment).toContain("… and 40 more");
    expect(hasStatusMarker(comment)).toBe(true);
    expect(readMetadata(comment)).toMatchObject({ at: AT, points });

    const ticks = Array.from({ length: 60 }, () => "0123abcd");
    const denied = Array.from({ length: 10 }, () => {
      return { box: "1-0123abcd", by: "a".repeat(39), why: "changed" as const };
    });
    const checkboxes = { items: true, controls: ["close-out" as const], waiting: [], denied };
    const written = statusComment(
      { ...big, issue: issue(), checkboxes },
      { at: AT, points, ticks, denied },
    );
    expect(written.length).toBeLessThan(65_536);
    expect(written).toMatch(/^### /);
    expect(written).toContain(`- [ ] 1. [`);
    expect(written).toContain(boxMarker("close-out"));
    expect(readMetadata(written)).toMatchObject({ at: AT, points, ticks, denied });
  });

  test("keeps its shape with any words in it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (words) => {
        const progress = readProgress(`## Steps\n\n- [ ] ${words}\n`);
        const text = statusComment(
          status({ plan: { ...plan(), progress }, linked: [work({ title: words })] }),
          { at: AT },
        );
        expect(text.match(/<!--/g)).toHaveLength(2);
        expect(hasStatusMarker(text)).toBe(true);
        expect(readMetadata(text)).toMatchObject({ at: AT, pull: 4 });
      }),
    );
  });
});

describe("the hidden block", () => {
  test("gives back what was put in, and nothing in it ends the comment", () => {
    fc.assert(
      fc.property(anyText(), (label) => {
        const text = signComment("text", { at: AT, label });
        expect(readMetadata(text)).toEqual({ at: AT, label });
        expect(text.match(/-->/g)).toHaveLength(2);
      }),
    );
  });

  test("keeps fewer points where there is no room for all", () => {
    const points = Array.from({ length: 200 }, (_, day) => {
      return { at: Date.UTC(2026, 0, day), done: day, total: 500 };
    });
    const comment = statusComment(status({ problem: "x".repeat(63_000) }), { at: AT, points });
    expect(comment.length).toBeLessThan(65_536);
    const kept = readMetadata(comment)?.points;
    expect(kept).toHaveLength(20);
    expect([kept?.[0], kept?.at(-1)]).toEqual([points[0], points.at(-1)]);
  });

  test.each(["[[1]]", "[[2,0,1],[1,1,1]]", "[[1,2,3,4]]", "[[1e99,0,1]]", '"x"'])(
    "starts the points again where somebody spoilt them: %s",
    (points) => {
      const text = `<!-- plansmith:data {"at":"${AT}","pull":4,"points":${points}} -->`;
      expect(readMetadata(text)).toEqual({ at: AT, pull: 4, points: undefined });
    },
  );

  test("keeps what is known of the work, and reads it again where somebody spoilt it", () => {
    const evidence = {
      commit: "b".repeat(40),
      outcomes: { "#5": "merged", "octo/web#6": "unknown" },
      steps: { "#5": { "3": "0123456789ab" } },
      ticked: ["0123456789ab"],
    } as const;
    const text = signComment("text", { at: AT, evidence });
    expect(readMetadata(text)).toEqual({ at: AT, evidence });
    expect(text).not.toContain("#");
    expect(readMetadata(text.replace('"merged"', '"burnt"'))).toEqual({ at: AT });
  });

  test.each(["", "text", "<!-- plansmith:data nonsense -->", '<!-- plansmith:data {"at":1} -->'])(
    "is not read where it is spoilt: %j",
    (text) => {
      expect(readMetadata(text)).toBeUndefined();
    },
  );

  test("the marker counts only as the last line", () => {
    expect(hasStatusMarker("<!-- plansmith:status -->\nmore")).toBe(false);
    expect(hasStatusMarker("> <!-- plansmith:status -->")).toBe(false);
    expect(hasStatusMarker("text\r\n<!-- plansmith:status -->\r\n")).toBe(true);
  });
});
