import { describe, expect, test } from "#jest";
import type { Delivery } from "../support/deliveries/log.js";
import { trusted, type Json } from "../support/json.js";
import { answer } from "../support/proxy/http.js";
import { costOf, statusOf } from "./scene.js";
import { play } from "./stage.js";

describe("many events", () => {
  test("many issues at once, every event five times and in any order: one plan and one comment each", async () => {
    await play(async (scene) => {
      const { github } = scene;
      let seed = 7;
      github.deliveries.times = () => 5;
      github.deliveries.shuffle = () => {
        seed = (seed * 16_807) % 2_147_483_647;
        return seed / 2_147_483_647;
      };
      const numbers = await Promise.all(
        Array.from({ length: 6 }, (_, index) => github.openIssue({ title: `Issue ${index}` })),
      );
      await Promise.all(numbers.map((number) => github.label(number, "needs-plan")));
      await scene.rest();
      const pulls = await github.pulls();
      expect(pulls.map(({ head }) => head.ref).toSorted()).toEqual(
        numbers.map((number) => `plan/issue-${number}`).toSorted(),
      );
      for (const number of numbers)
        expect(await statusOf(scene, number)).toContain("Plan proposed");
    });
  });

  test("an event that GitHub's answers are behind of is waited for", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await github.openIssue({ title: "Add a limiter" });
      await scene.rest();
      const path = `/repos/acme/garden/issues/${number}`;
      const old = { ...(await github.issue(number)), updated_at: "2020-01-01T00:00:00Z" };
      let isBehind = true;
      github.intercept(({ byApp, method, path: asked }) => {
        if (!byApp || !isBehind || method !== "GET" || asked !== path) return undefined;
        isBehind = false;
        return { answer: answer(200, trusted<Json>(old)) };
      });
      await github.label(number, "needs-plan");
      await scene.rest();
      expect(await statusOf(scene, number)).toContain("Plan proposed");
      // What is replayed from the log of deliveries at the start would open the plan, too.
      expect(scene.bot.output()).toContain("GitHub shows the issue as it was before the event");
    });
  });

  test("two events in either order end in the same world", async () => {
    const worlds: unknown[] = [];
    const merged: unknown[] = [];
    for (const order of ["as sent", "reversed"]) {
      await play(
        async (scene) => {
          const { github } = scene;
          const number = await github.openIssue({ title: "Add a limiter" });
          await scene.rest();
          github.deliveries.hold();
          await github.label(number, "needs-plan");
          await github.label(number, "priority: high");
          github.deliveries.release((held) => (order === "reversed" ? held.toReversed() : held));
          await scene.rest();
          worlds.push(await github.world());

          // Of a merge, the push arrives before `pull_request`, or after it.
          const [pull] = await github.pulls();
          const isFirst = ({ event }: Delivery): boolean =>
            (event === "push") === (order === "as sent");
          let later: readonly Delivery[] = [];
          github.deliveries.hold();
          await github.mergePull(pull?.number ?? 0);
          github.deliveries.release((held) => {
            later = held.filter((delivery) => !isFirst(delivery));
            return held.filter(isFirst);
          });
          await scene.rest();
          expect(await statusOf(scene, number)).toContain("Plan approved");
          expect(later.map(({ event }) => event)).toContain(
            order === "as sent" ? "pull_request" : "push",
          );
          const again = await costOf(scene, async () => {
            for (const { event, payload } of later) github.deliveries.send(event, payload);
          });
          expect(again.writes).toBe(0);
          merged.push(await github.world());
        },
        { github: { owner: "acme" } },
      );
    }
    expect(worlds[1]).toEqual(worlds[0]);
    expect(merged[1]).toEqual(merged[0]);
  });

  test("a branch that appears while the plan is opened is gone on with", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await github.openIssue({ title: "Add a limiter" });
      await scene.rest();
      let raced = false;
      github.intercept(async ({ method, path }) => {
        if (raced || method !== "POST" || !path.endsWith("/git/refs")) return;
        raced = true;
        await github.makeBranch(`plan/issue-${number}`);
      });
      await github.label(number, "needs-plan");
      await github.waitFor(async () => (await github.pulls()).length === 1);
      await scene.rest();
      expect(raced).toBe(true);
      expect(await statusOf(scene, number)).toContain("Plan proposed");
    });
  });
});
