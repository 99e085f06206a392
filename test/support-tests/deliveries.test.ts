import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { portOf } from "../support/free-port.js";
import { trusted, type Json } from "../support/json.js";
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

test("the App reads its log in pages, and asks for a delivery again", async () => {
  status = 500;
  await github.openIssue({ title: "one" });
  await github.openIssue({ title: "two" });
  await github.deliveries.idle();
  status = 200;
  const headers = { authorization: "Bearer eyJ.a.b" };
  const first = await fetch(`${github.url}/app/hook/deliveries?per_page=1`, { headers });
  const [newest] = trusted<Json[]>(await first.json());
  expect(newest).toMatchObject({ event: "issues", status_code: 500, redelivery: false });
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
  const second = await fetch(next, { headers });
  expect(second.headers.get("link")).toBeNull();
  const [oldest = {}] = trusted<Json[]>(await second.json());
  const detail = await fetch(`${github.url}/app/hook/deliveries/${String(oldest["id"])}`, {
    headers,
  });
  expect(await detail.json()).toMatchObject({ request: { payload: { issue: { title: "one" } } } });

  const again = await fetch(`${github.url}/app/hook/deliveries/${String(oldest["id"])}/attempts`, {
    method: "POST",
    headers,
  });
  expect(again.status).toBe(202);
  await github.deliveries.idle();
  expect(github.deliveries.log.at(-1)).toMatchObject({
    guid: oldest["guid"],
    redelivery: true,
    statusCode: 200,
  });
  const people = await fetch(`${github.url}/app/hook/deliveries`);
  expect(people.status).toBe(401);
});
