import { afterAll, beforeAll } from "#jest";
import { atRest, sceneOf, USERS, type Scene } from "../bot/scene.js";
import { SHORT_PLAN } from "../histories/short-plan.js";
import { startGitHub } from "../support/github.js";
import { startLocalBot } from "../support/local-bot.js";

/**
 * One GitHub and one App for all stories of a file: each story has an issue of its own. Setting a scene
 * costs more than most of them.
 *
 * @returns the scene, from the first story on
 */
export function sharedScene(): () => Scene {
  let scene: Scene | undefined;
  beforeAll(async () => {
    const github = await startGitHub({ users: USERS });
    // Short plans are read in less time.
    await github.setFile(".github/plan-templates/issue-plan.md", SHORT_PLAN);
    scene = sceneOf(github, await startLocalBot(github));
  });
  afterAll(async () => {
    await scene?.bot.stop();
    await scene?.github.close();
  });
  return () => {
    if (scene === undefined) throw new Error("the scene is set before the first story");
    return scene;
  };
}

/** Does something, and waits until everything is worked off. */
export async function after<T>({ github, bot }: Scene, work: Promise<T>): Promise<T> {
  const done = await work;
  await atRest(github, bot);
  return done;
}
