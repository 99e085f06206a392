import config from "../../jest.config.js";

/**
 * Tests in a real browser: `npm run test:browser`. They are no part of `npm test`, which needs none.
 *
 * @type {import("jest").Config}
 */
export default {
  ...config,
  rootDir: "../..",
  testMatch: ["**/*.browser.ts"],
  maxWorkers: 1,
};
