import { availableParallelism } from "node:os";

/** @type {import("jest").Config} */
export default {
  testEnvironment: "node",
  injectGlobals: false,
  testSequencer: "<rootDir>/test/sequencer.js",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  extensionsToTreatAsEsm: [".ts"],
  // Sources import each other with the `.js` ending that Node resolves after the build.
  moduleNameMapper: { "^(\\.{1,2}/.*)\\.js$": "$1" },
  transform: {
    "^.+\\.ts$": ["@swc/jest", { jsc: { target: "es2023", parser: { syntax: "typescript" } } }],
  },
  // Whole-bot tests wait for other processes half of the time.
  maxWorkers: availableParallelism() + 1,
  setupFiles: ["<rootDir>/test/setup.ts"],
  testTimeout: 60_000,
};
