import { expect, test } from "#jest";
import { digestOf } from "../../src/model/text.js";

test("a digest is the beginning of the SHA-256, which comments on GitHub remember (FIPS 180-4)", () => {
  expect(digestOf("abc", 16)).toBe("ba7816bf8f01cfea");
  expect(digestOf("абв – 🙂", 8)).toBe(digestOf("абв – 🙂", 16).slice(0, 8));
});
