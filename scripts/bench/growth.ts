import { playAlone, proposed, type Scene } from "../../test/bot/scene.js";
import { costOfApp } from "../../test/support/cost.js";
import { READY_MS } from "./bare-probot.js";
import type { Measured, Plot, Row } from "./row.js";

const ISSUES = [1, 100, 5000] as const;
const PULLS = [1, 10, 100] as const;

/** What a look costs in requests, 304 among them, as repositories and issues grow. */
export async function measureGrowth(): Promise<Measured> {
  const byIssues = await costs(ISSUES, async ({ github }, _, more) => {
    await github.bulk.issues(more);
  });
  const byPulls = await costs(PULLS, async ({ github }, number, more) => {
    await github.bulk.pulls(more, (index) => ({
      title: `Work ${index + 1}`,
      body: `Part of #${number}`,
    }));
  });
  const [least = 0] = byPulls;
  const most = byPulls.map((cost, index) => cost - least - Math.ceil((PULLS[index] ?? 0) / 100));
  const rows: Row[] = [
    {
      what: `a look, in a repository of ${list(ISSUES)} issues: requests`,
      figure: byIssues.join(", "),
      bound: "no growth",
      holds: byIssues.every((cost) => cost === byIssues[0]),
    },
    {
      what: `a look, with ${list(PULLS)} linked pull requests: requests`,
      figure: byPulls.join(", "),
      bound: "≤ 1 more a hundred",
      holds: most.every((beyond) => beyond <= 0),
    },
  ];
  const plot: Plot = {
    name: "requests-by-pulls",
    title: "Requests of a look, by linked pull requests",
    x: "linked pull requests",
    y: "requests",
    series: [{ name: "requests", points: PULLS.map((count, at) => [count, byPulls[at] ?? 0]) }],
  };
  return { rows, plots: [plot] };
}

/** The cost of a look each time that there are so many, with the plan approved. */
async function costs(
  sizes: readonly number[],
  grow: (scene: Scene, number: number, more: number) => Promise<void>,
): Promise<readonly number[]> {
  const found: number[] = [];
  await playAlone(
    async (scene) => {
      const { github } = scene;
      const number = await proposed(scene);
      await github.mergePull((await github.pulls())[0]?.number ?? 0);
      await scene.rest();
      let size = 0;
      for (const wanted of sizes) {
        await grow(scene, number, wanted - size);
        size = wanted;
        // The first look mentions what is new; the second one changes nothing.
        await github.label(number, `settled-${wanted}`);
        await scene.rest();
        const before = github.requests.length;
        await github.label(number, `size-${wanted}`);
        await scene.rest();
        found.push(costOfApp(github.requests.slice(before)).requests);
      }
    },
    { bot: { readyMs: READY_MS } },
  );
  return found;
}

function list(sizes: readonly number[]): string {
  return sizes.map((size) => size.toLocaleString("en")).join(", ");
}
