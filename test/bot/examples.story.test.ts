import { expect, test } from "#jest";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parse } from "yaml";
import { asObject, trusted, type Json } from "../support/json.js";
import { proposed, statusOf } from "./scene.js";
import { play } from "./stage.js";

/** One event of GitHub, with real payloads of it. */
interface EventExamples {
  readonly name: string;
  readonly examples: readonly Json[];
}

/** What a line of the log says went wrong in the program itself. */
const CRASH = /^(?:TypeError|ReferenceError|RangeError|SyntaxError|AssertionError)$/;
const FATAL = 60;

const require = createRequire(import.meta.url);
const events = trusted<readonly EventExamples[]>(require("@octokit/webhooks-examples"));

/** The events that GitHub sends to the App: what it subscribes to, and what every App gets. */
function subscribed(): ReadonlySet<string> {
  const manifest = asObject(parse(readFileSync("app.yml", "utf8")));
  const names = trusted<readonly string[]>(manifest["default_events"]);
  return new Set([...names, "installation", "installation_repositories", "ping"]);
}

function crashesIn(output: string): readonly string[] {
  return output.split("\n").filter((line) => {
    if (!line.startsWith("{")) return /\n?\s+at |Error:/.test(line);
    const entry = asObject(JSON.parse(line));
    const kind = asObject(entry["err"])["type"];
    return Number(entry["level"]) >= FATAL || (typeof kind === "string" && CRASH.test(kind));
  });
}

test("every payload that GitHub publishes is taken, none crashes the App, and other events cause no request", async () => {
  await play(async (scene) => {
    const { github, bot, rest } = scene;
    const own = subscribed();
    const home = `/repos/${github.owner}/`;
    /** What the App asked about repositories of the payloads. */
    const foreign = () =>
      github.requests
        .filter(({ byApp, path }) => byApp && path.startsWith("/repos/") && !path.startsWith(home))
        .map(({ method, path }) => `${method} ${path}`);

    async function deliver(chosen: readonly EventExamples[]): Promise<number> {
      const sent = chosen.flatMap(({ name, examples }) =>
        examples.map((payload) => github.deliveries.send(name, payload)),
      );
      await rest();
      const refused = sent.filter(({ statusCode }) => statusCode < 200 || statusCode > 299);
      expect(refused.map(({ event, action, status }) => [event, action, status])).toEqual([]);
      return sent.length;
    }

    const others = await deliver(events.filter(({ name }) => !own.has(name)));
    expect(foreign()).toEqual([]);
    const known = await deliver(events.filter(({ name }) => own.has(name)));
    expect([others > 200, known > 80]).toEqual([true, true]);
    expect(crashesIn(bot.output())).toEqual([]);

    const number = await proposed(scene);
    expect(await statusOf(scene, number)).toContain("Plan proposed");
    expect(await bot.stop()).toBe(0);
  });
}, 60_000);
