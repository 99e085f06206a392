import { describe, expect, test } from "#jest";
import { correctionOf, pressBrake, type Brake } from "../../../src/features/brakes/rules.js";

const MINUTE = 60_000;
const START = 1_000_000_000_000;

/** Minutes at which a correction is made that is wanted again `everyMs` after it was asked for. */
function madeAt(everyMs: number, forMs: number): readonly number[] {
  const made: number[] = [];
  let brake: Brake | undefined;
  for (let now = START; now < START + forMs; now += everyMs) {
    const pressed = pressBrake(brake, now);
    brake = pressed.brake;
    if (pressed.free) made.push((now - START) / MINUTE);
  }
  return made;
}

describe("pressBrake", () => {
  test("three equal corrections are free, the next ones wait twice as long each time", () => {
    const made = madeAt(1000, 60 * MINUTE).map((minute) => Math.round(minute));
    expect(made).toEqual([0, 0, 0, 1, 3, 7, 15, 31]);
  });

  test("none waits longer than an hour", () => {
    const made = madeAt(MINUTE, 24 * 60 * MINUTE);
    const gaps = made.slice(1).map((minute, index) => minute - (made[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(61);
    expect(made.length).toBeLessThan(36);
  });

  test("what is put right four times an hour is never held back", () => {
    expect(madeAt(15 * MINUTE, 10 * 60 * MINUTE)).toHaveLength(40);
  });

  test("two hours without a correction make it free again", () => {
    let brake: Brake | undefined;
    for (let nth = 0; nth < 4; nth += 1) ({ brake } = pressBrake(brake, START));
    expect(pressBrake(brake, START + 1000).free).toBe(false);
    const later = pressBrake(brake, START + 4 * 60 * MINUTE);
    expect(later).toEqual({
      brake: { times: [START + 4 * 60 * MINUTE], waits: 0, until: 0 },
      free: true,
    });
  });
});

describe("correctionOf", () => {
  test("a comment that remembers something new is another one, whenever it is written", () => {
    const noted = (at: string, memory: string) =>
      correctionOf({
        type: "update-comment",
        id: 1,
        body: `Text\n<sub>Last updated ${at}</sub>\n<!-- plansmith:data {"at":"${at}","label":"${memory}"} -->\n<!-- plansmith:status -->`,
      });
    expect(noted("one", "a")).toBe(noted("two", "a"));
    expect(noted("one", "a")).not.toBe(noted("one", "b"));
  });

  const comment = (body: string) => correctionOf({ type: "update-comment", id: 1, body });

  test("comments are equal where people read the same, whenever it was written", () => {
    const end = (at: string) =>
      `\n\n<sub>Last updated ${at}</sub>\n<!-- plansmith:data {"at":"${at}"} -->`;
    expect(comment(`Half done${end("10:00")}`)).toBe(comment(`Half done${end("10:05")}`));
    expect(comment(`Half done${end("10:00")}`)).not.toBe(comment(`All done${end("10:00")}`));
  });

  test("putting a label on and taking another off are two things", () => {
    const label = { name: "plan: proposed", color: "fff", description: "" };
    const on = correctionOf({ type: "add-label", label });
    expect(on).not.toBe(correctionOf({ type: "remove-label", name: label.name }));
  });

  test("what opens a plan is no correction", () => {
    expect(
      correctionOf({
        type: "create-branch",
        start: {
          branch: "plan/issue-1",
          from: { sha: "a", tree: "b" },
          path: "plans/1-x.md",
          text: "# Plan",
          message: "Add the plan",
        },
      }),
    ).toBeUndefined();
  });
});
