import * as fc from "fast-check";
import { hasStatus } from "../../src/github/http/errors.js";
import { changeLine, deleteLine, insertLine, pick, tick } from "./edits.js";
import type { Stage } from "./stage.js";
import { commitEdit, HEADS, planOf, pullsOf, runAll, runOne, where, type Story } from "./story.js";

/** Something that happens, with a roll of the dice for whatever it leaves open. */
export interface Step {
  readonly name: StepName;
  readonly roll: number;
}

type Happen = (stage: Stage, story: Story, roll: number) => Promise<void>;

/** Item texts that issue bodies are made of. */
const ITEMS = ["Count calls", "Refuse too many", "Tell the caller", "Write it down", "Ship it"];
const LABELS = ["priority: high", "bug", "enhancement", "plan: approved"];

/** An issue's body: some items, some of them ticked, and some words. */
export function bodyOf(roll: number): string {
  const items = ITEMS.filter((_, index) => (roll >> index) % 2 === 0);
  const boxes = items.map(
    (text) => `- [${(roll >> ITEMS.indexOf(text)) % 3 === 0 ? "x" : " "}] ${text}`,
  );
  return `## Goal\n\nGoal ${roll % 7} of many.\n\n## Steps\n\n${boxes.join("\n")}\n\n## Notes\n\nNote ${roll % 3}\n`;
}

/** What can happen, and how often. */
const STEPS = {
  "insert a line": [4, editWith((text, roll, word) => insertLine(text, roll, word))],
  "change a line": [3, editWith((text, roll, word) => changeLine(text, roll, word))],
  "delete a line": [1, editWith((text, roll) => deleteLine(text, roll))],
  tick: [5, editWith((text, roll) => tick(text, roll, true))],
  untick: [1, editWith((text, roll) => tick(text, roll, false))],
  "new title": [2, (stage, story, roll) => change(stage, story, { title: `Title ${roll % 5}` })],
  "new body": [4, (stage, story, roll) => change(stage, story, { body: bodyOf(roll) })],
  close: [
    1,
    (stage, story, roll) =>
      change(stage, story, {
        state: "closed",
        state_reason: roll % 3 === 0 ? "not_planned" : "completed",
      }),
  ],
  reopen: [2, (stage, story) => change(stage, story, { state: "open" })],
  label: [2, (stage, story, roll) => label(stage, story, pick(LABELS, roll) ?? "")],
  unlabel: [1, unlabel],
  "ask for a plan": [2, (stage, story) => label(stage, story, "needs-plan")],
  comment: [4, comment],
  approve: [1, approve],
  merge: [3, merge],
  "close pull request": [1, closePull],
  "reopen pull request": [1, reopenPull],
  "tick in comment": [3, tickInComment],
  "spoil comment": [1, spoilComment],
  "delete comment": [1, deleteComment],
  "another bot fights": [2, fight],
  "transfer in": [1, transferIn],
  rename: [1, rename],
  revert: [1, revertPlan],
  retarget: [1, retarget],
  redeliver: [2, redeliver],
  drop: [2, drop],
  "run one": [6, runOne],
  "run all": [3, (stage, story) => runAll(stage, story)],
  "run and crash": [3, runAndCrash],
} as const satisfies Record<string, readonly [weight: number, happen: Happen]>;

/** What can happen. */
type StepName = keyof typeof STEPS;

const NAMES = Object.keys(STEPS).flatMap((name) => (isName(name) ? [name] : []));

function isName(name: string): name is StepName {
  return Object.hasOwn(STEPS, name);
}

/** Histories of so many steps. */
export function histories(length: number): fc.Arbitrary<readonly Step[]> {
  const names = NAMES.flatMap((name) => Array.from({ length: STEPS[name][0] }, () => name));
  const step = fc.record({ name: fc.constantFrom(...names), roll: fc.nat(1_000_000) });
  return fc.array(step, { minLength: length, maxLength: length });
}

/** Has a step happen. What GitHub does not let people do, they leave. */
export async function happen(stage: Stage, story: Story, { name, roll }: Step): Promise<void> {
  const [, act] = STEPS[name];
  try {
    await act(stage, story, roll);
  } catch (error) {
    if (!hasStatus(error, 404, 405, 409, 422)) throw error;
  }
}

function editWith(
  edit: (text: string, roll: number, word: string) => ReturnType<typeof insertLine>,
): Happen {
  return (stage, story, roll) => {
    const word = `word${story.ref.number}x${story.next()}x`;
    return commitEdit(stage, story, (text) => {
      const edited = edit(text, roll, word);
      return edited && { ...edited, ...(edited.text.includes(word) && { word }) };
    });
  };
}

async function change(
  stage: Stage,
  { ref }: Story,
  fields: {
    readonly title?: string;
    readonly body?: string;
    readonly state?: "open" | "closed";
    readonly state_reason?: "completed" | "not_planned";
  },
): Promise<void> {
  await stage
    .as("ada")
    .rest.issues.update({ ...where(stage), issue_number: ref.number, ...fields });
}

