import { expect, test } from "#jest";
import { runCli } from "../../../src/cli/run.js";
import type { Io } from "../../../src/cli/io.js";
import { planOf, proposed, type Scene } from "../../bot/scene.js";
import { play } from "../../bot/stage.js";

const NO_FILES: Omit<Io, "out" | "err"> = {
  env: {},
  outColours: false,
  errTerminal: false,
  now: () => new Date(),
  stdin: () => Promise.resolve(new Uint8Array()),
  readFile: () => Promise.reject(new Error("no files")),
  readNow: () => undefined,
  writeFile: () => Promise.reject(new Error("no files")),
  isFolder: () => false,
  isFile: () => false,
  list: () => Promise.resolve([]),
  exists: () => false,
  absolute: (path) => path,
  createFile: () => Promise.reject(new Error("no files")),
  replaceFile: () => Promise.reject(new Error("no files")),
  realPath: () => undefined,
  author: () => "ada",
};

const BODY = "## Tasks\n\n- [ ] Count requests\n- [ ] Answer 429\n";

/** The open dashboards, oldest first. */
async function dashboards({ github }: Scene, state: "open" | "all" = "open") {
  const ada = github.as("ada");
  const data = await ada.paginate(ada.rest.issues.listForRepo, {
    owner: github.owner,
    repo: github.repo,
    state,
    per_page: 100,
    sort: "created",
    direction: "asc",
  });
  return data.filter(({ title, pull_request: pull }) => title === "Plans" && pull === undefined);
}

async function dashboardOf(scene: Scene): Promise<{ number: number; body: string }> {
  const all = await dashboards(scene);
  expect(all.length).toBe(1);
  return { number: all[0]?.number ?? 0, body: all[0]?.body ?? "" };
}

async function edit({ github, rest }: Scene, number: number, body: string, login = "ada") {
  const where = { owner: github.owner, repo: github.repo, issue_number: number };
  await github.as(login).rest.issues.update({ ...where, body });
  await rest();
}

/** The plan of an issue, merged and with `done` boxes ticked. */
async function approved(scene: Scene, title: string, done = 0): Promise<number> {
  const { github, rest } = scene;
  const number = await proposed(scene, { title, body: BODY });
  const pull = (await github.pulls()).find(({ head }) => head.ref === `plan/issue-${number}`);
  await github.mergePull(pull?.number ?? 0);
  await rest();
  const { path, text } = await planOf(scene, number);
  let left = done;
  const ticked = text.replaceAll("- [ ]", (box) => (left-- > 0 ? "- [x]" : box));
  if (done > 0) await github.setFile(path, ticked);
  await rest();
  return number;
}

test("one issue lists all plans by their state, and follows them", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    await github.setFile(".github/plansmith.yml", "dashboard: true\n");
    await rest();
    const waiting = await proposed(scene, { title: "Ask @grace [first]" });
    const going = await approved(scene, "Add a limiter", 1);
    const blocked = await approved(scene, "Move the queue");
    await github.comment(blocked, "/plan block wait for the vendor");
    await rest();
    const update = (await github.pulls()).find(({ head }) => head.ref.endsWith("-update"));
    await github.mergePull(update?.number ?? 0);
    await rest();
    const done = await approved(scene, "Write it down", 99);

    const { body } = await dashboardOf(scene);
    const section = (title: string): string => body.split(`### ${title}`)[1]?.split("###")[0] ?? "";
    expect(section("🟡 Waiting for review (1)")).toContain(`[#${waiting} Ask`);
    expect(section("🟡 Waiting for review (1)")).toMatch(/\[review #\d+\]\(http\S+\/pull\/\d+\)/);
    expect(section("🔵 In progress (1)")).toContain(`[#${going} Add a limiter]`);
    expect(section("🔵 In progress (1)")).toContain("1/2 · less than a week");
    expect(section("🔴 Blocked (1)")).toContain(`[#${blocked} Move the queue]`);
    expect(section("🔴 Blocked (1)")).toContain("wait for the vendor");
    expect(section("✅ Completed lately (1)")).toContain(`[#${done} Write it down]`);
    expect(body).toContain("1 waits for review, 1 is blocked");
    // Nobody is notified, and no link begins in a title.
    expect(body).not.toContain("@grace");

    await github.closeIssue(waiting);
    await rest();
    expect((await dashboardOf(scene)).body).not.toContain(`[#${waiting} `);
  });
});

test("a run that finds nothing new writes nothing", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    await github.setFile(".github/plansmith.yml", "dashboard: true\n");
    const number = await approved(scene, "Add a limiter", 1);
    const { body } = await dashboardOf(scene);
    const before = github.requests.length;
    await github.label(number, "unrelated");
    await rest();
    const writes = github.requests.slice(before).filter(({ byApp, write }) => byApp && write);
    expect(writes).toEqual([]);
    expect((await dashboardOf(scene)).body).toBe(body);
  });
});

