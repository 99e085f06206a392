import config from "./jest.config.js";

/**
 * What starts processes and breaks them: the App as it is built, Redis, workers that do not end.
 *
 * @type {import("jest").Config}
 */
export default {
  ...config,
  testMatch: ["**/*.resilience.test.ts"],
  testPathIgnorePatterns: [],
};
