import config from "../../jest.config.js";

/**
 * The package as people install it: `npm run test:package`. It needs npm, and Node.js 20, 22 and 24,
 * which npm fetches where they are not there.
 *
 * @type {import("jest").Config}
 */
export default {
  ...config,
  rootDir: "../..",
  testMatch: ["**/*.package.ts"],
  maxWorkers: 1,
};
