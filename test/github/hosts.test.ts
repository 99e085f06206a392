import { expect, test } from "#jest";
import { apiUrlOf, siteUrlOf } from "../../src/github/http/client.js";

test.each([
  ["https://github.com", "https://api.github.com"],
  ["https://acme.ghe.com", "https://api.acme.ghe.com"],
  ["https://github.acme.example", "https://github.acme.example/api/v3"],
  ["http://127.0.0.1:4001", "http://127.0.0.1:4001/api/v3"],
  // A Server may have a name that begins like the API's.
  ["https://api.acme.example", "https://api.acme.example/api/v3"],
])("the API of %s is %s", (site, api) => {
  expect(apiUrlOf(site)).toBe(api);
  expect(siteUrlOf(api)).toBe(site);
});

test("an API without the path of a Server belongs to its host", () => {
  expect(siteUrlOf("http://127.0.0.1:4001")).toBe("http://127.0.0.1:4001");
});
