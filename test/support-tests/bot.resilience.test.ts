import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, expect, test } from "#jest";
import { startBot } from "../support/bot.js";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";

let github: EmbeddedGitHub;

beforeEach(async () => {
  github = await startGitHub();
});
afterEach(() => github.close());

/** A process that gets ready, says what it is sent, and ends on SIGTERM with 3. */
const STAND_IN = `
  const server = require("node:http").createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => (text += chunk));
    request.on("end", () => {
      if (request.method === "POST") console.log(request.url, request.headers["x-github-event"]);
      response.end();
    });
  });
  server.listen(Number(process.env.PORT), process.env.HOST);
  console.log(Object.keys(process.env).sort().join(" "));
  process.on("SIGTERM", () => process.exit(3));
`;

test("starts, gets webhooks, stops with its exit code", async () => {
  const bot = await startBot(github, { command: [process.execPath, "-e", STAND_IN] });
  await github.openIssue({ title: "Water" });
  await github.waitFor(() => bot.output().includes("/api/github/webhooks issues"));
  expect(bot.output()).toContain(
    "APP_ID DASHBOARD_SPACING_MS GITHUB_API_URL HOST LOG_LEVEL PATH PORT PRIVATE_KEY SETTLE_MS STATE_FILE WEBHOOK_SECRET WRITE_SPACING_MS",
  );
  expect(await bot.stop()).toBe(3);
});

test("kill ends it at once", async () => {
  const bot = await startBot(github, { command: [process.execPath, "-e", STAND_IN] });
  await bot.kill();
  expect(await bot.exited).toBe(-1);
  await github.openIssue({ title: "Water" });
  await github.deliveries.idle();
  expect(github.deliveries.log[0]?.status).toBe("failed to connect to host");
});

test("a process that ends before it is ready is an error with what it wrote", async () => {
  const command = [process.execPath, "-e", "console.error('no key'); process.exit(1)"] as const;
  await expect(startBot(github, { command })).rejects.toThrow(/no key/);
});

test("the App's process ends with the one that started it, however that ended", async () => {
  const preload = new URL("../support/end-with-starter.js", import.meta.url).href;
  const app = ["--import", preload, "-e", "console.log('up'); setInterval(() => {}, 1000)"];
  const start = `child_process.spawn(process.execPath, ${JSON.stringify(app)}, {
    stdio: ["pipe", "inherit", "inherit"],
  })`;
  const starter = spawn(process.execPath, ["-e", start]);
  const closed = once(starter, "close");
  await once(starter.stdout, "data");
  starter.kill("SIGKILL");
  // Its output is closed once nobody is left who could write to it.
  expect(await closed).toEqual([null, "SIGKILL"]);
});
