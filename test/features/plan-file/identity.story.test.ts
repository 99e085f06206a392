import { expect, test } from "#jest";
import { labelsOf, planOf, proposed, statusOf, type Scene } from "../../bot/scene.js";
import { play } from "../../bot/stage.js";

const USERS = ["ada", "grace", { login: "otto", role: "outsider" as const }];
const SCENE = { github: { users: USERS } };

/** Not filled by Plansmith: it names no issue. */
const FOREIGN = "# Move to Postgres\n\n- [x] Dump\n- [x] Load\n";

/** Texts of the App's comments on an issue that are no status comment. */
async function repliesOn({ github }: Scene, number: number): Promise<string> {
  const comments = await github.comments(number);
  const own = comments.filter(({ user }) => user?.login === `${github.slug}[bot]`);
  return own.map(({ body }) => body).join("\n");
}

/** A status comment of the App's, as if it had come with its issue from elsewhere. */
async function putComment(scene: Scene, number: number, data: object): Promise<void> {
  const { owner, repo } = scene.github;
  const body = `### Plan\n\n<!-- plansmith:data ${JSON.stringify(data)} -->\n<!-- plansmith:status -->`;
  const app = await scene.github.asApp();
  await app.rest.issues.createComment({ owner, repo, issue_number: number, body });
}

test("a file with the issue's number in its name is not its plan; the plan is opened under a free name", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    const number = await github.openIssue({ title: "Move to Postgres" });
    const path = `plans/${number}-move-to-postgres.md`;
    await github.setFile(path, FOREIGN);
    await github.label(number, "needs-plan");
    await rest();
    expect(await labelsOf(scene, number)).toContain("plan: proposed");
    expect(await statusOf(scene, number)).not.toContain("Completed");
    const free = `plans/${number}-move-to-postgres-2.md`;
    const branch = `plan/issue-${number}`;
    expect(await github.readFile(free, branch)).toContain(`issue=${number}`);
    expect(await github.readFile(path, branch)).toBe(FOREIGN);
    await github.mergePull((await github.pulls())[0]?.number ?? 0);
    await rest();
    expect(await labelsOf(scene, number)).toContain("plan: approved");
    expect(await statusOf(scene, number)).toContain(free);
    expect(await github.readFile(path)).toBe(FOREIGN);
  });
}, 180_000);

test("a file that names another issue is no plan of this one, wherever it lies, and opens no gate", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    await github.setFile(".github/plansmith.yml", "gate: require\n");
    const number = await github.openIssue({ title: "Move to Postgres" });
    const other = `${FOREIGN}\n<!-- plansmith:plan format=issue-plan issue=${number + 70} -->\n`;
    await github.setFile(`plans/${number}-move-to-postgres.md`, other);
    await github.setFile("src/a.ts", "export {};\n", { branch: "work" });
    const body = `Part of #${number}`;
    const work = await github.openPull({ title: "Work", head: "work", body });
    await github.label(number, "needs-plan");
    await rest();
    expect(await labelsOf(scene, number)).toContain("plan: proposed");
    const { owner, repo } = github;
    const ref = (await github.pull(work)).head.sha;
    const { data } = await github.as("ada").rest.checks.listForRef({ owner, repo, ref });
    const gate = data.check_runs.find(({ name }) => name === "Plan approved");
    expect(gate?.conclusion).toBe("failure");
  });
}, 180_000);

test("what is written over an issue's plan file is not its plan where it names another issue", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    const number = await proposed(scene);
    const { path } = await planOf(scene, number, `plan/issue-${number}`);
    await github.mergePull((await github.pulls())[0]?.number ?? 0);
    await rest();
    const other = `${FOREIGN}\n<!-- plansmith:plan format=issue-plan issue=${number + 70} -->\n`;
    await github.setFile(path, other);
    await rest();
    expect(await statusOf(scene, number)).not.toContain("Completed");
    expect(await labelsOf(scene, number)).not.toContain("plan: completed");
  });
}, 180_000);

test("a person who may write adopts a file as the issue's plan", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    const number = await github.openIssue({ title: "Move to Postgres" });
    const path = "docs/postgres.md";
    await github.setFile(path, FOREIGN.replace("[x] Load", "[ ] Load"));
    await github.comment(number, `/plan adopt ${path}`, "otto");
    await rest();
    expect(await labelsOf(scene, number)).toEqual([]);
    expect(await repliesOn(scene, number)).toContain("Only people with write permission");
    await github.comment(number, "/plan adopt docs/missing.md", "ada");
    await github.comment(number, "/plan adopt ../../etc/passwd.md", "ada");
    await rest();
    expect(await repliesOn(scene, number)).toContain("is not on the default branch");
    expect(await repliesOn(scene, number)).toContain("Please name a Markdown file");
    const id = await github.comment(number, `/plan adopt ${path}`, "ada");
    await rest();
    expect(await github.reactions(id)).toEqual(["eyes", "rocket"]);
    expect(await labelsOf(scene, number)).toEqual(["plan: in progress"]);
    await github.setFile(path, FOREIGN);
    await github.label(number, "unrelated");
    await rest();
    expect(await labelsOf(scene, number)).toContain("plan: completed");
  }, SCENE);
}, 180_000);

