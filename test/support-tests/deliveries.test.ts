import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, expect, test } from "#jest";
import { portOf } from "../support/free-port.js";
import { startGitHub, type EmbeddedGitHub } from "../support/github.js";

let github: EmbeddedGitHub;
let target: Server;
let got: { headers: NodeJS.Dict<string | string[]>; text: string }[];
let status: number;

beforeEach(async () => {
  github = await startGitHub();
  got = [];
  status = 202;
  target = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => (text += String(chunk)));
    request.on("end", () => {
      got.push({ headers: request.headers, text });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
  github.webhookTarget = `http://127.0.0.1:${portOf(target)}/hooks`;
});
afterEach(async () => {
  await github.close();
  target.closeAllConnections();
  target.close();
});

test("a delivery has GitHub's headers and a signature that fits", async () => {
  await github.openIssue({ title: "Water" });
  await github.deliveries.idle();
  const [{ headers, text } = { headers: {}, text: "" }] = got;
  const digest = createHmac("sha256", github.webhookSecret).update(text).digest("hex");
  expect(headers).toMatchObject({
    "x-github-event": "issues",
    "x-github-delivery": expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f-]{27}$/),
    "x-github-hook-installation-target-type": "integration",
    "x-github-hook-installation-target-id": String(github.appId),
    "x-hub-signature-256": `sha256=${digest}`,
  });
  expect(JSON.parse(text)).toMatchObject({
    action: "opened",
    installation: { id: github.installationId },
  });
  expect(github.deliveries.log).toMatchObject([{ status: "OK", statusCode: 202 }]);
});

test("the API never waits for the target, and deliveries keep their order", async () => {
  github.deliveries.hold();
  for (const title of ["one", "two", "three"]) await github.openIssue({ title });
  expect(got).toHaveLength(0);
  github.deliveries.release();
  await github.deliveries.idle();
  expect(got.map(({ text }) => JSON.parse(text).issue.title)).toEqual(["one", "two", "three"]);
});

test("held deliveries are released in any order, lost and doubled as told", async () => {
  github.deliveries.hold();
  for (const title of ["one", "two", "three"]) await github.openIssue({ title });
  github.deliveries.filter = ({ payload }) => !JSON.stringify(payload).includes('"two"');
  github.deliveries.times = () => 2;
  github.deliveries.release((held) => held.toReversed());
  await github.deliveries.idle();
  const titles = got.map(({ text }) => JSON.parse(text).issue.title);
  expect(titles).toEqual(["three", "three", "one", "one"]);
  expect(github.deliveries.log.map((entry) => entry.status)).toEqual([
    "OK",
    "failed to connect to host",
    "OK",
  ]);
});

test("the App reads its log in pages, newest first, and asks for a delivery again", async () => {
  status = 500;
  await github.openIssue({ title: "one" });
  await github.openIssue({ title: "two" });
  await github.deliveries.idle();
  status = 200;
  const app = github.asAppItself();
  const { rest, paginate } = app;
  const pages: unknown[] = [];
  for await (const page of paginate.iterator(rest.apps.listWebhookDeliveries, { per_page: 1 })) {
    pages.push(
      page.data.map(({ event, status_code, redelivery }) => [event, status_code, redelivery]),
    );
  }
  expect(pages).toEqual([[["issues", 500, false]], [["issues", 500, false]]]);
  const { data: all } = await rest.apps.listWebhookDeliveries();
  const oldest = all.at(-1);
  expect(all.map(({ id }) => String(id))).toEqual([
    expect.stringMatching(/^\d{19}$/),
    expect.stringMatching(/^\d{19}$/),
  ]);
  const delivery_id = oldest?.id ?? 0;
  const { data: whole } = await rest.apps.getWebhookDelivery({ delivery_id });
  expect(whole).toMatchObject({
    ...oldest,
    url: github.webhookTarget,
    request: {
      headers: { "X-GitHub-Event": "issues", "X-GitHub-Delivery": oldest?.guid },
      payload: { issue: { title: "one" } },
    },
    response: { headers: { connection: "close" }, payload: "" },
  });

  const again = await rest.apps.redeliverWebhookDelivery({ delivery_id });
  expect(again.status).toBe(202);
  await github.deliveries.idle();
  expect(github.deliveries.log.at(-1)).toMatchObject({
    guid: oldest?.guid,
    redelivery: true,
    statusCode: 200,
  });
  const failed = await app.request("GET /app/hook/deliveries", { status: "failure" });
  expect(failed.data).toHaveLength(2);
});

test("only the App itself reads its log", async () => {
  const app = await github.asApp();
  for (const { rest } of [app, github.as("maria")]) {
    await expect(rest.apps.listWebhookDeliveries()).rejects.toMatchObject({ status: 401 });
  }
  const forged = await fetch(`${github.url}/app/hook/deliveries`, {
    headers: { authorization: "Bearer eyJ.a.b" },
  });
  expect(forged.status).toBe(401);
});

test("what goes to an App that is down is logged as failed, and never sent by itself", async () => {
  github.webhookTarget = undefined;
  await github.openIssue({ title: "one" });
  await github.deliveries.idle();
  const { rest } = github.asAppItself();
  const { data } = await rest.apps.listWebhookDeliveries();
  expect(data).toMatchObject([{ status: "failed to connect to host", status_code: 0 }]);
  github.webhookTarget = `http://127.0.0.1:${portOf(target)}/hooks`;
  await github.openIssue({ title: "two" });
  await github.deliveries.idle();
  expect(got).toHaveLength(1);
  const { data: later } = await rest.apps.listWebhookDeliveries();
  expect(later.map(({ status_code }) => status_code)).toEqual([202, 0]);
});

test("the log forgets what is older than it is long", async () => {
  await github.close();
  github = await startGitHub({ deliveryLogLimit: 2 });
  for (const title of ["one", "two", "three"]) await github.openIssue({ title });
  await github.deliveries.idle();
  const titles = github.deliveries.log.map(({ payload }) => payload["issue"]);
  expect(titles).toMatchObject([{ title: "two" }, { title: "three" }]);
});

test("deliveries are spread over replicas", async () => {
  const at = github.webhookTarget ?? "";
  github.deliveries.route = ({ payload }) =>
    JSON.stringify(payload).includes('"one"') ? at : undefined;
  for (const title of ["one", "two"]) await github.openIssue({ title });
  await github.deliveries.idle();
  expect(github.deliveries.log.map(({ statusCode }) => statusCode)).toEqual([202, 0]);
});
