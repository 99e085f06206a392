import config from "./jest.config.js";

/**
 * Whole lives of a plan that belong to no single feature, by the App and by the action, and what people reported of tools like this.
 *
 * @type {import("jest").Config}
 */
export default {
  ...config,
  testMatch: ["**/{action,bot,reports}/*.story.test.ts"],
  testPathIgnorePatterns: [],
};
