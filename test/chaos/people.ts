import { setTimeout as sleep } from "node:timers/promises";
import { readProgress } from "../../src/plan/progress.js";
import type { EmbeddedGitHub } from "../support/github.js";
import type { Dice } from "../support/faults/dice.js";
import { planFileOf, planPullsOf } from "./plans.js";

/** What people have done. */
export interface Deeds {
  /** Numbers of the issues that were labelled `needs-plan`. */
  readonly issues: readonly number[];
  readonly merged: number;
  readonly ticked: number;
}

/** How people go about it. */
interface Habits {
  readonly durationMs: number;
  /** How many issues they open, spread over the time. */
  readonly issues: number;
  readonly roll: Dice;
}

/** A part of the time in which the last issue is opened; the rest is for its plan. */
const OPENING = 0.9;

/** Opens issues and asks for plans of them all; meanwhile merges some plans and ticks some items. */
export async function actAsPeople(
  github: EmbeddedGitHub,
  { durationMs, issues, roll }: Habits,
): Promise<Deeds> {
  const numbers: number[] = [];
  const deeds = { issues: numbers, merged: 0, ticked: 0 };
  const start = Date.now();
  const until = start + durationMs;
  const at = (share: number): Promise<void> =>
    sleep(Math.max(start + share * durationMs - Date.now(), 0));

  async function open(): Promise<void> {
    for (let index = 0; index < issues; index += 1) {
      await at((OPENING * index) / issues);
      const number = await github.openIssue({ title: `Add limiter ${index}`, body: BODY });
      await github.label(number, "needs-plan");
      numbers.push(number);
    }
  }

  async function follow(): Promise<void> {
    const everyMs = Math.max((2 * durationMs) / issues, 200);
    while (Date.now() + everyMs < until) {
      await sleep(everyMs);
      const number = numbers[Math.floor(roll("which issue") * numbers.length)];
      const pull = number && (await planPullsOf(github, number))[0];
      if (!number || !pull) continue;
      if (pull.state === "open" && roll("merge or tick") < 0.5) {
        await github.mergePull(pull.number, { login: "grace" });
        deeds.merged += 1;
      } else if (await tick(github, number, pull.state === "open")) deeds.ticked += 1;
    }
  }

  await Promise.all([open(), follow()]);
  return deeds;
}

const BODY = "Clients call too often.\n\n- [ ] Count calls\n- [ ] Refuse what is too much\n";

/** Ticks the first open item of a plan, on its branch or where it was merged to. */
async function tick(github: EmbeddedGitHub, number: number, proposed: boolean): Promise<boolean> {
  const branch = proposed ? `plan/issue-${number}` : "main";
  const file = await planFileOf(github, number, branch);
  const open = file && readProgress(file.text).items.find(({ done }) => !done);
  if (file === undefined || open === undefined) return false;
  const lines = file.text.split("\n");
  lines[open.line - 1] = (lines[open.line - 1] ?? "").replace("[ ]", "[x]");
  await github.setFile(file.path, lines.join("\n"), { branch, login: "grace" });
  return true;
}
