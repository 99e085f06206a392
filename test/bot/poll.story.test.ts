import { expect, test } from "#jest";
import { startGitHub } from "../support/github.js";
import { startLocalBot } from "../support/local-bot.js";
import { atRest, USERS } from "./scene.js";

test("where GitHub cannot deliver, the App reads the log, is ready, and opens plans", async () => {
  const github = await startGitHub({ users: USERS });
  try {
    github.registration.hook.url = "https://plansmith.invalid/api/github/webhooks";
    const number = await github.openIssue({ title: "Add a limiter" });
    await github.label(number, "needs-plan");
    const bot = await startLocalBot(github, {
      WEBHOOKS: "poll",
      METRICS_TOKEN: "metrics-token-of-the-test",
    });
    try {
      github.webhookTarget = undefined;
      await github.waitFor(async () => (await github.pulls()).length === 1);
      const ready = await fetch(`${bot.url}/readyz?verbose`, {
        headers: { authorization: "Bearer metrics-token-of-the-test" },
      });
      expect([ready.status, await ready.text()]).toEqual([
        200,
        expect.stringContaining("Events are read from GitHub's log of deliveries."),
      ]);
    } finally {
      await bot.stop();
    }
  } finally {
    await github.close();
  }
});

test("a restart without Redis reads the log again, and writes nothing that is there", async () => {
  const github = await startGitHub({ users: USERS });
  try {
    github.registration.hook.url = "https://plansmith.invalid/api/github/webhooks";
    const number = await github.openIssue({ title: "Add a limiter" });
    await github.label(number, "needs-plan");
    const play = async (): Promise<string> => {
      const bot = await startLocalBot(github, { WEBHOOKS: "poll" });
      github.webhookTarget = undefined;
      try {
        await github.waitFor(() =>
          Promise.resolve(bot.output().includes("read GitHub's delivery log")),
        );
        await atRest(github, bot);
        return bot.output();
      } finally {
        await bot.stop();
      }
    };
    await play();
    expect(await github.pulls()).toHaveLength(1);
    const writes = (): number =>
      github.requests.filter(({ byApp, write }) => byApp && write).length;
    const before = writes();
    expect(await play()).toMatch(/"handled":[1-9]/);
    expect(writes()).toBe(before);
    expect(await github.comments(number)).toHaveLength(1);
  } finally {
    await github.close();
  }
});
