import { describe, expect, test } from "#jest";
import fc from "fast-check";
import { COMMENT_PARTS } from "../../src/config/schema.js";
import { NO_APPROVAL } from "../../src/features/approval/facts.js";
import { approvalNotes } from "../../src/features/approval/rules.js";
import { archiveBody, archiveTitle } from "../../src/features/archive/text.js";
import type { ListedPlan } from "../../src/features/dashboard/rules.js";
import { dashboardText } from "../../src/features/dashboard/text.js";
import { onboardingText } from "../../src/features/onboarding/text.js";
import { planCheck, withOutsider } from "../../src/features/checks/findings.js";
import { brakeNote } from "../../src/features/brakes/text.js";
import { annotationsOf, failedCheck, passedCheck } from "../../src/features/checks/text.js";
import { configurationProblem } from "../../src/features/configuration/text.js";
import { driftNote } from "../../src/features/drift/text.js";
import type { Obstacle } from "../../src/features/proposal/facts.js";
import { decideOpening } from "../../src/features/proposal/rules.js";
import {
  commitMessage,
  pullBody,
  pullTitle,
  renderingMessage,
} from "../../src/features/proposal/text.js";
import { conflictReview } from "../../src/features/refill/text.js";
import { statusComment, type Status } from "../../src/features/status-comment/text.js";
import { updateBody, updateTitle } from "../../src/features/updates/text.js";
import type { Issue } from "../../src/issue/issue.js";
import { oneLine } from "../../src/markdown/escape.js";
import { parseMarkdown } from "../../src/markdown/parse.js";
import { readReferences } from "../../src/markdown/references.js";
import { isPlanPath } from "../../src/model/text.js";
import { hasStatusMarker, readMetadata } from "../../src/model/metadata.js";
import { readPullMarker } from "../../src/model/markers.js";
import { parsePlan } from "../../src/plan/parse/parse.js";
import { readProgress } from "../../src/plan/parse/progress.js";
import { chooseTemplate, type Choice } from "../../src/plan/template/choose.js";
import { TemplateError, builtinTemplates } from "../../src/plan/template/template.js";
import { requestedWorld, issue, linkedPull, pull, world } from "../reconcile/snapshots.js";
import { hostileText } from "../support/hostile.js";
import { runs } from "../support/runs.js";
import { MENTION, mentionsIn, shape, textsIn } from "./hostile-shape.js";

/** What strangers and people of the repository can put words into. */
interface Words {
  readonly title: string;
  readonly label: string;
  readonly path: string;
  readonly heading: string;
  readonly item: string;
  readonly work: string;
  readonly name: string;
}

const HARMLESS: Words = {
  title: "word",
  label: "word",
  path: "word",
  heading: "word",
  item: "word",
  work: "word",
  name: "word",
};

const RUNS = 36;
const templates = builtinTemplates();
const URL_OF_REVIEW = "https://github.com/octo/api/pull/4#pullrequestreview-1";
const AT = "2026-11-21T10:05:42.000Z";
const CONTEXT = { owner: "octo", repo: "api" };
const BIDI = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/;

const words = fc.record({
  title: hostileText,
  label: hostileText,
  path: hostileText,
  heading: hostileText,
  item: hostileText,
  work: hostileText,
  name: hostileText,
});

/** A plan in which somebody's words stand wherever the description looks. */
function planText({ heading, item, name }: Words): string {
  return `# Plan\n\n## ${heading}\n\n- [ ] ${item}\n\n## Dependencies\n\n- ${name}: ${item}, octo/web#9\n\n## Risks\n\n- ${item}\n`;
}

function issueOf({ title, label }: Words): Issue {
  return issue({ title, labels: [label] });
}

function statusOf(given: Words, state: Status["state"], issueState: Issue["state"]): Status {
  const progress = readProgress("# P\n\n## H\n\n- [ ] a\n- [x] b\n- [ ] c\n");
  const named = {
    ...progress,
    sections: progress.sections.map((section) => ({ ...section, heading: given.heading })),
    items: progress.items.map((item) => ({ ...item, text: given.item })),
  };
  return {
    issue: { ...issueOf(given), state: issueState },
    state,
    pull: pull(),
    approved: true,
    plan: {
      path: `plans/${given.path}.md`,
      commit: { sha: "b".repeat(40), htmlUrl: "https://github.com/octo/api/commit/b" },
      progress: named,
    },
    linked: [linkedPull({ title: given.work, state: "open" })],
    problem: undefined,
    refused: [given.name],
    request: given.label,
    waiting: undefined,
    archive: { kind: "offered", to: awayOf(given) },
    notes: notesOf(given),
    checkboxes: {
      items: true,
      controls: ["close-out"],
      denied: (["permission", "unknown", "changed"] as const).map((why) => {
        return { box: "1-0123abcd", by: given.name, why };
      }),
    },
    notices: [
      { kind: "risk", text: given.item, line: 4 },
      { kind: "gate", text: given.item, line: 5 },
      { kind: "question", text: given.item, line: undefined },
      { kind: "overdue", text: given.heading, line: 6, due: "2026-11-20" },
    ],
    pace: undefined,
    evidence: {
      ticked: 1,
      landings: {},
      offers: true,
      items: ["proven" as const, "refuted" as const].flatMap((verdict) =>
        parsePlan("- [ ] a").items.map((item, index) => ({
          item: { ...item, text: given.item },
          index,
          verdict,
          from: "dependencies" as const,
          outcome: "open" as const,
          by: ["#5", given.name],
        })),
      ),
    },
    show: COMMENT_PARTS,
    folded: [],
  };
}

