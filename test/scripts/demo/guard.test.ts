import { expect, test } from "#jest";
import { refusalOf } from "../../../scripts/demo/site/guard.js";

const host = "127.0.0.1:4000";
const origin = `http://${host}`;

test.each([
  ["GET", { host }, undefined],
  ["GET", { host: "localhost:4000" }, undefined],
  ["GET", { host, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }, undefined],
  ["GET", { host, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" }, "may not read"],
  ["GET", { host: "evil.example:4000" }, "loopback"],
  ["GET", { host: "127.0.0.1:4001" }, "loopback"],
  ["GET", {}, "loopback"],
  ["POST", { host, origin }, undefined],
  ["POST", { host: "localhost:4000", origin: "http://localhost:4000" }, undefined],
  ["POST", { host }, "may not act"],
  ["POST", { host, origin: "null" }, "may not act"],
  ["POST", { host, origin: "http://evil.example" }, "may not act"],
  ["POST", { host, origin: "http://127.0.0.1:4001" }, "may not act"],
  ["POST", { host, origin: "http://localhost:4000" }, "may not act"],
  ["POST", { host: "evil.example:4000", origin: "http://evil.example:4000" }, "loopback"],
  ["PUT", { host, origin }, "Only GET and POST"],
] as const)("%s with %j", (method, headers, words) => {
  const refusal = refusalOf({ method, headers }, 4000);
  if (words === undefined) expect(refusal).toBeUndefined();
  else expect(refusal).toContain(words);
});

test("what everybody may have is given to everybody on this machine, and to no other name", () => {
  const headers = { host, "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" } as const;
  expect(refusalOf({ method: "GET", headers }, 4000, true)).toBeUndefined();
  expect(refusalOf({ method: "GET", headers: { host: "evil.example" } }, 4000, true)).toBeDefined();
});
