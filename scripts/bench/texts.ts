import Mustache from "mustache";
import { filledPlan } from "../../src/features/plan-file/filled.js";
import { decideComment } from "../../src/features/status-comment/rules.js";
import { readBody } from "../../src/issue/body.js";
import { parseMarkdown } from "../../src/markdown/parse.js";
import { fillPlan } from "../../src/plan/fill/fill.js";
import { viewOf } from "../../src/plan/fill/view.js";
import { builtinTemplates, loadTemplate } from "../../src/plan/template/template.js";
import { anInput } from "../../test/plan/plan-inputs.js";
import { issue, plan, pull, world, linkedPull } from "../../test/reconcile/snapshots.js";
import { inTurn } from "./in-turn.js";
import { atMost, reported, shown, type Measured, type Row } from "./row.js";

/** An issue as people write them. */
const BODY = `## Goal

Long reports can be **bookmarked**, see [the sketch](https://example.com/sketch).

## Acceptance criteria

- [ ] A bookmark survives a reload
- [ ] Bookmarks of others are not shown
- [ ] At most 100 a report

## Risks

| Risk | Impact | Probability | Mitigation |
| --- | --- | --- | --- |
| Slow lists | High | Low | An index |

## Notes

Asked for by three customers. See #4 and \`src/reports.ts\`.
`;

/** What is written: how quickly plans are filled, and how long a status comment gets. */
export function measureTexts(): Measured {
  return { rows: [...fillRows(), ...growthRows(), sizeRow()] };
}

/** What once took a time that grew with the square of its length, by how long it is. */
const GROWING: Readonly<Record<string, (length: number) => (salt: string) => unknown>> = {
  "a template with blank lines"(length) {
    const blank = "\n".repeat(length / 2);
    const template = loadTemplate(`a${blank}b\n\n- Not:\n\n\n  {{nonGoals}}${blank}end`, "own");
    return (salt) => fillPlan(template, anInput({ body: `## Out of scope\n\n- Themes\n${salt}` }));
  },
  "an issue with a cell of marks"(length) {
    const body = `## Tasks\n\n| Task | Status |\n|-|-|\n| a | ${"!".repeat(length)}q |\n`;
    return (salt) => readBody(body + salt);
  },
  "an issue of short paragraphs"(length) {
    const body = `## a\n\n${"x\n\n".repeat(length / 3)}`;
    return (salt) => readBody(body + salt);
  },
};

/** In characters; four times that is about the most that an issue can have. */
const LENGTH = 15_000;

function growthRows(): readonly Row[] {
  return Object.entries(GROWING).map(([name, ofLength]) => {
    const [short, long] = inTurn([ofLength(LENGTH), ofLength(4 * LENGTH)], "", 6);
    if (short === undefined || long === undefined) throw new Error("nothing was measured");
    // Where it grew with the square, it would be sixteen times.
    return atMost(`${name}, four times as long: times the time`, long / short, 12);
  });
}

function fillRows(): readonly Row[] {
  const input = anInput({ body: BODY, labels: ["priority: high", "role: backend"] });
  const [template] = builtinTemplates().values();
  if (template === undefined) return [];
  const view = viewOf(input, readBody(input.issue.body, input.issue.htmlUrl), () => true);
  const bare = (): string => Mustache.render(template.body, view);
  let number = input.issue.number;
  const another = (): string => {
    number += 1;
    return fillPlan(template, { ...input, issue: { ...input.issue, number } });
  };
  const [rendered = 1, parsed = 1, read = 0, filled = 0, again = 0] = inTurn(
    [
      bare,
      () => parseMarkdown(bare()),
      () => parseMarkdown(BODY),
      another,
      () => filledPlan(template, input),
    ],
    "",
    60,
  );
  const what = `fill ${template.name} from an issue`;
  return [
    atMost(`${what}, in renderings by bare mustache`, filled / rendered, 5),
    reported(`parse that issue's body once, in the same`, shown(read / rendered)),
    reported(`${what}, in parses of what bare mustache renders`, shown(filled / parsed)),
    reported(`the same plan again, in renderings by bare mustache`, shown(again / rendered)),
  ];
}

/** The comment of a plan with 500 items in 25 sections and 60 linked pull requests. */
function sizeRow(): Row {
  const sections = Array.from({ length: 25 }, (_, section) => {
    const items = Array.from({ length: 20 }, (_item, at) => {
      const box = at % 3 === 0 ? "x" : " ";
      return `- [${box}] ${"Do what has to be done for this one, and then what follows. ".repeat(3)}`;
    });
    return `## Section ${section + 1} of a plan that is far longer than any should be\n\n${items.join("\n")}\n`;
  });
  const title = "A pull request with a title that takes its time to get to the end of the line ";
  const linked = Array.from({ length: 60 }, (_, at) =>
    linkedPull({
      label: `#${at + 10}`,
      title: title.repeat(3),
      state: "open",
      htmlUrl: `https://github.com/octo/api/pull/${at + 10}`,
    }),
  );
  const observed = world({
    issue: issue({ labels: [] }),
    pulls: [pull({ state: "merged" })],
    plan: { ...plan(), text: `# Plan\n\n${sections.join("\n")}` },
    linked,
  });
  const now = new Date("2026-11-21T10:05:00Z");
  const action = decideComment(observed, "in progress", {}, now);
  const body = action !== undefined && "body" in action ? action.body : "";
  const what = "status comment of a plan with 500 items and 60 pull requests: characters";
  return atMost(what, body.length, 65_536);
}
