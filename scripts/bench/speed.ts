import * as fc from "fast-check";
import MarkdownIt from "markdown-it";
import taskLists from "markdown-it-task-lists";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { remark } from "remark";
import remarkGfm from "remark-gfm";
import { checkPlan } from "../../src/plan/check/check.js";
import { driftOf } from "../../src/plan/merge/merge.js";
import { parsePlan } from "../../src/plan/parse/parse.js";
import { readProgress } from "../../src/plan/parse/progress.js";
import { builtinTemplates } from "../../src/plan/template/template.js";
import { inTurn, timeOf } from "./in-turn.js";
import { atMost, reported, type Measured, type Row } from "./row.js";

const KIB = 1024;

const SECTION = `## Steps

- [x] (2025-10-13T19:00Z) Read the **query** in \`src/query.ts\`, see [the issue](https://example.com/7)
- [ ] Write rows as CSV (completed: the writer; remaining: quotes)
  - [ ] Quote what needs it
  - [x] Line ends

| Risk      | Impact | Probability | Mitigation |
| --------- | ------ | ----------- | ---------- |
| Data loss | High   | Low         | Backups    |

Some sentences on how the work goes on, with *emphasis* and a second line
that belongs to the same paragraph.

\`\`\`sh
npm test
\`\`\`

`;

const PLAIN = "The quick brown fox jumps over the lazy dog and comes back.\n";

/** What hostile texts are made of. */
const FRAGMENTS = [
  ..."[ ![ ] ]( ](a) [a] [^a] * ** _ ~ ~~ *a_ ` `` < <a <!-- > & \\ | : # = + -".split(" "),
  "- ",
  "> ",
  "1. ",
  "  ",
  "    ",
  "\t",
  "\n",
  "\n\n",
  "\n- ",
  "\n> ",
  "a",
  "- [ ] a\n",
  "|-|\n",
  "a|b\n-|-\n",
  "\n=\n",
  "\n-\n",
  "a\n=\n",
  "a\n-\n",
  "* a\n",
  "+ a\n- a\n",
  "1) a\n",
  "-\n",
  "> - a\n",
  "> > a\n> b\n",
  "# a\n",
  "[a]: b\n",
  "[a]: b 'c'\n",
  "[^a]: b\n",
  "](",
  "<a ",
  '<a b="',
  "<b\n",
  "<div>\n",
  "<!--~~",
  "&amp;",
  "http://",
  "www.",
  "a@",
  "a@b.c ",
  "```\n",
  "\ta\n",
  "\r\n",
];

/** How quick plans are read, as ratios within this run. */
export function measureSpeed(): Measured {
  const formats = [...builtinTemplates().values()];
  const parse = (text: string) => parsePlan(text, formats);
  const small = filled(SECTION, 10 * KIB);
  const withRemark = remark().use(remarkGfm);
  const withMarkdownIt = new MarkdownIt().use(taskLists);
  const readers = [
    parseBare,
    readProgress,
    parse,
    (text: string) => withRemark.parse(text),
    (text: string) => withMarkdownIt.render(text),
  ];
  const [bare, progress, plan, remarked, rendered] = inTurn(readers, small, 40);
  const [large, middle] = [filled(SECTION, KIB * KIB), filled(SECTION, 100 * KIB)];
  const [big, tenth] = inTurn([(end) => parse(large + end), (end) => parse(middle + end)], "", 4);
  const [unlimited, limited] = inTurn([parseBare, parse], filled("a\n=\n", 8 * KIB), 2);
  const plain = inTurn([parse], filled(PLAIN, 64 * KIB), 7);
  const worst = worstOf(parse);
  const rows = [
    atMost("progress of 10 KiB, in bare parses", ratio(progress, bare), 1.3),
    atMost("parse of 10 KiB, in bare parses", ratio(plan, bare), 1.3),
    atMost("progress of 10 KiB, in parses by remark with remark-gfm", ratio(progress, remarked), 1),
    reported(
      "progress of 10 KiB, in renderings by markdown-it with task lists",
      ratio(progress, rendered).toFixed(2),
    ),
    atMost("parse of 1 MiB, in parses of 100 KiB", ratio(big, tenth), 12),
    // Why texts are read in pieces, of which some are limited: see `src/markdown/pieces.ts`.
    atMost("parse of 8 KiB of underlined lines, in bare parses", ratio(limited, unlimited), 0.5),
    ...checkRows(),
    atMost("drift of 8,000 sections of one name, in that of others", driftRatio(), 2),
    atMost(
      `worst of 64 KiB (${JSON.stringify(worst.run)}), in plain texts`,
      ratio(worst.time, plain[0]),
      20,
    ),
  ];
  return { rows };
}

/** How quick plans are checked: beside their progress, and many in one run. */
function checkRows(): readonly Row[] {
  const templates = [...builtinTemplates().values()];
  const around = { path: "plans/7-export.md", exists: () => true, read: () => "# Steps\n" };
  const now = new Date("2026-11-21T10:05:00Z");
  const check = (text: string) => checkPlan(text, { ...around, templates, now });
  const plan = `---\ntemplate: exec-plan\n---\n# Export\n\n- Status: Complete\n\n`;
  const large = plan + filled(SECTION, 113 * KIB);
  const [read, checked] = inTurn([readProgress, check], large, 5);
  const small = plan + filled(SECTION, 10 * KIB);
  const before = process.cpuUsage();
  for (let file = 0; file < FILES; file += 1) check(`${small}\nFile ${file}\n`);
  const { user, system } = process.cpuUsage(before);
  return [
    atMost("check of 113 KiB, in progress of the same", ratio(checked, read), 3),
    atMost(
      `check of 10 KiB in a run over ${FILES} files, ms of CPU time each`,
      (user + system) / 1000 / FILES,
      50,
    ),
  ];
}

/** Sections of one name are distinguished in no more time than others. */
function driftRatio(): number {
  const textOf = (nameOf: (nth: number) => string): string =>
    Array.from({ length: 8000 }, (_, nth) => `## ${nameOf(nth)}\n`).join("");
  const drift = (base: string) =>
    driftOf({ base, ours: `${base}ours\n`, theirs: `${base}\ntheirs\n` });
  const [same, others] = [textOf(() => "same1"), textOf((nth) => `a${nth + 1000}`)];
  const [one, other] = inTurn([(end) => drift(same + end), (end) => drift(others + end)], "", 3);
  return ratio(one, other);
}

/** Plans that a repository may have. */
const FILES = 300;

function ratio(one = 0, other = 1): number {
  return one / other;
}

function parseBare(text: string): unknown {
  return fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

function filled(text: string, size: number): string {
  return text.repeat(Math.ceil(size / text.length)).slice(0, size);
}

/** Each text is read once; of those that took longest, the least of some more times counts. */
function worstOf(parse: (text: string) => unknown): { run: string; time: number } {
  const fragment = fc.constantFrom(...FRAGMENTS);
  const mixed = fc.array(fragment, { minLength: 2, maxLength: 5 }).map((parts) => parts.join(""));
  const runs = [...FRAGMENTS, ...fc.sample(mixed, { numRuns: 30, seed: 3 })];
  const slow = runs
    .map((run) => ({ run, time: timeOf(parse, filled(run, 64 * KIB)) }))
    .toSorted((a, b) => b.time - a.time)
    .slice(0, 5);
  const times = slow.map(({ run }) => ({
    run,
    time: inTurn([parse], filled(run, 64 * KIB), 4)[0] ?? 0,
  }));
  return times.reduce((worst, one) => (one.time > worst.time ? one : worst));
}
