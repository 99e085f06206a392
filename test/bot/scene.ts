import { setTimeout as sleep } from "node:timers/promises";
import { startBot, type BotOptions, type RunningBot } from "../support/bot.js";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";
import type { LoggedRequest } from "../support/proxy/intercept.js";
import type { GitHubOptions } from "../support/seed.js";

/** A fresh GitHub and the production process beside it. */
export interface Scene {
  readonly github: EmbeddedGitHub;
  /** The process; another one after {@link restart}. */
  bot: RunningBot;
  /** Resolves when every webhook is delivered and everything is worked off. */
  readonly rest: () => Promise<void>;
  /** Starts the App again: a new process where the last one was killed. */
  readonly restart: () => Promise<void>;
}

/** How a scene is set. */
export interface SceneOptions {
  readonly github?: GitHubOptions;
  readonly bot?: BotOptions;
}

/** Two maintainers. */
export const USERS = ["ada", "grace"];

/**
 * Between two requests of one run it is hardly ever quiet for longer, in milliseconds. It only saves
 * questions: whether the process has something left to do, it says itself.
 */
const LULL_MS = 12;

/** A scene of a GitHub and a process that are there. */
export function sceneOf(github: EmbeddedGitHub, bot: RunningBot, options?: BotOptions): Scene {
  const scene: Scene = {
    github,
    bot,
    rest: () => atRest(github, scene.bot),
    async restart() {
      scene.bot = await startBot(github, options);
    },
  };
  return scene;
}

/** Sets a scene with a process of its own, plays it, and leaves no process or port behind. */
export async function playAlone(
  act: (scene: Scene) => Promise<void>,
  options: SceneOptions = {},
): Promise<void> {
  const github = await startGitHub({ users: USERS, ...options.github });
  try {
    const scene = sceneOf(github, await startBot(github, options.bot), options.bot);
    try {
      await act(scene);
    } finally {
      await scene.bot.kill();
    }
  } finally {
    await github.close();
  }
}

/** Resolves when every webhook is delivered and everything is worked off. */
export async function atRest(github: EmbeddedGitHub, bot: RunningBot): Promise<void> {
  for (let quiet = 0; quiet < 2;) {
    await github.deliveries.idle();
    await lull(github);
    quiet = (await leftOf(bot)) === 0 ? quiet + 1 : 0;
  }
}

/** Resolves when GitHub was asked nothing for a moment: a process that asks is at work. */
async function lull({ requests }: EmbeddedGitHub): Promise<void> {
  for (let before = -1; requests.length !== before;) {
    before = requests.length;
    await sleep(LULL_MS);
  }
}

/** How many items a process has not worked off. */
export async function leftOf(bot: RunningBot): Promise<number> {
  // A connection that was idle for seconds may be closed at the moment it is used again.
  const answer = await fetch(`${bot.url}/readyz`, { headers: { connection: "close" } });
  const { queue } = (await answer.json()) as { queue: { waiting: number; running: number } };
  return queue.waiting + queue.running;
}

/** Opens an issue, labels it, and waits until its plan is proposed. The issue's number. */
export async function proposed(
  { github, rest }: Scene,
  issue: Partial<Parameters<EmbeddedGitHub["openIssue"]>[0]> = {},
): Promise<number> {
  const number = await github.openIssue({ title: "Add a limiter", ...issue });
  await github.label(number, "needs-plan");
  await rest();
  return number;
}

/**
 * Opens a pull request of grace's fork with one file in it, on a branch of its own, and waits until
 * everything is worked off; its number and its head.
 */
export async function proposeFromFork(
  { github, rest }: Pick<Scene, "github" | "rest">,
  path: string,
  text: string,
  branch = "mine",
): Promise<{ readonly number: number; readonly sha: string }> {
  const { rest: api } = github.as("grace");
  const fork = { owner: "grace", repo: github.repo };
  const isThere = await api.repos.get(fork).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    await api.repos.createFork({ owner: github.owner, repo: github.repo, name: github.repo });
  }
  const { data } = await api.git.getRef({ ...fork, ref: "heads/main" });
  await api.git.createRef({ ...fork, ref: `refs/heads/${branch}`, sha: data.object.sha });
  const written = await api.repos.createOrUpdateFileContents({
    ...fork,
    path,
    branch,
    message: `Propose ${path}`,
    content: Buffer.from(text).toString("base64"),
  });
  const head = `grace:${branch}`;
  const number = await github.openPull({ title: "A proposal", head, login: "grace" });
  await rest();
  return { number, sha: written.data.commit.sha ?? "" };
}

/** The issue's status comment; throws where there is not exactly one. */
export async function statusOf({ github }: Pick<Scene, "github">, number: number): Promise<string> {
  const own = (await github.comments(number)).filter(
    (comment) => comment.user?.login === `${github.slug}[bot]`,
  );
  if (own.length !== 1) throw new Error(`${own.length} comments by the App on #${number}`);
  return own[0]?.body ?? "";
}

/** Label names of an issue. */
export async function labelsOf(
  { github }: Pick<Scene, "github">,
  number: number,
): Promise<readonly string[]> {
  const { labels } = await github.issue(number);
  return labels.map((label) => label.name);
}

/** The path of an issue's plan on a branch. */
export async function planOf(
  { github }: Pick<Scene, "github">,
  number: number,
  branch = "main",
): Promise<{ readonly path: string; readonly text: string }> {
  const { branches } = await github.world();
  const files = branches[branch] ?? {};
  const path = Object.keys(files).find((file) => file.startsWith(`plans/${number}-`));
  const text = path && (await github.readFile(path, branch));
  if (path === undefined || text === undefined)
    throw new Error(`no plan of #${number} on ${branch}`);
  return { path, text };
}

/** What the App asked for while `act` ran and came to rest. */
export async function requestsOf(
  scene: Scene,
  act: () => Promise<unknown>,
): Promise<readonly LoggedRequest[]> {
  const before = scene.github.requests.length;
  await act();
  await scene.rest();
  return scene.github.requests.slice(before).filter((request) => request.byApp);
}

/** How many requests that were, and the writes among them. */
export async function costOf(
  scene: Scene,
  act: () => Promise<unknown>,
): Promise<{ readonly requests: number; readonly writes: number }> {
  const own = await requestsOf(scene, act);
  return { requests: own.length, writes: own.filter((request) => request.write).length };
}
