import { randomBytes } from "node:crypto";
import { startBot, type RunningBot } from "../support/bot.js";
import { startGitHub } from "../support/github.js";
import { openAddress, type Address } from "../support/proxy/server.js";
import { leftOf, playAlone, sceneOf, USERS, type Scene, type SceneOptions } from "./scene.js";

/** What one process needs to be the App of one GitHub after the other. */
const webhookSecret = randomBytes(16).toString("hex");
let address: Address | undefined;
let bot: RunningBot | undefined;
/** What is being played. */
let current: Scene | undefined;
let played = 0;

/** Ends the process of the last scene. To be called after all that a file plays. */
export async function leaveStage(): Promise<void> {
  await (bot ?? current?.bot)?.kill();
  await address?.close();
  [bot, current, address] = [undefined, undefined, undefined];
}

/**
 * Sets a scene and plays it, with a GitHub, an owner and an installation of its own, but with the
 * process of the file's last scene: starting one takes longer than most scenes do. A process that is
 * given something of its own is another one; one that has something left to do is not used again.
 */
export async function play(
  act: (scene: Scene) => Promise<void>,
  options: SceneOptions = {},
): Promise<void> {
  if (options.bot !== undefined) return playAlone(act, options);
  played += 1;
  address ??= await openAddress();
  const github = await startGitHub({
    users: USERS,
    owner: `acme-${played}`,
    ...options.github,
    address,
    webhookSecret,
    installationId: 900_000 + played,
  });
  try {
    const used = (bot ??= await startBot(github));
    bot = undefined;
    github.webhookTarget = used.webhookUrl;
    const before = used.output().length;
    const own = { ...used, output: () => used.output().slice(before) };
    const scene = (current = sceneOf(github, own));
    try {
      await act(scene);
      if ((await leftOf(scene.bot).catch(() => 1)) === 0)
        bot = scene.bot === own ? used : scene.bot;
    } finally {
      if (bot === undefined) await scene.bot.kill();
      current = undefined;
    }
  } finally {
    await github.close();
  }
}
