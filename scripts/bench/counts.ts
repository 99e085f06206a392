import { planOf, playAlone, proposed, type Scene } from "../../test/bot/scene.js";
import { costOfApp } from "../../test/support/cost.js";
import { READY_MS } from "./bare-probot.js";
import { deliver } from "./load.js";
import { reported, type Measured, type Row } from "./row.js";

interface Bound {
  readonly requests: number;
  readonly writes: number;
  /** Whether only requests count that GitHub counts against the rate limit. */
  readonly counted?: boolean;
}

/** Steps of the issue whose plan is followed. */
const BODY =
  "- [ ] Count requests\n- [ ] Refuse what is over the limit\n- [ ] Say when to come back";

/** How long the sweep at the start may take to come, in milliseconds. */
const SWEEP_MS = 90_000;

const NOTHING: Bound = { requests: 1, writes: 0, counted: true };

/** Counts of the main flows, against a fresh embedded GitHub and a process that has opened plans. */
export async function measureCounts(): Promise<Measured> {
  const rows: Row[] = [];
  await playAlone(
    async (scene) => {
      const { github } = scene;
      // Token and name of the App are asked once a process, labels once an hour: part of no flow.
      const plain = await github.openIssue({ title: "No plan" });
      await github.label(plain, "bug");
      await scene.rest();
      await proposed(scene, { title: "The labels exist from here on" });
      await proposed(scene, { title: "And the process knows it" });

      // The sweep at the start comes when it likes, and is part of no flow either.
      const swept = (): boolean =>
        github.requests.some(({ path, byApp }) => byApp && path.endsWith("/garden/labels"));
      await github.waitFor(swept, { timeoutMs: SWEEP_MS, what: "the first sweep" });
      const number = await github.openIssue({ title: "Add a limiter", body: BODY });
      await scene.rest();
      const add = async (
        what: string,
        bound: Bound,
        act: () => Promise<unknown>,
      ): Promise<void> => {
        rows.push(await count(scene, what, bound, act));
      };
      // Three reads, and eight writes at most: tree, commit and branch in place of branch and file
      // cost a write more, and start CI once.
      await add("open a plan", { requests: 11, writes: 8 }, () =>
        github.label(number, "needs-plan"),
      );
      const pull = (await github.pulls()).at(-1);
      await github.mergePull(pull?.number ?? 0);
      await scene.rest();
      await tick(scene, number);
      await add("follow a change of the plan file", { requests: 6, writes: 1 }, () =>
        tick(scene, number),
      );
      await github.setFile("src/a.ts", "export {};\n", { branch: "work" });
      const work = await github.openPull({
        title: "Work",
        head: "work",
        body: `Part of #${number}`,
      });
      await scene.rest();
      await add("follow a linked pull request", { requests: 5, writes: 1 }, () =>
        github.closePull(work),
      );
      await add("an event on an issue without plan", { requests: 1, writes: 0 }, () =>
        github.label(plain, "later"),
      );
      await github.label(number, "unrelated");
      await scene.rest();
      const again = () =>
        deliver({
          url: github.webhookTarget ?? "",
          secret: github.webhookSecret,
          count: 1,
          connections: 1,
          issue: number,
          installationId: github.installationId,
        });
      await add("an event that comes again", NOTHING, again);
      const before = github.requests.length;
      await again();
      await scene.rest();
      // What GitHub answers with 304 to one token, it answers in full to the next.
      const { requests } = costOfApp(github.requests.slice(before));
      rows.push(
        reported("the same, the first time with a new token: requests that count", `${requests}`),
      );
      await add("an unrelated push to the plan's folder", NOTHING, () =>
        github.setFile(`plans/notes-on-${number}.md`, "# Notes\n"),
      );
      // The issue has another label then, and its timeline another entry: GitHub answers both in full.
      const relabelled = { requests: 2, writes: 0, counted: true };
      await add("an unrelated label, which changes issue and timeline", relabelled, () =>
        github.label(number, "other"),
      );
    },
    { bot: { readyMs: READY_MS } },
  );
  await playAlone(
    async (scene) => {
      rows.push(...(await countCloses(scene)));
    },
    { bot: { readyMs: READY_MS } },
  );
  await playAlone(
    async (scene) => {
      rows.push(...(await countDashboard(scene)));
    },
    { bot: { readyMs: READY_MS } },
  );
  return { rows };
}

/** What a look at the dashboard costs: the first one of a process, and the next (`features/dashboard`). */
async function countDashboard(scene: Scene): Promise<readonly Row[]> {
  const { github, rest } = scene;
  for (let index = 0; index < PLANS; index += 1) await proposed(scene, { title: `Plan ${index}` });
  const asked = await github.openIssue({ title: "Where are the plans?" });
  const costs: string[] = [];
  for (const command of ["/plan dashboard", "/plan dashboard"]) {
    const before = github.requests.length;
    await github.comment(asked, command);
    await rest();
    const { requests, counted } = costOfApp(github.requests.slice(before));
    costs.push(`${requests} / ${counted}`);
  }
  const about = `a look at the dashboard of ${PLANS} plans, with its command: requests / that count`;
  return [
    reported(`${about}, the first one of a process`, `${costs[0]}`),
    reported(`${about}, after that`, `${costs[1]}`),
  ];
}

/** Plans in the repository where issues are closed. */
const PLANS = 20;

/**
 * What it costs that an issue is closed which no plan names: once the status comments have to be
 * read to know that, and once it is remembered (`features/referrers`).
 */
async function countCloses(scene: Scene): Promise<readonly Row[]> {
  const { github, rest } = scene;
  const others = [await github.openIssue({ title: "A" }), await github.openIssue({ title: "B" })];
  for (let index = 0; index < PLANS; index += 1) await proposed(scene, { title: `Plan ${index}` });
  const costs: number[] = [];
  for (const number of others) {
    const before = github.requests.length;
    await github.closeIssue(number);
    await rest();
    costs.push(costOfApp(github.requests.slice(before)).requests);
  }
  const about = `an issue is closed that none of ${PLANS} plans names: requests`;
  return [
    reported(`${about}, the first time in an hour`, `${costs[0]}`),
    reported(`${about}, after that`, `${costs[1]}`),
  ];
}

async function count(
  { github, rest }: Scene,
  what: string,
  bound: Bound,
  act: () => Promise<unknown>,
): Promise<Row> {
  const before = github.requests.length;
  await act();
  await rest();
  const { requests, counted, writes } = costOfApp(github.requests.slice(before));
  const figure = bound.counted === true ? counted : requests;
  const kind = bound.counted === true ? "requests that count" : "requests";
  return {
    what: `${what}: ${kind} / writes`,
    figure: `${figure} / ${writes}`,
    bound: `≤ ${bound.requests} / ≤ ${bound.writes}`,
    holds: figure <= bound.requests && writes <= bound.writes,
  };
}

/** Ticks one more step of the plan on the default branch. */
async function tick(scene: Scene, number: number): Promise<void> {
  const { path, text } = await planOf(scene, number);
  await scene.github.setFile(path, text.replace("- [ ] Done", "- [x] Done"));
  await scene.rest();
}
