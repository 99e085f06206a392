import { expect, test } from "#jest";
import { parsePlan } from "../../src/plan/parse/parse.js";

/** Numbers that an item says its work is delivered by. */
function delivered(text: string): readonly number[] {
  const [item] = parsePlan(`- [ ] ${text}\n`).items;
  return item?.deliveredBy.map(({ number }) => number) ?? [];
}

test.each([
  ["Add the store in #4", [4]],
  ["Add the store by #4", [4]],
  ["Add the store via PR #4", [4]],
  ["Add the store in [the store](https://github.com/a/b/pull/4)", [4]],
  ["Add the store in #4 and #5", [4, 5]],
  ["Add the store (#4)", [4]],
  ["Add the store (in #4), with tests", [4]],
  ["Add the store — #4", [4]],
  ["#4", [4]],
  ["#4 and #5", [4, 5]],
  ["#12 Add the store", [12]],
  ["[#12 Add the store](https://github.com/a/b/issues/12)", [12]],
  ["Handle what comes after a login in #4", [4]],
])("%j is delivered", (text, numbers) => {
  expect(delivered(text)).toEqual(numbers);
});

test.each([
  ["Revert #3"],
  ["Revert the change in #3"],
  ["#3 reverted"],
  ["Follow-up of #3"],
  ["Clean up (follow-up of #3)"],
  ["Clean up after #3"],
  ["Deploy (blocked by #3)"],
  ["Deploy, blocked by #3"],
  ["Fix the bug introduced in #3"],
  ["Do what was discussed in #3 and #4"],
  ["Use the colour #336699"],
  ["Colour: #336699"],
  ["Wait for #3"],
  ["See #3"],
  ["Like #3"],
])("%j is not", (text) => {
  expect(delivered(text)).toEqual([]);
});
