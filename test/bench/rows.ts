import { planOf, play, proposed, type Scene } from "../bot/scene.js";

/** One line of the bench: what was counted, and the bound it should keep. */
export interface Row {
  readonly what: string;
  readonly figure: string;
  readonly bound: string;
  readonly holds: boolean;
}

interface Bound {
  readonly requests: number;
  readonly writes: number;
}

/** Counts of the main flows, each from a fresh process and a fresh embedded GitHub. */
export async function countRows(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  await play(async (scene) => {
    const { github } = scene;
    // Token and name of the App are asked once a process: not part of any flow.
    const plain = await github.openIssue({ title: "No plan" });
    await github.label(plain, "bug");
    await scene.rest();
    await proposed(scene, { title: "Warm up: the labels exist from here on" });

    const number = await github.openIssue({ title: "Add a limiter", assignees: ["grace"] });
    await scene.rest();
    rows.push(
      await count(scene, "open a plan", { requests: 15, writes: 7 }, () =>
        github.label(number, "needs-plan"),
      ),
    );
    const pull = (await github.pulls()).at(-1);
    await github.mergePull(pull?.number ?? 0);
    await scene.rest();
    await tick(scene, number);
    rows.push(
      await count(scene, "follow a change of the plan file", { requests: 5, writes: 1 }, () =>
        tick(scene, number),
      ),
    );
    await github.setFile("src/a.ts", "export {};\n", { branch: "work" });
    const work = await github.openPull({
      title: "Work",
      head: "work",
      body: `Part of #${number}`,
    });
    await scene.rest();
    rows.push(
      await count(scene, "follow a linked pull request", { requests: 4, writes: 1 }, () =>
        github.closePull(work),
      ),
      await count(scene, "an event on an issue without plan", { requests: 1, writes: 0 }, () =>
        github.label(plain, "later"),
      ),
      await count(scene, "an event that changes nothing", { requests: 1, writes: 0 }, () =>
        github.label(number, "unrelated"),
      ),
    );
  });
  return rows;
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
  const own = github.requests.slice(before).filter(({ byApp }) => byApp);
  const writes = own.filter(({ write }) => write).length;
  return {
    what: `${what}: requests / writes`,
    figure: `${own.length} / ${writes}`,
    bound: `≤ ${bound.requests} / ≤ ${bound.writes}`,
    holds: own.length <= bound.requests && writes <= bound.writes,
  };
}

/** Ticks one more box of the plan on the default branch. */
async function tick(scene: Scene, number: number): Promise<void> {
  const { path, text } = await planOf(scene, number);
  await scene.github.setFile(path, text.replace("- [ ]", "- [x]"));
  await scene.rest();
}
