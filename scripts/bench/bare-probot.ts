import { startBot, type BotTarget, type RunningBot } from "../../test/support/bot.js";

/** How long a process may take to get ready, in milliseconds: the machine may be busy. */
export const READY_MS = 60_000;

/** A Probot app whose handler does nothing, as plain as its documentation has it. */
const SCRIPT = `
import { Probot, Server } from "probot";
const { env } = process;
const server = new Server({
  host: env.HOST,
  port: Number(env.PORT),
  Probot: Probot.defaults({
    appId: Number(env.APP_ID),
    privateKey: env.PRIVATE_KEY,
    secret: env.WEBHOOK_SECRET,
    baseUrl: env.GITHUB_API_URL,
    logLevel: "warn",
  }),
});
await server.load((app) => app.on("issues", () => {}));
server.addHandler((request, response) => {
  if (request.url !== "/readyz") return false;
  response.end("{}");
  return true;
});
await server.start();
`;

/** Starts it, to be measured beside the App. */
export function startBareProbot(github: BotTarget): Promise<RunningBot> {
  return startBot(github, {
    command: [process.execPath, "--input-type=module", "-e", SCRIPT],
    env: { LOG_LEVEL: "warn" },
    readyMs: READY_MS,
  });
}
