import { availableParallelism } from "node:os";

/** @type {import("jest").Config} */
export default {
  // In bare Node: modules are loaded once for all files of a worker, and promises cost what they cost.
  runner: "jest-light-runner",
  testSequencer: "<rootDir>/test/sequencer.js",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  // Suites of their own: `npm run test:resilience`, and `npm run test:lives`.
  testPathIgnorePatterns: [".resilience.test.ts$", "/(bot|reports)/[^/]+.story.test.ts$"],
  // Whole-bot tests wait for other processes half of the time.
  maxWorkers: availableParallelism() + 1,
  setupFiles: ["<rootDir>/test/typescript.js", "<rootDir>/test/setup.ts"],
};
