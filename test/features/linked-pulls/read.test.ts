import { describe, expect, test } from "#jest";
import { linkedPulls } from "../../../src/features/linked-pulls/read.js";
import { updateMarker } from "../../../src/model/markers.js";
import { linkedPull, reference, world } from "../../reconcile/snapshots.js";

const { ref } = world();

describe("a linked pull request", () => {
  test.each([
    ["Part of #3", false, true],
    ["Refs octo/api#3", false, false],
    ["See https://github.com/octo/api/issues/3", false, false],
    ["Closes #3", true, true],
    ["Part of #3, and fixes OCTO/API#3", true, true],
  ])("refers to the issue: %s", (body, closes, isWork) => {
    expect(linkedPulls([reference({ body })], ref, [], false)).toEqual([
      linkedPull({ body, closes, isWork }),
    ]);
  });

  test("does not refer to it in its title, of which GitHub makes no reference", () => {
    expect(linkedPulls([reference({ title: "Fixes #3", body: "" })], ref, [], false)).toEqual([]);
  });

  test("is one that somebody linked by hand, whatever it says", () => {
    const found = linkedPulls([reference({ body: "", closing: true })], ref, [], false);
    expect(found).toMatchObject([{ closes: true, isWork: true, external: false }]);
  });

  test.each(["Part of #4", "`Part of #3`", "<!-- #3 -->", "```\n#3\n```", "other/api#3", ""])(
    "does not refer to it (any more): %j",
    (body) => {
      expect(linkedPulls([reference({ body })], ref, [], false)).toEqual([]);
    },
  );

  test("is none where it is the plan's own", () => {
    expect(linkedPulls([reference()], ref, [9], false)).toEqual([]);
    const update = reference({ body: `Part of #3\n\n${updateMarker(3)}` });
    expect(linkedPulls([update], ref, [], false)).toEqual([]);
  });

  test("of another repository is shown only where that is wanted and everyone can read it", () => {
    const other = {
      repo: "web",
      body: "Part of octo/api#3",
      htmlUrl: "https://github.com/octo/web/pull/9",
    };
    expect(linkedPulls([reference(other)], ref, [9], true)).toEqual([]);
    expect(linkedPulls([reference({ ...other, public: true })], ref, [9], false)).toEqual([]);
    expect(linkedPulls([reference({ ...other, public: true })], ref, [9], true)).toMatchObject([
      { label: "octo/web#9", external: true, isWork: false },
    ]);
    // `#3` is an issue of its own repository there.
    expect(
      linkedPulls([reference({ ...other, body: "Part of #3", public: true })], ref, [], true),
    ).toEqual([]);
  });
});