test("where no other name is free, the issue says what is in the way", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    await github.setFile(".github/plansmith.yml", 'plans:\n  path: "plans/{number}.md"\n');
    const number = await github.openIssue({ title: "Move to Postgres" });
    await github.setFile(`plans/${number}.md`, FOREIGN);
    await github.label(number, "needs-plan");
    await rest();
    expect(await statusOf(scene, number)).toContain(`/plan adopt plans/${number}.md`);
    expect(await github.pulls()).toEqual([]);
  });
}, 180_000);

test("records that came with an issue from elsewhere name nothing here", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    const first = await proposed(scene);
    const taken = (await github.pulls())[0]?.number ?? 0;
    const { path } = await planOf(scene, first, `plan/issue-${first}`);
    const number = await github.openIssue({ title: "Came from elsewhere" });
    const at = "2026-11-20T10:00:00.000Z";
    await putComment(scene, number, { at, home: "elsewhere/place", pull: taken, path });
    await github.label(number, "needs-plan");
    await rest();
    const status = await statusOf(scene, number);
    expect(status).not.toContain(`#${taken}`);
    const own = (await github.pulls()).find(({ head }) => head.ref === `plan/issue-${number}`);
    expect(own?.state).toBe("open");
    expect(status).toContain(`#${own?.number}`);
    // The same where nothing says where they were written.
    const second = await github.openIssue({ title: "From an older version" });
    await putComment(scene, second, { at, pull: taken, path });
    await github.label(second, "needs-plan");
    await rest();
    expect(await statusOf(scene, second)).not.toContain(`#${taken}`);
    expect(await labelsOf(scene, first)).toContain("plan: proposed");
  });
}, 180_000);

test("a file that was made the plan of an issue elsewhere is none here, though it has the same name", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    await github.setFile("docs/roadmap.md", "# Roadmap\n\n- [x] a\n");
    const number = await github.openIssue({ title: "Came from elsewhere" });
    const file = { path: "docs/roadmap.md", adopted: "docs/roadmap.md" };
    await putComment(scene, number, {
      at: "2026-11-20T10:00:00.000Z",
      home: "elsewhere/place",
      ...file,
    });
    await github.label(number, "plan: approved");
    await rest();
    const bodies = (await github.comments(number)).map(({ body }) => body);
    expect(bodies.join("\n")).not.toMatch(/Completed|blob/);
    expect(await labelsOf(scene, number)).toEqual(["plan: approved"]);
  });
}, 180_000);

test.each([
  ["leaves the repository", { path: "../../x" }],
  ["is a folder above", { path: ".." }],
  ["is no number", { pull: -3, update: "4" }],
])(
  "a record that %s is dropped, and written again once",
  async (_, data) => {
    await play(async (scene) => {
      const { github, rest } = scene;
      const number = await proposed(scene);
      const [comment] = await github.comments(number);
      const body = (comment?.body ?? "").replace(
        /plansmith:data \{/,
        `plansmith:data ${JSON.stringify(data).slice(0, -1)},`,
      );
      const doubled = body.replace(/,"(?:path|pull)":(?:"[^"]*"|\d+)(?=[,}])/g, "");
      const { owner, repo } = github;
      const app = await github.asApp();
      await app.rest.issues.updateComment({
        owner,
        repo,
        comment_id: comment?.id ?? 0,
        body: doubled,
      });
      const before = github.requests.length;
      await github.label(number, "unrelated");
      await rest();
      const status = await statusOf(scene, number);
      expect(status).toContain(`"path":"plans/${number}-add-a-limiter.md"`);
      expect(status).not.toMatch(/"(?:path|update)":"(?:\.\.|4)/);
      const own = github.requests.slice(before).filter(({ byApp }) => byApp);
      const rewrites = own.filter(
        ({ method, path }) => method === "PATCH" && path.includes("/comments/"),
      );
      expect(rewrites).toHaveLength(1);
    });
  },
  180_000,
);

test("a status comment that lost its marker is repaired in place", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    const number = await proposed(scene);
    const [comment] = await github.comments(number);
    const { owner, repo } = github;
    await github.as("ada").rest.issues.updateComment({
      owner,
      repo,
      comment_id: comment?.id ?? 0,
      body: (comment?.body ?? "").replace("<!-- plansmith:status -->", "Thanks!"),
    });
    await rest();
    const comments = await github.comments(number);
    expect(comments.map(({ id }) => id)).toEqual([comment?.id]);
    expect(await statusOf(scene, number)).toMatch(/<!-- plansmith:status -->$/);
  });
}, 180_000);
