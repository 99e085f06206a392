import type { Octokit } from "@octokit/rest";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";
import type { Delivery } from "../support/deliveries/log.js";
import { createBot, type InProcessBot } from "./in-process-bot.js";

/** One embedded GitHub and the bot beside it, for many histories one after the other. */
export interface Stage {
  readonly github: EmbeddedGitHub;
  readonly bot: InProcessBot;
  /** A client that acts as a person. */
  readonly as: (login: string) => Octokit;
  /** Every webhook so far. */
  readonly deliveries: readonly Delivery[];
  /** Waits until the webhooks of what was done have come. */
  readonly heard: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Sets the stage. Webhooks go straight to the bot. */
export async function setStage(): Promise<Stage> {
  const github = await startGitHub({
    users: ["ada", "grace", { login: "otto", role: "outsider" }],
    validate: false,
    rateLimit: { limit: 1_000_000_000 },
  });
  await github.setFile(".github/plansmith.yml", "archive: auto\n");
  await github.makeBranch("next");
  const app = await github.asApp();
  const bot = createBot(github, app);
  const deliveries: Delivery[] = [];
  github.deliveries.filter = (delivery) => {
    deliveries.push(delivery);
    bot.take(delivery);
    return false;
  };
  const people = new Map(["ada", "grace", "otto"].map((login) => [login, github.as(login)]));
  return {
    github,
    bot,
    deliveries,
    as(login) {
      const client = people.get(login);
      if (client === undefined) throw new Error(`nobody is called ${login}`);
      return client;
    },
    heard: () => github.deliveries.idle(),
    close: () => github.close(),
  };
}
