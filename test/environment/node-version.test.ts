import { expect, test } from "#jest";
import { readFileSync } from "node:fs";
import { nodeProblem } from "../../src/environment/node-version.js";

test.each([
  ["0.12.0", false],
  ["18.20.8", false],
  ["20.9.0", false],
  ["20.18.0", false],
  ["20.18.1", true],
  ["20.19.0", true],
  ["21.7.3", false],
  ["22.0.0", true],
  ["24.1.0", true],
])("%s: as package.json says", (version, isEnough) => {
  expect(readFileSync("package.json", "utf8")).toContain('"node": "^20.18.1 || >=22"');
  expect(nodeProblem(version) === undefined).toBe(isEnough);
});