async function label(stage: Stage, { ref }: Story, name: string): Promise<void> {
  const labels = [name];
  await stage
    .as("ada")
    .rest.issues.addLabels({ ...where(stage), issue_number: ref.number, labels });
}

async function unlabel(stage: Stage, { ref }: Story, roll: number): Promise<void> {
  const issue = await stage.github.issue(ref.number);
  const name = pick(issue.labels, roll)?.name;
  if (name === undefined) return;
  await stage
    .as("ada")
    .rest.issues.removeLabel({ ...where(stage), issue_number: ref.number, name });
}

/** What people ask for; every now and then more than they may. */
const COMMANDS = [
  "/plan done 1",
  "/plan done Ship it, 2",
  "/plan status In Progress",
  "/plan refill",
  "/plan refill",
  "/plan archive",
  "/plan close-out",
  "/plan",
  "/plan help",
  "/plan dance",
  "Thanks!\n\n> /plan close-out\n",
];

async function comment(stage: Stage, story: Story, roll: number): Promise<void> {
  const word = `asked${story.ref.number}x${story.next()}x`;
  const said = [`/plan log ${word}`, `/plan decide ${word} — because`, ...COMMANDS, ...COMMANDS];
  const open = (await pullsOf(stage, story, "")).find(({ state }) => state === "open");
  const number = open !== undefined && roll % 3 === 0 ? open.number : story.ref.number;
  const body = pick(said, roll) ?? "";
  await stage
    .as(pick(["ada", "grace", "otto"], roll >> 4) ?? "ada")
    .rest.issues.createComment({ ...where(stage), issue_number: number, body });
  if (body.includes(word)) story.asked.add(word);
}

async function approve(stage: Stage, story: Story, roll: number): Promise<void> {
  const open = (await pullsOf(stage, story, "")).find(({ state }) => state === "open");
  if (open === undefined) return;
  const event = roll % 3 === 0 ? "REQUEST_CHANGES" : "APPROVE";
  await stage
    .as("grace")
    .rest.pulls.createReview({ ...where(stage), pull_number: open.number, event, body: "So" });
}

/** The open pull request from one of the heads. */
async function openPull(stage: Stage, story: Story, roll: number) {
  const found = await Promise.all(HEADS.map((end) => pullsOf(stage, story, end)));
  const open = found.flat().filter(({ state }) => state === "open");
  return pick(open, roll);
}

async function merge(stage: Stage, story: Story, roll: number): Promise<void> {
  const open = await openPull(stage, story, roll);
  if (open === undefined) return;
  const squash = roll % 3 === 0 ? { merge_method: "squash" as const } : {};
  await stage
    .as("grace")
    .rest.pulls.merge({ ...where(stage), pull_number: open.number, ...squash });
  story.merged.add(open.number);
  // What is merged elsewhere is not the plan, and a new one is filled again.
  if (open.base.ref !== "main") forgetPlan(story);
}

/** The plan that people wrote into is none any more. */
function forgetPlan({ words, ticked, asked }: Story): void {
  for (const known of [words, ticked, asked]) known.clear();
}

async function closePull(stage: Stage, story: Story, roll: number): Promise<void> {
  const open = await openPull(stage, story, roll);
  if (open === undefined) return;
  await stage
    .as("ada")
    .rest.pulls.update({ ...where(stage), pull_number: open.number, state: "closed" });
  story.closed.add(open.number);
  // A plan that is rejected is filled again: its branch's history has what people wrote.
  if (/issue-\d+$/.test(open.head.ref))
    for (const known of [story.words, story.ticked]) known.clear();
}

async function reopenPull(stage: Stage, story: Story, roll: number): Promise<void> {
  const number = pick([...story.closed], roll);
  const ofAll = await Promise.all(HEADS.map((end) => pullsOf(stage, story, end)));
  // GitHub reopens none where there is a later one, or nothing to merge any more.
  if (number === undefined || !ofAll.some(([newest]) => newest?.number === number)) return;
  await stage.as("ada").rest.pulls.update({ ...where(stage), pull_number: number, state: "open" });
  story.closed.delete(number);
}

async function ownComment(stage: Stage, { ref }: Story) {
  const comments = await stage.github.comments(ref.number);
  return comments.find(({ user }) => user?.login === `${stage.github.slug}[bot]`);
}

/** Ticks a box of the status comment: an item, or something that it offers. */
async function tickInComment(stage: Stage, story: Story, roll: number): Promise<void> {
  const own = await ownComment(stage, story);
  const boxes = [...(own?.body ?? "").matchAll(/^- \[ \]/gm)];
  const box = pick(boxes, roll);
  if (own === undefined || box === undefined) return;
  const body = `${own.body.slice(0, box.index)}- [x]${own.body.slice(box.index + 5)}`;
  const [line = ""] = own.body.slice(box.index).split("\n");
  if (line.includes("plansmith:box close-pull")) {
    // They close the plan pull request by it, unless the event is lost.
    for (const { number, state } of await pullsOf(stage, story, "")) {
      if (state === "open") story.closed.add(number);
    }
    forgetPlan(story);
  }
  await stage
    .as(pick(["ada", "grace"], roll) ?? "ada")
    .rest.issues.updateComment({ ...where(stage), comment_id: own.id, body });
}

