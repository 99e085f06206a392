import { describe, expect, test } from "#jest";
import { countedProgress } from "../../../src/features/plan-file/progress.js";
import { readProgress } from "../../../src/plan/parse/progress.js";

const TEXT = `# Plan

- [x] Before

## Steps

- [x] One
  - [ ] Inner
- [ ] Two

## Follow-ups

- [ ] Later
`;

const all = { sections: [], ignore: [], nested: true };

describe("the boxes that count", () => {
  test.each([
    ["all, where nothing is said", {}, 2, 3],
    ["those of some sections", { sections: ["steps"] }, 1, 2],
    ["those of all but some", { ignore: ["Follow-Ups"] }, 2, 2],
    ["no nested ones", { nested: false }, 2, 2],
    ["none of a section that is wanted and not", { sections: ["Steps"], ignore: ["Steps"] }, 0, 0],
  ])("%s", (_, options, done, open) => {
    const counted = countedProgress(readProgress(TEXT), { ...all, ...options });
    expect(counted).toMatchObject({ done, open });
    expect(counted.items).toHaveLength(done + open);
    const sum = counted.sections.reduce((total, it) => total + it.done + it.open, 0);
    expect(sum).toBe(done + open);
    expect(counted.sections).toHaveLength(3);
  });
});