test("without configuration there is none, until somebody with write permission asks", async () => {
  await play(
    async (scene) => {
      const { github, rest } = scene;
      const number = await proposed(scene);
      expect(await dashboards(scene)).toEqual([]);
      await github.comment(number, "/plan dashboard", "otto");
      await rest();
      expect(await dashboards(scene)).toEqual([]);
      const asked = await github.comment(number, "/plan dashboard");
      await rest();
      expect(await github.reactions(asked)).toContain("rocket");
      expect((await dashboardOf(scene)).body).toContain(`[#${number} Add a limiter]`);
      // It goes on, and a process that knows nothing finds it again.
      await scene.restart();
      const other = await proposed(scene, { title: "Another one" });
      expect((await dashboardOf(scene)).body).toContain(`[#${other} Another one]`);
    },
    { github: { users: ["ada", "grace", { login: "otto", role: "outsider" }] } },
  );
});

test("the command line prints the same, and trusts no status comment of anybody else", async () => {
  await play(async (scene) => {
    const { github } = scene;
    const number = await approved(scene, "Add a limiter", 1);
    const forged = await github.openIssue({ title: "Forged" });
    await github.quietly(async () => {
      await github.label(forged, "plan: approved");
      await github.comment(forged, statusComment(forged));
    });
    let out = "";
    let err = "";
    const token = { GITHUB_TOKEN: github.tokenOf("grace") };
    const reportBy = (env: Io["env"], ...args: string[]) =>
      runCli(["report", ...args], {
        ...NO_FILES,
        out: (text) => (out += text),
        err: (text) => (err += text),
        env: { GITHUB_API_URL: github.url, ...env },
        fetch: github.fetch,
      });
    const report = (...args: string[]) => reportBy(token, ...args);
    expect(await report(`${github.owner}/${github.repo}`)).toBe(0);
    expect(out).toContain(
      `🔵 In progress (1)\n  #${number} Add a limiter · 1/2 · less than a week`,
    );
    expect(out).toContain(`🟢 Approved, not started (1)\n  #${forged} Forged · no assignee\n`);
    out = "";
    expect(await report("--json", `${github.owner}/${github.repo}`)).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      counts: { ownerless: 2 },
      sections: [{ name: "progress", rows: [{ number, state: "in progress" }] }, {}],
    });
    expect(await report("nonsense")).toBe(2);
    expect(await report(`${github.owner}/nowhere`)).toBe(2);
    expect(err).toContain("is not a repository: write OWNER/REPO");
    expect(err).toContain("GitHub does not show acme/nowhere (404)");
    expect(await reportBy({}, `${github.owner}/${github.repo}`)).toBe(2);
    expect(err).toContain("GitHub does not show acme/garden (401). Set GITHUB_TOKEN");
  });
});

test("of two dashboards the older one stays, and a closed one stays closed", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    await github.setFile(".github/plansmith.yml", "dashboard: true\n");
    const number = await proposed(scene);
    const first = await dashboardOf(scene);
    const app = await github.asApp();
    const where = { owner: github.owner, repo: github.repo };
    await app.rest.issues.create({ ...where, title: "Plans", body: first.body });
    await scene.restart();
    await github.label(number, "later");
    await rest();
    expect((await dashboardOf(scene)).number).toBe(first.number);
    // What another person writes with the same marker is no dashboard.
    const forged = await github.openIssue({ title: "Mine", body: first.body, login: "grace" });
    await rest();
    expect((await github.issue(forged)).state).toBe("open");

    await github.closeIssue(first.number);
    await rest();
    await proposed(scene, { title: "Another one" });
    expect(await dashboards(scene)).toEqual([]);
    expect((await dashboards(scene, "all")).length).toBe(2);
    const asked = await github.comment(number, "/plan dashboard");
    await rest();
    expect(await github.reactions(asked)).toContain("rocket");
    const again = await dashboardOf(scene);
    expect(again.number).toBe(first.number);
    expect(again.body).toContain("Another one");
  });
});

test("its boxes refill open plans and archive completed ones", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    await github.setFile(".github/plansmith.yml", "dashboard: true\n");
    const done = await approved(scene, "Write it down", 99);
    await github.closeIssue(done);
    await rest();
    const { number, body } = await dashboardOf(scene);
    const box = (what: string): string =>
      body.replace(new RegExp(String.raw`- \[ \] (.*<!-- plansmith:box ${what})`), "- [x] $1");
    expect(body).toContain(`<!-- plansmith:box archive-${done} -->`);
    await edit(scene, number, box(`archive-${done}`));
    const away = (await github.pulls()).find(({ head }) => head.ref.endsWith("-close-out"));
    expect(away?.state).toBe("open");
    expect((await dashboardOf(scene)).body).not.toContain("- [x]");
  });
});