function awayOf({ path }: Words): string {
  return `plans/completed/${path}.md`;
}

/** What the status comment says of reviews, and of an issue that has changed. */
function notesOf({ heading, item, name }: Words): readonly string[] {
  const review = {
    id: 1,
    state: "approved" as const,
    author: name,
    htmlUrl: URL_OF_REVIEW,
    commit: undefined,
  };
  const changes = { ...review, id: 2, state: "changes requested" as const };
  const reviews = [review, changes, { ...review, id: 3 }];
  const drifts = (["new", "gone"] as const).flatMap((kind) =>
    [true, false].map((byHand) => ({ section: heading, text: item, kind, byHand })),
  );
  const approval = { ...NO_APPROVAL, reviews, outdated: [3] };
  return [
    ...approvalNotes(world({ approval, pulls: [pull()] })),
    driftNote(drifts, "approved") ?? "",
    brakeNote([heading, item]) ?? "",
  ];
}

/** The other things that a status comment can say about archiving the plan. */
function archiveNotesOf(given: Words): readonly string[] {
  const to = awayOf(given);
  return (["done", "taken"] as const).map((kind) => {
    const status = statusOf(given, "completed", "closed");
    return statusComment({ ...status, archive: { kind, to }, show: [] }, { at: AT });
  });
}

/** Every text in Markdown that the bot posts. */
function markdownOf(given: Words): readonly string[] {
  const of = issueOf(given);
  const problem = {
    source: ".github/plansmith.yml",
    line: 1,
    column: 1,
    what: given.item,
    fix: given.heading,
  };
  const finding = {
    rule: "links",
    severity: "warning",
    line: 3,
    message: given.item,
    fix: given.heading,
  } as const;
  const progress = { done: 1, open: 2 };
  const conflict = {
    section: given.heading,
    from: 1,
    line: 1,
    lines: 1,
    ours: given.item,
    theirs: given.work,
  };
  const broken = new TemplateError(given.path, {
    line: 1,
    reason: given.item,
    fix: given.heading,
  });
  const config = {
    ...world().config,
    plans: { ...world().config.plans, path: "p/{number}.md", branch: given.path },
  };
  const ground = {
    problems: [],
    extra: {},
    defaultBranch: given.path,
    defaultTip: { sha: "a".repeat(40), tree: "b".repeat(40) },
    branchTip: undefined,
    branchFile: undefined,
    taken: [],
    obstacle: undefined,
    filled: false,
    refill: undefined,
    related: undefined,
  };
  const conflicts = conflictReview([conflict], { path: given.path, text: given.item, more: 2 });
  const opening = (choice: Choice, obstacle?: Obstacle): string =>
    decideOpening(
      requestedWorld({ issue: of, config, proposal: { ...ground, choice, obstacle } }),
      new Date(AT),
    ).problem ?? "";
  return [
    statusComment(statusOf(given, "in progress", "open"), { at: AT, label: given.label }),
    statusComment(statusOf(given, "rejected", "open"), { at: AT, refused: [given.name] }),
    statusComment(statusOf(given, "completed", "closed"), { at: AT }),
    pullBody(of, given.path, { path: `plans/${given.path}.md`, text: "# Plan\n\n- [ ] One\n" }),
    updateBody(of, given.path, `plans/${given.path}.md`),
    archiveBody({
      issue: of,
      branch: given.path,
      from: `plans/${given.path}.md`,
      to: `plans/completed/${given.path}.md`,
      open: [given.item],
      relinked: [given.path],
      unread: [given.path],
      truncated: false,
    }),
    configurationProblem(of, [problem]),
    opening(chooseTemplate(templates, [`template: ${oneLine(given.label)}`])),
    opening(chooseTemplate(new Map([["issue-plan", broken]]), [])),
    opening(chooseTemplate(templates, [])),
    opening(chooseTemplate(templates, []), { path: given.path, type: "symlink" }),
    withOutsider(
      planCheck([{ path: given.path, findings: [finding, finding], progress }], "advise"),
      given.name,
    ).summary,
    dashboardText(
      { plans: [listed(given)], unread: 1, staleAfter: 14, hasBoxes: true },
      new Date(AT),
      AT,
    ),
    onboardingText({
      files: [{ path: `plans/${given.path}.md`, text: "- [ ] One\n" }],
      labels: { request: given.label },
      commands: world().config.commands,
      isConfigured: false,
    }),
    conflicts.whole,
    ...archiveNotesOf(given),
    failedCheck([problem], [broken]).summary,
    passedCheck([{ number: 1, title: given.title, diff: given.item }]).text,
  ];
}

