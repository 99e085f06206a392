import { startBot } from "../../test/support/bot.js";
import { startGitHub } from "../../test/support/github.js";
import { serve } from "./serve.js";
import { tellStory } from "./story.js";
import { say } from "./terminal.js";

const isServed = process.argv.includes("--serve");

const interrupted = new Promise<void>((resolve) => {
  process.once("SIGINT", resolve);
  process.once("SIGTERM", resolve);
});

say("Plansmith, from an issue to a finished plan.");
say("Everything happens on this machine: an embedded GitHub, and the bot as in production.");
if (isServed) await serve(interrupted);
else await tell();
// An interrupted story would wait for what does not come any more.
process.exit();

/** Tells the life of a plan in the terminal. */
async function tell(): Promise<void> {
  const github = await startGitHub({
    peopleByHttp: true,
    owner: "acme",
    repo: "api",
    users: ["maintainer", "reviewer", "developer"],
  });
  const bot = await startBot(github, { env: { LOG_LEVEL: "info", WRITE_SPACING_MS: "50" } });
  try {
    const told = tellStory(github).then(() => true);
    if (await Promise.race([told, interrupted.then(() => false)])) farewell();
    else process.exitCode = 130;
  } catch (error) {
    say(`The demo failed: ${error instanceof Error ? error.message : String(error)}`);
    say(bot.output());
    process.exitCode = 1;
  } finally {
    await bot.stop();
    await github.close();
  }
}

function farewell(): void {
  say();
  say("To look further:");
  say("  npm run demo -- --serve    the same in a browser, in six clicks");
  say("  docs/                      what each part does, and how to run it for real");
  say("  npm test                   the same story and many others, with their checks");
}
