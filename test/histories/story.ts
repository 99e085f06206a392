import { hasStatus } from "../../src/github/http/errors.js";
import { TerminalError } from "../../src/model/errors.js";
import { workKey, type IssueRef } from "../../src/model/refs.js";
import { type PullJson, trusted } from "../support/json.js";
import type { PeoplesEdit } from "./edits.js";
import type { Stage } from "./stage.js";

/** A plan file as people find it. */
export interface FoundPlan {
  readonly branch: string;
  readonly path: string;
  readonly text: string;
  readonly sha: string;
}

/** One issue's history, and what people may expect of it. */
export interface Story {
  readonly ref: IssueRef;
  /** Words that people wrote into the plan and did not take away. */
  readonly words: Set<string>;
  /** Words that commands were to bring into the plan. */
  readonly asked: Set<string>;
  /** Texts of items that people ticked. */
  readonly ticked: Set<string>;
  /** Pull requests that people closed, less those that they reopened. */
  readonly closed: Set<number>;
  /** Pull requests that people merged. */
  readonly merged: Set<number>;
  /** How often somebody did something, for words of their own. */
  readonly next: () => number;
  /** What went wrong on the way. */
  readonly problems: string[];
}

/** The heads that the App opens pull requests from. */
export const HEADS = ["", "-update", "-close-out"] as const;

/** Pull requests from the issue's branch, and from those that go with it: newest first. */
export async function pullsOf(
  stage: Stage,
  { ref }: Story,
  end: (typeof HEADS)[number],
): Promise<readonly PullJson[]> {
  const head = `${ref.owner}:plan/issue-${ref.number}${end}`;
  const { data } = await stage
    .as("ada")
    .rest.pulls.list({ ...where(stage), head, state: "all", per_page: 100 });
  return trusted<PullJson[]>(data).toSorted((a, b) => b.number - a.number);
}

/** The plan where it counts now; `undefined` where there is none. */
export async function planOf(stage: Stage, story: Story): Promise<FoundPlan | undefined> {
  const pulls = await pullsOf(stage, story, "");
  const open = pulls.find(({ state }) => state === "open");
  if (open !== undefined) return readPlan(stage, story, open.head.ref);
  return pulls.some(({ number }) => story.merged.has(number))
    ? readPlan(stage, story, "main")
    : undefined;
}

async function readPlan(
  stage: Stage,
  story: Story,
  branch: string,
): Promise<FoundPlan | undefined> {
  for (const folder of ["plans", "plans/completed"]) {
    const path = (await namesIn(stage, folder, branch)).find((name) =>
      name.startsWith(`${folder}/${story.ref.number}-`),
    );
    if (path === undefined) continue;
    const { data } = await stage
      .as("ada")
      .rest.repos.getContent({ ...where(stage), path, ref: branch });
    if (Array.isArray(data) || data.type !== "file") continue;
    const text = Buffer.from(data.content, "base64").toString("utf8");
    return { branch, path, text, sha: data.sha };
  }
  return undefined;
}

async function namesIn(stage: Stage, path: string, ref: string): Promise<readonly string[]> {
  try {
    const { data } = await stage.as("ada").rest.repos.getContent({ ...where(stage), path, ref });
    return Array.isArray(data) ? data.map((entry) => entry.path) : [];
  } catch (error) {
    if (hasStatus(error, 404)) return [];
    throw error;
  }
}

/** Where the repository is. */
export function where({ github }: Stage): { readonly owner: string; readonly repo: string } {
  return { owner: github.owner, repo: github.repo };
}

/** People commit an edit of the plan, and expect it to stay. */
export async function commitEdit(
  stage: Stage,
  story: Story,
  edit: (text: string) => (PeoplesEdit & { readonly word?: string }) | undefined,
): Promise<void> {
  const plan = await planOf(stage, story);
  const edited = plan && edit(plan.text);
  if (plan === undefined || edited === undefined) return;
  await stage.as("grace").rest.repos.createOrUpdateFileContents({
    ...where(stage),
    path: plan.path,
    branch: plan.branch,
    message: "People's words",
    content: Buffer.from(edited.text).toString("base64"),
    sha: plan.sha,
  });
  const { deleted, ticked, unticked, word } = edited;
  for (const known of story.words) if (deleted?.includes(known)) story.words.delete(known);
  if (word !== undefined) story.words.add(word);
  if (ticked !== undefined) story.ticked.add(ticked);
  if (unticked !== undefined) story.ticked.delete(unticked);
}

/** Failures in a row after which an item is hopeless. */
const MOST_ATTEMPTS = 8;
/** Runs after which the bot should have come to rest long ago. */
const MOST_RUNS = 60;

/** Works off one of the items that wait. A run that fails is tried again later. */
export async function runOne({ bot, heard }: Stage, story: Story, roll: number): Promise<void> {
  await heard();
  const items = [...bot.waiting.values()];
  const item = items[roll % Math.max(items.length, 1)];
  if (item === undefined) return;
  bot.waiting.delete(workKey(item));
  try {
    await bot.run(item);
  } catch (error) {
    if (error instanceof TerminalError) story.problems.push(error.message);
    else bot.waiting.set(workKey(item), item);
  }
  await heard();
}

/** Works off everything that waits, until nothing does. */
export async function runAll({ bot, heard }: Stage, story: Story): Promise<void> {
  const attempts = new Map<string, number>();
  await heard();
  for (let runs = 0; bot.waiting.size > 0; runs += 1) {
    const [[key, item] = []] = bot.waiting;
    if (key === undefined || item === undefined) return;
    bot.waiting.delete(key);
    const attempt = (attempts.get(key) ?? 0) + 1;
    try {
      await bot.run(item, attempt);
      attempts.delete(key);
    } catch (error) {
      attempts.set(key, attempt);
      if (attempt > MOST_ATTEMPTS || error instanceof TerminalError) {
        story.problems.push(
          `${key} fails: ${error instanceof Error ? error.stack : String(error)}`,
        );
        return;
      }
      bot.waiting.set(key, item);
    }
    await heard();
    if (runs > MOST_RUNS) {
      story.problems.push(`no rest: ${[...bot.waiting.keys()].join(", ")}`);
      return;
    }
  }
}
