import { describe, expect, test } from "#jest";
import {
  createInMemoryChanges,
  isAboutSettings,
} from "../../../src/features/configuration/read.js";

const repository = { installationId: 7, owner: "octo", repo: "api" };

describe("news of settings", () => {
  test.each([
    [true, { ...repository, kind: "repository" as const }],
    [true, { ...repository, kind: "dependents" as const }],
    [false, { ...repository, kind: "sweep" as const }],
    [false, { ...repository, number: 3, kind: "issue" as const }],
    [false, { ...repository, number: 3, kind: "pull" as const }],
  ])("%s: %j", (expected, item) => {
    expect(isAboutSettings(item)).toBe(expected);
  });

  test("each counts, for its installation", async () => {
    const news = createInMemoryChanges();
    await news.announce(7);
    const before = await news.heard(7);
    await news.announce(7);
    expect(await news.heard(7)).not.toBe(before);
    expect(await news.heard(8)).toBe(await createInMemoryChanges().heard(8));
  });
});
