import { describe, expect, test } from "#jest";
import { setTimeout as sleep } from "node:timers/promises";
import { costOf, labelsOf, planOf, proposed } from "../../bot/scene.js";
import { play } from "../../bot/stage.js";
import { again, answerTo, ask, BODY, commitsOn, DONE, edited, numberOf, SCENE } from "./ask.js";
import { refusal } from "../../support/proxy/http.js";

describe("commands", () => {
  test("open a plan and change it on its branch until it is merged", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await github.openIssue({ title: "Add a limiter", body: BODY, login: "otto" });
      expect(await ask(scene, number, "Please /plan it")).toMatchObject({ reactions: "" });
      const early = await ask(scene, number, "/plan done 1\n/plan refill\n/plan archive");
      expect(early).toMatchObject({ reactions: "eyes confused" });
      expect(early.said).toBe(
        "- /plan done 1: There is no plan yet. `/plan` opens one.\n" +
          "- /plan refill: There is no plan yet. `/plan` opens one.\n" +
          "- /plan archive: There is no approved plan to archive.",
      );
      expect((await ask(scene, number, "/plan", "otto")).said).toContain("write permission");
      expect((await ask(scene, number, "/plan template nope")).said).toContain("`exec-plan`");
      expect(await github.pulls()).toEqual([]);

      expect(await ask(scene, number, "/plan template exec-plan")).toMatchObject(DONE);
      const [pull] = await github.pulls();
      const branch = `plan/issue-${number}`;
      expect(pull?.head.ref).toBe(branch);
      expect(await labelsOf(scene, number)).toEqual(["template: exec-plan", "plan: proposed"]);
      expect(await ask(scene, number, "/plan")).toMatchObject(DONE);
      expect(await github.pulls()).toHaveLength(1);

      const tests = await numberOf(scene, number, "Write tests", branch);
      const many = await ask(
        scene,
        pull?.number ?? 0,
        `/plan done ${tests}, write d\n/plan undo write d\n/plan decide Use CSV — it is read\n\n` +
          "/plan log Started\n\n/plan block wait for #9\n\n/plan status done?\n/plan done 99",
        "grace",
      );
      expect(many.reactions).toBe("eyes confused");
      expect(many.said).toContain("- /plan status done?: “done?” is not a known status");
      expect(many.said).toContain("- /plan done 99: No item matches “99”. The plan has items 1 to");
      const { text } = await planOf(scene, number, branch);
      expect(text).toContain("- [x] Write tests\n- [ ] Write docs");
      expect(text).toContain("- Decision: Use CSV\n  Rationale: it is read\n  Date/Author: 20");
      expect(text).toMatch(/- \(\d{4}-.*Z\) Started – grace/);
      expect(text).toContain("Status: Blocked: wait for #9");
      expect((await commitsOn(scene, branch)).slice(1)).toEqual([
        `Tick items ${tests}, ${tests + 1} of the plan for #${number}`,
        `Untick item ${tests + 1} of the plan for #${number}`,
        `Record a decision in the plan for #${number}`,
        `Log progress in the plan for #${number}`,
        `Block the plan for #${number}`,
      ]);

      const before = await github.world();
      await again(scene, many.id);
      expect(await github.world()).toEqual(before);

      expect(await ask(scene, number, "/plan unblock")).toMatchObject(DONE);
      expect((await planOf(scene, number, branch)).text).toMatch(/Status: In Progress/i);
      expect((await ask(scene, number, "/plan unblock")).said).toContain("is not blocked");
      expect((await ask(scene, number, "/plan undo 1", "otto")).said).toContain("write permission");
      expect(
        await ask(scene, number, "/plan done 2\n/plan log By me\n/plan refill", "otto"),
      ).toMatchObject(DONE);
      expect((await planOf(scene, number, branch)).text).toContain("By me – otto");
      expect((await ask(scene, number, "/plan help", "otto")).said).toContain("`/plan archive`");
    }, SCENE);
  }, 90_000);

  test("are answered by the App alone: what strangers put on them says nothing", async () => {
    await play(async (scene) => {
      const { github, rest } = scene;
      const number = await proposed(scene, { body: BODY, labels: ["template: exec-plan"] });
      github.deliveries.hold();
      const asked = await github.comment(number, "/plan log Asked", "ada");
      await github.react(asked, "eyes", "otto");
      await github.react(asked, "confused", "otto");
      github.deliveries.release();
      await rest();
      expect(await github.reactions(asked)).toEqual(["eyes", "rocket"]);
      const { text } = await planOf(scene, number, `plan/issue-${number}`);
      expect(text.match(/\) .+ – ada/g)).toEqual([") Asked – ada"]);
    }, SCENE);
  }, 60_000);

  test("that were edited in are refused, though a stranger's eyes are on the comment", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await proposed(scene, { body: BODY, labels: ["template: exec-plan"] });
      const { id } = await ask(scene, number, "Looks good");
      await github.react(id, "eyes", "otto");
      // GitHub shows times in seconds.
      await sleep(1000);
      const late = await edited(scene, id, "/plan log Edited in");
      expect(late.reactions).toBe("eyes confused");
      expect(late.said).toContain("Edited commands are ignored");
      const { text } = await planOf(scene, number, `plan/issue-${number}`);
      expect(text).not.toContain("Edited in");
    }, SCENE);
  }, 60_000);

  test("are those that their author wrote first, whoever touched the comment since", async () => {
    await play(async (scene) => {
      const { github, rest } = scene;
      const number = await proposed(scene, { body: BODY, labels: ["template: exec-plan"] });
      const branch = `plan/issue-${number}`;
      const log = async (): Promise<readonly string[]> =>
        [...(await planOf(scene, number, branch)).text.matchAll(/\) (.+ – \w+)$/gm)].map(
          ([, line = ""]) => line,
        );
      const change = async (login: string, comment_id: number, body: string): Promise<void> => {
        // GitHub shows times in seconds.
        await sleep(1000);
        const where = { owner: github.owner, repo: github.repo };
        await github.as(login).rest.issues.updateComment({ ...where, comment_id, body });
      };
      // What nobody edited may be updated all the same, and words beside a command may change.
      github.deliveries.hold();
      const touched = await github.comment(number, "/plan log Touched", "ada");
      await change("grace", touched, "/plan log Touched");
      const around = await github.comment(number, "/plan log Around", "ada");
      await change("grace", around, "/plan log Around\n\nThanks for teh work");
      const forged = await github.comment(number, "/plan log Mine", "ada");
      await change("grace", forged, "/plan log Forged");
      github.deliveries.release();
      await rest();
      expect(await log()).toEqual(["Touched – ada", "Around – ada"]);
      expect(await answerTo(scene, number, forged)).toMatchObject({
        reactions: "eyes confused",
        said: expect.stringContaining("Edited commands are ignored"),
      });

      // Somebody edits the comment while the App is at it, and its run fails.
      let isEdited = false;
      const remove = github.intercept(async ({ method, path }) => {
        if (isEdited || method !== "PUT" || !path.includes("/contents/")) return undefined;
        isEdited = true;
        const comment = (await github.comments(number)).find(({ body }) => body.endsWith("First"));
        await change("grace", comment?.id ?? 0, "/plan log Second");
        return { answer: refusal(502, "Bad gateway") };
      });
      const taken = await ask(scene, number, "/plan log First");
      remove();
      expect(isEdited).toBe(true);
      expect(taken).toMatchObject({ reactions: "eyes confused" });
      expect(await log()).toEqual(["Touched – ada", "Around – ada"]);

      // Where GraphQL says nothing of it, what may have been edited counts as edited.
      github.intercept(({ operation }) =>
        operation === "TextEdits" ? { answer: refusal(404, "Not Found") } : undefined,
      );
      github.deliveries.hold();
      const unknown = await github.comment(number, "/plan log Unknown", "ada");
      await change("grace", unknown, "/plan log Unknown");
      github.deliveries.release();
      await rest();
      expect((await answerTo(scene, number, unknown)).said).toContain(
        "Edited commands are ignored",
      );
      expect(await log()).toEqual(["Touched – ada", "Around – ada"]);
    }, SCENE);
  }, 180_000);

  test("that are answered cost no request more, but for one each after a new start", async () => {
    await play(async (scene) => {
      const { github, rest } = scene;
      const number = await proposed(scene, { body: BODY, labels: ["template: exec-plan"] });
      const start = github.requests.length;
      const asked = await github.comment(number, "/plan log One", "ada");
      await rest();
      await github.comment(number, "/plan done no such", "ada");
      await rest();
      await again(scene, asked);
      const lists = (): number =>
        github.requests
          .slice(start)
          .filter(({ byApp, write, path }) => byApp && !write && path.endsWith("/reactions"))
          .length;
      expect(lists()).toBe(0);

      await scene.restart();
      await again(scene, asked);
      await again(scene, asked);
      // What the App has replied to needs none.
      expect(lists()).toBe(1);
    }, SCENE);
  }, 60_000);

  test("are refused once, and in words: by GitHub, where they were edited in, where they are off", async () => {
    await play(async (scene) => {
      const { github } = scene;
      const number = await proposed(scene, { body: BODY, labels: ["template: exec-plan"] });
      const branch = `plan/issue-${number}`;
      for (const [status, why] of [
        [422, "Repository rule violations found"],
        [403, "Resource not accessible by integration"],
      ] as const) {
        const remove = github.intercept(({ method, path }) =>
          method === "PUT" && path.includes("/contents/")
            ? { answer: refusal(status, why) }
            : undefined,
        );
        const refused = await ask(scene, number, "/plan log Refused\n/plan done write t");
        remove();
        expect(refused.reactions).toBe("eyes confused");
        expect(refused.said).toContain(`/plan log Refused: GitHub rejected this change: ${why}`);
        expect((await costOf(scene, () => again(scene, refused.id))).writes).toBe(0);
      }
      expect(await ask(scene, number, "/plan log Taken")).toMatchObject(DONE);

      const words = await ask(scene, number, "Looks good");
      // GitHub shows times in seconds.
      await sleep(1000);
      const late = await edited(scene, words.id, "/plan log Edited in");
      expect(late.reactions).toBe("eyes confused");
      expect(late.said).toContain("Edited commands are ignored");
      expect(await edited(scene, words.id, "/plan log Edited twice")).toEqual(late);
      const done = await ask(scene, number, "/plan log Once");
      expect(await edited(scene, done.id, "/plan log Another")).toEqual(done);
      const { text } = await planOf(scene, number, branch);
      expect(text.match(/\) \w+ – ada/g)).toEqual([") Taken – ada", ") Once – ada"]);

      await github.setFile(".github/plansmith.yml", "commands: { off: [log] }\n");
      expect((await ask(scene, number, "/plan log Off")).said).toContain("turned off");
      await github.setFile(".github/plansmith.yml", "commands: { enabled: false }\n");
      expect(await ask(scene, number, "/plan done 1")).toMatchObject({ reactions: "", said: "" });
      expect((await planOf(scene, number, branch)).text).toBe(text);
    }, SCENE);
  }, 60_000);
});
