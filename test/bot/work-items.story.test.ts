import { expect, test } from "#jest";
import { planOf, statusOf, type Scene } from "./scene.js";
import { play } from "./stage.js";
import { BUILTIN_NAMES } from "../../src/plan/template/template.js";

const TASKS = [
  "Keep a count",
  "Refuse what is too much",
  "Tell who is refused",
  "Write the docs",
  "Roll it out",
];

const BODY = [
  "Clients that ask too often slow all others down.",
  "## Tasks",
  TASKS.map((task) => `- [ ] ${task}`).join("\n"),
  "## Acceptance criteria",
  "- [ ] A busy client gets 429",
  "- [ ] Others notice nothing",
  "## Questions",
  "- Who may ask more often?",
].join("\n\n");

/** The part of a status comment under a bold title. */
function partOf(status: string, title: string): string {
  const [, rest = ""] = status.split(`**${title}**`);
  return rest.split(/\n(?:\*\*|<details>)/)[0] ?? "";
}

async function approved(scene: Scene, template: string): Promise<number> {
  const { github, rest } = scene;
  const number = await github.openIssue({ title: "Add a limiter", body: BODY });
  await github.label(number, `template: ${template}`);
  await github.label(number, "needs-plan");
  await rest();
  const pull = (await github.pulls()).find(({ head }) => head.ref === `plan/issue-${number}`);
  const before = await statusOf(scene, number);
  expect(before).toContain("5 steps · 2 acceptance criteria");
  expect(before).not.toContain("░");
  await github.mergePull(pull?.number ?? 0);
  await rest();
  return number;
}

async function mergeUpdate({ github, rest }: Scene): Promise<void> {
  const update = (await github.pulls()).find(
    ({ head, state }) => state === "open" && head.ref.endsWith("-update"),
  );
  await github.mergePull(update?.number ?? 0);
  await rest();
}

/** The line of a plan with the box of a task. */
function boxLine(text: string, task: string): string {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => line.includes(task));
  return lines.slice(at).find((line) => /\[[ x]\]/.test(line)) ?? "";
}

test.each(BUILTIN_NAMES)(
  "a plan in the format %s counts its steps, and one number names one step everywhere",
  async (template) => {
    await play(async (scene) => {
      const { github, rest } = scene;
      const number = await approved(scene, template);
      const status = await statusOf(scene, number);
      expect(status).toContain("**0/5** · 0 %");
      expect(status).toContain("Acceptance criteria 0/2");
      const next = partOf(status, "Next");
      const rows = [...next.matchAll(/\[ \] (\S+) \[([^\]]+)\]/g)].map(([, label, text]) => [
        label,
        text,
      ]);
      expect(rows).toEqual(TASKS.map((task, index) => [`${index + 1}.`, task]));
      // Guidance is in no list.
      expect(status).not.toMatch(/\[[{\\\\<]/);
      expect(status).toMatch(/\[\d+ places to fill in\]/);

      await github.as("ada").rest.issues.createComment({
        owner: github.owner,
        repo: github.repo,
        issue_number: number,
        body: "/plan done 3",
      });
      await rest();
      const waiting = await statusOf(scene, number);
      expect(waiting).toContain("**1/5** · 20 %, waiting in");
      expect(partOf(waiting, "Next")).not.toContain(TASKS[2]);
      await mergeUpdate(scene);
      const { path, text } = await planOf(scene, number);
      expect(boxLine(text, "Tell who is refused")).toContain("[x]");
      expect(await statusOf(scene, number)).toContain("**1/5** · 20 %");

      const ticked = await statusOf(scene, number);
      const comment = (await github.comments(number)).find(({ body }) => body === ticked);
      await github.as("grace").rest.issues.updateComment({
        owner: github.owner,
        repo: github.repo,
        comment_id: comment?.id ?? 0,
        body: ticked.replace("[ ] 2. ", "[x] 2. "),
      });
      await rest();
      expect(await statusOf(scene, number)).toContain("**2/5** · 40 %");
      await mergeUpdate(scene);
      expect(boxLine((await github.readFile(path)) ?? "", "Refuse what is too much")).toContain(
        "[x]",
      );

      await github.setFile(`src/${template}.ts`, "export {};\n", { branch: `w-${template}` });
      const work = await github.openPull({
        title: "Work",
        head: `w-${template}`,
        body: `Part of #${number}\n\nPlan-Step: 4`,
      });
      await github.mergePull(work);
      await rest();
      expect(await statusOf(scene, number)).toContain(`not ticked: [Write the docs]`);
    });
  },
  180_000,
);

test("a plan whose steps and criteria are done is completed, and says what is open all the same", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    const number = await approved(scene, "issue-plan");
    const { path, text } = await planOf(scene, number);
    const done = text
      .replaceAll("- [ ] Done", "- [x] Done")
      .replace("- [ ] A busy client", "- [x] A busy client")
      .replace("- [ ] Others notice", "- [x] Others notice");
    await github.setFile(path, done.replace("- [x] Others notice", "- [~] Others notice"));
    await rest();
    const undecided = await statusOf(scene, number);
    expect(undecided).not.toContain("Completed");
    expect(undecided).toContain("Others notice nothing");
    await github.setFile(path, done);
    await rest();
    const status = await statusOf(scene, number);
    expect(status).toContain("### ✅ Completed");
    expect(status).toContain(
      "All steps and acceptance criteria are done. 1 question and 18 checks are still open.",
    );
    expect(status).toContain("No linter warnings");
    expect(status).toContain("<summary>1 question and 18 checks</summary>");
  });
}, 180_000);
