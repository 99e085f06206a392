import { startBot, type RunningBot } from "../../test/support/bot.js";
import { hasRedis, startRedis } from "../../test/support/redis.js";
import { READY_MS, startBareProbot } from "./bare-probot.js";
import { deliver, type Answers } from "./load.js";
import { startPlainGitHub } from "./plain-github.js";
import { atMost, reported, shown, type Measured, type Plot, type Row } from "./row.js";

const RATES = [50, 200, 500] as const;
const SECONDS = 4;
const ROUNDS = 2;
const ISSUES = 100;
const AS_FAST = 4000;

/** Settings as in production. */
const ENV = { LOG_LEVEL: "warn", SETTLE_MS: "1000" };

/** How soon deliveries are answered, and how many a second; beside a Probot app that does nothing. */
export async function measureAnswers(): Promise<Measured> {
  const rows: Row[] = [];
  const plots: Plot[] = [];
  const missing: string[] = [];
  await side(async (own, bare) => {
    const found = await latencies(own, bare);
    rows.push(...found.rows);
    plots.push(found.plot);
    const [mine, others] = [await fastest(own), await fastest(bare)];
    rows.push(rate("in memory", mine, others));
  });
  if (hasRedis) {
    const redis = await startRedis();
    try {
      await side(async (own, bare) => {
        rows.push(
          rate("on Redis, with every write on disk", await fastest(own), await fastest(bare)),
        );
      }, redis.url);
    } finally {
      await redis.close();
    }
  } else missing.push("There is no redis-server here: deliveries on Redis were not measured.");
  return { rows, plots, missing };
}

type Taker = (load: { readonly count: number; readonly rate?: number }) => Promise<Answers>;

/** Starts both, side by side. */
async function side(
  measure: (own: Taker, bare: Taker) => Promise<void>,
  redisUrl?: string,
): Promise<void> {
  const github = await startPlainGitHub();
  const bots: RunningBot[] = [];
  const start = async (starting: Promise<RunningBot>): Promise<Taker> => {
    const bot = await starting;
    bots.push(bot);
    const url = `${bot.url}/api/github/webhooks`;
    const rest = { url, secret: github.webhookSecret, connections: 50, issues: ISSUES };
    return (load) => deliver({ ...rest, ...load });
  };
  try {
    const env = { ...ENV, ...(redisUrl !== undefined && { REDIS_URL: redisUrl }) };
    const own = await start(startBot(github, { env, readyMs: READY_MS }));
    const bare = await start(startBareProbot(github));
    for (const take of [own, bare]) await take({ count: 1000 });
    await measure(own, bare);
  } finally {
    for (const bot of bots) await bot.kill();
    await github.close();
  }
}

async function latencies(own: Taker, bare: Taker): Promise<{ rows: Row[]; plot: Plot }> {
  const rows: Row[] = [];
  const points: [own: [number, number][], bare: [number, number][]] = [[], []];
  for (const perSecond of RATES) {
    const load = { count: perSecond * SECONDS, rate: perSecond };
    const best: Answers[][] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      best[0]?.push(await own(load));
      best[1]?.push(await bare(load));
    }
    const [mine, others] = best.map((answers) => least(answers));
    if (mine === undefined || others === undefined) continue;
    const times = `p50 ${shown(mine.p50)} / ${shown(others.p50)} ms, p99 ${shown(mine.p99)} / ${shown(others.p99)} ms`;
    const row = atMost(
      `answer to a delivery at ${perSecond} a second: p99, in p99 of bare Probot (${times})`,
      mine.p99 / others.p99,
      2,
    );
    rows.push({ ...row, holds: row.holds && mine.failed === 0 });
    points[0].push([perSecond, mine.p99]);
    points[1].push([perSecond, others.p99]);
  }
  const plot: Plot = {
    name: "answers",
    title: "Answer to a delivery, 99th percentile",
    x: "deliveries a second",
    y: "ms",
    series: [
      { name: "Plansmith", points: points[0] },
      { name: "bare Probot", points: points[1] },
    ],
  };
  return { rows, plot };
}

/** The round that others on the machine disturbed least. */
function least(answers: readonly Answers[]): Answers | undefined {
  return answers.toSorted((a, b) => a.p99 - b.p99)[0];
}

async function fastest(take: Taker): Promise<Answers> {
  const rounds = [await take({ count: AS_FAST }), await take({ count: AS_FAST })];
  return rounds.reduce((a, b) => (b.perSecond > a.perSecond ? b : a));
}

function rate(where: string, own: Answers, bare: Answers): Row {
  const failed = own.failed === 0 ? "" : `, ${own.failed} refused`;
  const times = `${shown(Math.round(own.perSecond))} / ${shown(Math.round(bare.perSecond))} a second${failed}`;
  return reported(
    `deliveries accepted ${where}, in those of bare Probot`,
    `${shown(own.perSecond / bare.perSecond)} (${times})`,
  );
}
