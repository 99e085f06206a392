import { expect, test } from "#jest";
import { unlistedUrl } from "../../src/features/words.js";

test.each([
  ["https://github.com/octo/api/pull/9", "https://redirect.github.com/octo/api/pull/9"],
  [
    "https://github.com/octo/api/issues/9#issuecomment-1",
    "https://redirect.github.com/octo/api/issues/9#issuecomment-1",
  ],
  // Elsewhere, GitHub has no such host.
  ["https://acme.ghe.com/octo/api/pull/9", "https://acme.ghe.com/octo/api/pull/9"],
  ["https://github.acme.com/octo/api/pull/9", "https://github.acme.com/octo/api/pull/9"],
  ["http://127.0.0.1:4000/octo/api/pull/9", "http://127.0.0.1:4000/octo/api/pull/9"],
])("a link to %s makes no entry there: %s", (address, shown) => {
  expect(unlistedUrl(address)).toBe(shown);
});
