import { startBot } from "../../test/support/bot.js";
import { startGitHub } from "../../test/support/github.js";
import { tellStory } from "./story.js";
import { say } from "./terminal.js";

const serve = process.argv.includes("--serve");

say("Plansmith, from an issue to a finished plan.");
say("Everything below happens on this machine: an embedded GitHub, and the bot as in production.");

const github = await startGitHub({
  peopleByHttp: true,
  owner: "acme",
  repo: "api",
  users: ["maintainer", "reviewer", "developer"],
});
const bot = await startBot(github, {
  env: { LOG_LEVEL: "info", WRITE_SPACING_MS: "50", SETTLE_MS: "0" },
});

const interrupted = new Promise<void>((resolve) => {
  process.once("SIGINT", resolve);
  process.once("SIGTERM", resolve);
});

try {
  const told = tellStory(github).then(() => true);
  if (await Promise.race([told, interrupted.then(() => false)])) await farewell();
  else process.exitCode = 130;
} catch (error) {
  say(`The demo failed: ${error instanceof Error ? error.message : String(error)}`);
  say(bot.output());
  process.exitCode = 1;
} finally {
  await bot.stop();
  await github.close();
}
// An interrupted story would wait for what does not come any more.
process.exit();

async function farewell(): Promise<void> {
  say();
  say("To look further:");
  say("  docs/            what each part does, and how to run it for real");
  say("  npm test         the same story and many others, with their checks");
  if (serve) {
    say();
    say(`GitHub's API is at ${github.url}, the bot at ${bot.url}. Ctrl-C ends both.`);
    say("The plan, as GitHub's API has it:");
    say(`  curl ${github.url}/repos/acme/api/contents/plans`);
    await interrupted;
  } else {
    say("  npm run demo -- --serve    the same, but GitHub and the bot stay up");
  }
}
