import { playAlone } from "../../test/bot/scene.js";
import { READY_MS } from "./bare-probot.js";
import { deliver } from "./load.js";
import { atMost, type Measured } from "./row.js";

const EVENTS = 100;

/** How often an issue is looked at that a hundred events within a second are about. */
export async function measureBurst(): Promise<Measured> {
  let looks = 0;
  await playAlone(
    async ({ github, rest }) => {
      await github.openIssue({ title: "An issue" });
      await rest();
      const before = github.requests.length;
      await deliver({
        url: github.webhookTarget ?? "",
        secret: github.webhookSecret,
        count: EVENTS,
        rate: EVENTS,
        connections: 10,
        issues: 1,
        installationId: github.installationId,
      });
      await rest();
      looks = github.requests
        .slice(before)
        .filter(({ byApp, path }) => byApp && path === "/repos/acme/garden/issues/1").length;
    },
    { bot: { env: { SETTLE_MS: "1000" }, readyMs: READY_MS } },
  );
  return { rows: [atMost(`${EVENTS} events on one issue within a second: reconciles`, looks, 2)] };
}
