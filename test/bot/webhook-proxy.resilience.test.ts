import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "#jest";
import { playAlone, statusOf } from "./scene.js";

test("deliveries come through the channel of WEBHOOK_PROXY_URL, too", async () => {
  const listeners: ServerResponse[] = [];
  const channel = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
    listeners.push(response);
  }).listen(0, "127.0.0.1");
  await once(channel, "listening");
  const { port } = channel.address() as AddressInfo;
  try {
    await playAlone(
      async (scene) => {
        const { github } = scene;
        // Nothing reaches the bot directly.
        github.webhookTarget = undefined;
        const number = await github.openIssue({ title: "Add a limiter" });
        await github.label(number, "needs-plan");
        await github.deliveries.idle();
        await github.waitFor(() => listeners.length > 0);
        const delivery = github.deliveries.log.findLast(({ event }) => event === "issues");
        const body = JSON.stringify(delivery?.payload);
        const signature = createHmac("sha256", github.webhookSecret).update(body).digest("hex");
        const data = {
          body: delivery?.payload,
          "x-github-event": "issues",
          "x-github-delivery": delivery?.guid,
          "x-hub-signature-256": `sha256=${signature}`,
        };
        for (const listener of listeners) listener.write(`data: ${JSON.stringify(data)}\n\n`);
        await github.waitFor(async () => (await github.pulls()).length === 1);
        await scene.rest();
        expect(await statusOf(scene, number)).toContain("Plan proposed");
        expect(await scene.bot.stop()).toBe(0);
        expect(scene.bot.output()).not.toContain(`:${port}/channel`);
      },
      { bot: { env: { WEBHOOK_PROXY_URL: `http://127.0.0.1:${port}/channel` } } },
    );
  } finally {
    channel.closeAllConnections();
    channel.close();
  }
});
