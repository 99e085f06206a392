import config from "./jest.config.js";

/**
 * Whole lives of a plan that belong to no single feature, and what people reported of tools like this.
 *
 * @type {import("jest").Config}
 */
export default {
  ...config,
  testMatch: ["**/bot/*.story.test.ts", "**/reports/*.story.test.ts"],
  testPathIgnorePatterns: [],
};
