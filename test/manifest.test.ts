import { readFileSync } from "node:fs";
import { expect, test } from "#jest";
import { parse } from "yaml";
import { EVENT_NAMES } from "../src/events/map.js";

/** GitHub sends these to every App, subscribed or not. */
const ALWAYS_SENT = new Set(["installation", "installation_repositories"]);

test("app.yml subscribes to the events that say something, and no others", () => {
  const manifest = parse(readFileSync("app.yml", "utf8")) as { default_events: string[] };
  expect(manifest.default_events.toSorted()).toEqual(
    EVENT_NAMES.filter((name) => !ALWAYS_SENT.has(name)).toSorted(),
  );
});