/** A blocked plan on the dashboard, with the words where people's go. */
function listed(given: Words): ListedPlan {
  return {
    number: 3,
    title: given.title,
    url: "https://github.com/octo/api/issues/3",
    state: "blocked",
    closedAt: undefined,
    owners: ["ada"],
    pull: undefined,
    progress: { done: 1, total: 4 },
    since: undefined,
    movedAt: undefined,
    waits: [],
    reason: given.item,
    due: undefined,
  };
}

describe("hostile words in what the bot posts", () => {
  const expected = markdownOf(HARMLESS).map((text) => shape(parseMarkdown(text)));

  test("leave its structure as it is, mention nobody, close nothing, and hide nothing", () => {
    fc.assert(
      fc.property(words, (given) => {
        for (const [index, text] of markdownOf(given).entries()) {
          const tree = parseMarkdown(text);
          expect(shape(tree)).toBe(expected[index]);
          expect(mentionsIn(tree)).toEqual([]);
          expect(readReferences(text, CONTEXT).filter(({ closes }) => closes)).toEqual([]);
          expect(text).not.toMatch(BIDI);
        }
      }),
      { numRuns: runs(RUNS) },
    );
  });

  test("are not our marker, nor our hidden block", () => {
    fc.assert(
      fc.property(words, (given) => {
        const path = `plans/${given.path}.md`;
        const comment = statusComment(statusOf(given, "rejected", "open"), {
          at: AT,
          label: given.label,
        });
        expect(hasStatusMarker(comment)).toBe(true);
        const known = isPlanPath(path) ? path : undefined;
        expect(readMetadata(comment)).toEqual({ at: AT, pull: 4, path: known, label: given.label });
        expect(comment.match(/^<!-- plansmith:/gm)).toHaveLength(2);
        const body = pullBody(issueOf(given), given.path, { path, text: planText(given) });
        expect(readPullMarker(body)).toBe(3);
        expect(textsIn(parseMarkdown(body), ["html"])).toEqual(["<!-- plansmith:pull issue=3 -->"]);
      }),
      { numRuns: runs(4) * RUNS },
    );
  });

  test("in titles and commits are one line, mention nobody, close nothing, skip no workflow", () => {
    fc.assert(
      fc.property(words, (given) => {
        const title = pullTitle(issueOf(given));
        const update = updateTitle(issueOf(given));
        const asCommit = `${title} (#12)\n\n${title}`;
        const archive = archiveTitle(issueOf(given));
        const commits = [commitMessage, renderingMessage].map((it) =>
          it(issueOf(given), given.title, AT),
        );
        for (const text of [title, update, archive, ...commits, asCommit]) {
          expect(text).not.toMatch(MENTION);
          expect(text).not.toMatch(BIDI);
          expect(text).not.toMatch(/\[(?:skip|ci|no|actions) (?:skip|ci|actions)\]/i);
          expect(text).not.toMatch(
            /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:[\w.-]+\/[\w.-]+)?(?:#|GH-|https?:\S+\/(?:issues|pull)\/)\d/i,
          );
        }
        expect(title).not.toMatch(/[\r\n\u2028\u2029\p{Cc}]/u);
        expect(Array.from(title).length).toBeLessThanOrEqual(256);
        expect(title.endsWith(" (#3)")).toBe(true);
      }),
    );
  });

  test("in suggestions do not end them", () => {
    fc.assert(
      fc.property(words, ({ heading, item, work }) => {
        const at = { section: heading, from: 1, line: 1 };
        const place = { path: "plans/3.md", text: item, more: 0 };
        const kept = { ...at, lines: 1, ours: item, theirs: work };
        const gone = { ...at, lines: 0, ours: "", theirs: work };
        for (const { body } of conflictReview([kept, gone], place).comments) {
          const { children } = parseMarkdown(body);
          expect(children.map(({ type }) => type)).toEqual(["paragraph", "code", "html"]);
          expect(children.flatMap((node) => mentionsIn(node))).toEqual([]);
        }
      }),
      { numRuns: runs(RUNS) },
    );
  });

  test("in annotations hide nothing", () => {
    const what = "Is “\u202Etxt\u202C” a key?";
    const place = { source: ".github/plansmith.yml", line: 1, column: 1 };
    const [first] = annotationsOf([{ ...place, what, fix: "" }], []);
    expect(first?.message).toContain("<U+202E>txt<U+202C>");
    const finding = { rule: "links", severity: "error", line: 3, message: what, fix: "" } as const;
    const plans = [{ path: "plans/3.md", findings: [finding], progress: { done: 0, open: 1 } }];
    const [remark] = planCheck(plans, "advise").annotations;
    expect(remark?.message).toContain("<U+202E>txt<U+202C>");
  });
});
