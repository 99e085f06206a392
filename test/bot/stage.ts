import { randomBytes } from "node:crypto";
import { startBot, type RunningBot } from "../support/bot.js";
import { startGitHub } from "../support/github.js";
import { startLocalBot } from "../support/local-bot.js";
import { openAddress, type Address } from "../support/proxy/server.js";
import {
  atRest,
  leftOf,
  playAlone,
  sceneOf,
  USERS,
  type Scene,
  type SceneOptions,
} from "./scene.js";

/** What one process needs to be the App of one GitHub after the other. */
const webhookSecret = randomBytes(16).toString("hex");
let played = 0;

/** The address of each GitHub, and the process that is told to look for GitHub there. */
interface Stage {
  readonly address: Address;
  readonly bot: RunningBot | undefined;
}

/** Left by the last scene. None while one is played: a test that was given up may still be at it. */
let free: Stage | undefined;

/**
 * Sets a scene and plays it, with a GitHub of its own, and with an App of its own in this process. It
 * has a process of its own where it is given something.
 */
export async function play(
  act: (scene: Scene) => Promise<void>,
  options: SceneOptions = {},
): Promise<void> {
  if (options.bot !== undefined) return playAlone(act, options);
  const github = await startGitHub({ users: USERS, ...options.github });
  try {
    const scene: Scene = {
      ...sceneOf(github, await startLocalBot(github)),
      rest: () => atRest(github, scene.bot),
      async restart() {
        await scene.bot.stop();
        scene.bot = await startLocalBot(github);
      },
    };
    try {
      await act(scene);
    } finally {
      await scene.bot.stop();
    }
  } finally {
    await github.close();
  }
}

/**
 * Sets a scene whose process can be killed, and plays it, with a GitHub, an owner and an installation of its own, but with the
 * process of the last scene in this worker, which may be another file's: starting one takes longer
 * than most scenes do. A process that is given something of its own is another one; one that has
 * something left to do is not used again. The last one ends with the worker.
 */
export async function playProcess(
  act: (scene: Scene) => Promise<void>,
  options: SceneOptions = {},
): Promise<void> {
  if (options.bot !== undefined) return playAlone(act, options);
  played += 1;
  const { address, bot } = free ?? { address: await openAddress(), bot: undefined };
  free = undefined;
  address.unref();
  const github = await startGitHub({
    users: USERS,
    owner: `acme-${played}`,
    ...options.github,
    address,
    webhookSecret,
    installationId: 900_000 + played,
  });
  let left: RunningBot | undefined;
  try {
    const used = bot ?? (await startBot(github));
    github.webhookTarget = used.webhookUrl;
    const before = used.output().length;
    const own = { ...used, output: () => used.output().slice(before) };
    const scene = sceneOf(github, own);
    try {
      await act(scene);
      if ((await leftOf(scene.bot).catch(() => 1)) === 0)
        left = scene.bot === own ? used : scene.bot;
      left?.unref();
    } finally {
      if (left === undefined) await scene.bot.kill();
    }
  } finally {
    await github.close();
    free = { address, bot: left };
  }
}