async function spoilComment(stage: Stage, story: Story, roll: number): Promise<void> {
  const own = await ownComment(stage, story);
  if (own === undefined) return;
  const body =
    roll % 2 === 0
      ? own.body.replace("### ", "### Not ")
      : own.body.replace(/"pull":\d+/, '"pull":1');
  await stage.as("ada").rest.issues.updateComment({ ...where(stage), comment_id: own.id, body });
}

async function deleteComment(stage: Stage, story: Story): Promise<void> {
  const own = await ownComment(stage, story);
  if (own === undefined) return;
  await stage.as("ada").rest.issues.deleteComment({ ...where(stage), comment_id: own.id });
}

/**
 * From now on another automation undoes the next few labels and rewrites of the comment, each as soon
 * as the App has written it.
 */
function fight({ github, as }: Stage, { ref }: Story, roll: number): Promise<void> {
  let left = 1 + (roll % 8);
  const { issues } = as("grace").rest;
  const place = { owner: github.owner, repo: github.repo };
  const stop = github.intercept(({ method, path, byApp }) => {
    const isLabel = method === "POST" && path.endsWith(`/issues/${ref.number}/labels`);
    const isComment = method === "PATCH" && /\/issues\/comments\/\d+$/.test(path);
    if (!byApp || left === 0 || !(isLabel || isComment)) return undefined;
    left -= 1;
    if (left === 0) stop();
    return {
      async after() {
        if (isLabel) {
          const { labels } = await github.issue(ref.number);
          const own = labels.filter(({ name }) => name.startsWith("plan: "));
          for (const { name } of own) await github.unlabel(ref.number, name, "grace");
          return;
        }
        const comment_id = Number(path.split("/").at(-1));
        const { data } = await issues.getComment({ ...place, comment_id });
        const body = (data.body ?? "").replace("### ", "### Not ");
        await issues.updateComment({ ...place, comment_id, body });
      },
    };
  });
  return Promise.resolve();
}

/** The record in the status comment is one that came with an issue from elsewhere. */
async function transferIn(stage: Stage, story: Story): Promise<void> {
  const own = await ownComment(stage, story);
  if (own === undefined) return;
  const body = own.body
    .replace(/"home":"[^"]*"/, String.raw`"home":"other/place\u00237"`)
    .replace(/"pull":\d+/, '"pull":2');
  await stage.as("ada").rest.issues.updateComment({ ...where(stage), comment_id: own.id, body });
}

/** The repository gets another name; the old ones redirect. */
async function rename({ github }: Stage, _: Story, roll: number): Promise<void> {
  await github.renameRepository(`garden-${roll}`, "ada");
}

/** The plan is taken off the default branch again, as a revert does it. */
async function revertPlan(stage: Stage, story: Story): Promise<void> {
  const plan = await planOf(stage, story);
  if (plan?.branch !== "main") return;
  await stage.as("grace").rest.repos.deleteFile({
    ...where(stage),
    path: plan.path,
    branch: "main",
    sha: plan.sha,
    message: 'Revert "Plan"',
  });
  forgetPlan(story);
}

/** An open pull request gets another base branch, or its old one again. */
async function retarget(stage: Stage, story: Story, roll: number): Promise<void> {
  const open = await openPull(stage, story, roll);
  if (open === undefined) return;
  const base = open.base.ref === "main" ? "next" : "main";
  await stage.as("ada").rest.pulls.update({ ...where(stage), pull_number: open.number, base });
}

/** GitHub sends something again, however old it is. */
async function redeliver({ bot, deliveries, heard }: Stage, _: Story, roll: number): Promise<void> {
  await heard();
  const again = pick(deliveries.slice(-40), roll);
  if (again !== undefined) bot.take(again);
}

/** Something never comes. */
async function drop({ bot, heard }: Stage, _: Story, roll: number): Promise<void> {
  await heard();
  const key = pick([...bot.waiting.keys()], roll);
  if (key !== undefined) bot.waiting.delete(key);
}

/** The process dies before or after one of its next writes, and is started again. */
async function runAndCrash(stage: Stage, story: Story, roll: number): Promise<void> {
  let left = roll % 6;
  const stop = stage.github.intercept(({ write }) => {
    if (!write) return undefined;
    left -= 1;
    if (left > 0) return undefined;
    return left < 0 || roll % 4 < 2 ? "drop" : "drop-after";
  });
  try {
    await runOne(stage, story, roll);
  } finally {
    stop();
  }
}
