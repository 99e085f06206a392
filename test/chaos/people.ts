import { setTimeout as sleep } from "node:timers/promises";
import { readProgress } from "../../src/plan/parse/progress.js";
import type { EmbeddedGitHub } from "../support/github.js";
import type { Dice } from "../support/faults/dice.js";
import { planFileOf, planPullsOf, replacePlan } from "./plans.js";

/** What people have done. */
export interface Deeds {
  /** Numbers of the issues that were labelled `needs-plan`. */
  readonly issues: readonly number[];
  readonly merged: number;
  /** What they wrote into plans. */
  readonly edits: readonly Edit[];
}

/** A line that somebody changed in a plan: it must stay there. */
interface Edit {
  /** The plan's issue. */
  readonly number: number;
  readonly line: string;
}

/** How people go about it. */
interface Habits {
  readonly durationMs: number;
  /** How many issues they open, spread over the time. */
  readonly issues: number;
  readonly roll: Dice;
}

/** A part of the time in which the last issue is opened; the rest is for its plan. */
const OPENING = 0.8;

/** The shares of the issues whose plans they merge, and tick an item of. */
const MERGED = 0.2;
const TICKED = 0.3;

/** How much longer than the issues need they wait for plans to merge and tick, in milliseconds. */
const PATIENCE_MS = 60_000;

/** Opens issues and asks for plans of them all; meanwhile merges some plans and ticks some items. */
export async function actAsPeople(
  github: EmbeddedGitHub,
  { durationMs, issues, roll }: Habits,
): Promise<Deeds> {
  const numbers: number[] = [];
  const deeds = { issues: numbers, merged: 0, edits: [] as Edit[] };
  const start = Date.now();

  async function open(): Promise<void> {
    for (let index = 0; index < issues; index += 1) {
      const at = start + (OPENING * durationMs * index) / issues;
      await sleep(Math.max(at - Date.now(), 0));
      const number = await github.openIssue({ title: `Add limiter ${index}`, body: BODY });
      await github.label(number, "needs-plan");
      numbers.push(number);
    }
  }

  async function follow(): Promise<void> {
    const until = start + durationMs + PATIENCE_MS;
    const everyMs = durationMs / issues / 4;
    const isDone = (): boolean =>
      deeds.merged >= MERGED * issues && deeds.edits.length >= TICKED * issues;
    while (Date.now() < until && !isDone()) {
      await sleep(everyMs);
      const number = numbers[Math.floor(roll("which issue") * numbers.length)];
      const pull = number && (await planPullsOf(github, number))[0];
      if (!number || !pull) continue;
      const proposed = pull.state === "open";
      if (proposed && deeds.merged < MERGED * issues && roll("merge") < 0.5) {
        await github.mergePull(pull.number, { login: "grace" });
        deeds.merged += 1;
      } else {
        const edit = await tick(github, number, proposed);
        if (edit !== undefined) deeds.edits.push(edit);
      }
    }
  }

  await Promise.all([open(), follow()]);
  return deeds;
}

const BODY = "Clients call too often.\n\n- [ ] Count calls\n- [ ] Refuse what is too much\n";

/** Ticks the first open item of a plan, on its branch or where it was merged to, and says who did. */
async function tick(
  github: EmbeddedGitHub,
  number: number,
  proposed: boolean,
): Promise<Edit | undefined> {
  const branch = proposed ? `plan/issue-${number}` : "main";
  const file = await planFileOf(github, number, branch);
  const open = file && readProgress(file.text).items.find(({ done }) => !done);
  if (file === undefined || open === undefined) return undefined;
  const lines = file.text.split("\n");
  const line = `${(lines[open.line - 1] ?? "").replace("[ ]", "[x]")} (ticked in line ${open.line})`;
  lines[open.line - 1] = line;
  const written = await replacePlan(github, file, { branch, text: lines.join("\n") });
  return written ? { number, line } : undefined;
}