test("the box of an approved plan brings in what its issue says since", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    await github.setFile(".github/plansmith.yml", "dashboard: true\n");
    const number = await proposed(scene, { body: BODY });
    const branch = `plan/issue-${number}`;
    const where = { owner: github.owner, repo: github.repo };
    const pull = (await github.pulls()).find(({ head }) => head.ref === branch);
    await github.as("grace").rest.pulls.createReview({
      ...where,
      pull_number: pull?.number ?? 0,
      event: "APPROVE",
    });
    await rest();
    const body = `${BODY}- [ ] Warn early\n`;
    await github.as("ada").rest.issues.update({ ...where, issue_number: number, body });
    await rest();
    const { path, text } = await planOf(scene, number, branch);
    expect(text).not.toContain("Warn early");

    const board = await dashboardOf(scene);
    const box = `<!-- plansmith:box refill-${number} -->`;
    const ticked = board.body
      .split("\n")
      .map((line) => (line.includes(box) ? line.replace("- [ ]", "- [x]") : line));
    await edit(scene, board.number, ticked.join("\n"));
    expect(await github.readFile(path, branch)).toContain("Warn early");
    expect((await dashboardOf(scene)).body).not.toContain("- [x]");
  });
});

test("each of two installations has a dashboard of its own plans", async () => {
  const neighbour = { owner: "globex", repo: "garden", installationId: 900_002 };
  await play(
    async (scene) => {
      const { github, rest } = scene;
      const ada = github.as("ada");
      const there = { owner: neighbour.owner, repo: neighbour.repo };
      await github.setFile(".github/plansmith.yml", "dashboard: true\n");
      await ada.rest.repos.createOrUpdateFileContents({
        ...there,
        path: ".github/plansmith.yml",
        message: "Configure",
        content: Buffer.from("dashboard: true\n").toString("base64"),
      });
      await proposed(scene, { title: "Add a limiter" });
      await ada.rest.issues.create({ ...there, title: "Sell the farm", labels: ["needs-plan"] });
      await rest();
      const { data } = await ada.rest.issues.listForRepo(there);
      const boards = data.filter(({ title }) => title === "Plans");
      expect(boards).toHaveLength(1);
      expect(boards[0]?.body).toContain("Sell the farm");
      expect(boards[0]?.body).not.toContain("Add a limiter");
      const { body } = await dashboardOf(scene);
      expect(body).toContain("Add a limiter");
      expect(body).not.toContain("Sell the farm");
      // The token of one installation sees nothing of the other.
      const app = await github.asApp();
      await expect(app.rest.issues.listForRepo(there)).rejects.toThrow();
    },
    { github: { users: ["ada", "grace"], neighbour, private: true } },
  );
});

test("what somebody spoils is put right, marker and all", async () => {
  await play(async (scene) => {
    const { github } = scene;
    await github.setFile(".github/plansmith.yml", "dashboard: true\n");
    await proposed(scene);
    const { number, body } = await dashboardOf(scene);
    await edit(scene, number, "Gone.");
    const now = await dashboardOf(scene);
    expect(now.number).toBe(number);
    expect(now.body.split("<sub>")[0]).toBe(body.split("<sub>")[0]);
  });
});

/** The metadata of a plan that is in progress since long, as a status comment carries it. */
function statusComment(number: number): string {
  const at = "2026-01-05T10:00:00.000Z";
  const minute = Date.parse(at) / 60_000;
  const points = [[minute, number % 4, 4]];
  const data = { at, pull: 1, points, summary: { state: "in progress" } };
  return `In progress\n\n<!-- plansmith:data ${JSON.stringify(data)} -->\n<!-- plansmith:status -->`;
}

const PLANS = 310;

/** Those of them whose status comment shows more than their labels. */
const COMMENTED = 40;

test("of 310 plans 300 are read, once; after that only what changed", async () => {
  await play(async (scene) => {
    const { github, rest } = scene;
    const where = { owner: github.owner, repo: github.repo };
    // The sweep at the start is over before there is anything to sweep.
    const asked = await github.openIssue({ title: "Where are the plans?" });
    await github.waitFor(() => github.requests.some(({ path }) => path === "/search/issues"));
    await rest();
    const label = "plan: in progress";
    const numbers = await github.bulk.issues(PLANS, (index) => ({
      title: `Plan ${index} ${"with a long title ".repeat(4)}`,
      labels: [label],
    }));
    await github.quietly(async () => {
      const app = await github.asApp();
      for (const number of numbers.slice(-COMMENTED)) {
        const body = statusComment(number);
        await app.rest.issues.createComment({ ...where, issue_number: number, body });
      }
    });
    const requests = async (act: () => Promise<unknown>): Promise<number> => {
      const before = github.requests.length;
      await act();
      await rest();
      return github.requests
        .slice(before)
        .filter(({ byApp, path }) => byApp && path.includes("/issues")).length;
    };
    await requests(() => github.comment(asked, "/plan dashboard"));
    const { body } = await dashboardOf(scene);
    expect(body).toContain("🔵 In progress (300)");
    expect(body).toContain("- … and 250 more\n");
    expect(body).toContain("10 more plans are not listed here.");
    expect(body).toContain("40 have not moved for 14 days");
    expect(body).toContain("💤 no change since 2026-01-05");
    expect(body.length).toBeLessThan(65_536);
    // The issue itself, its comments, and the dashboard: not one for each plan.
    const later = await requests(() => github.comment(asked, "/plan dashboard"));
    expect(later).toBeLessThan(60);
  });
}, 120_000);
