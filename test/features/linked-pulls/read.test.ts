import { describe, expect, test } from "#jest";
import { linkedPulls } from "../../../src/features/linked-pulls/read.js";
import { updateMarker } from "../../../src/model/pull-markers.js";
import { linkedPull, reference, world } from "../../reconcile/snapshots.js";

const { ref } = world();

describe("a linked pull request", () => {
  test.each([
    ["Part of #3", false],
    ["Refs octo/api#3", false],
    ["See https://github.com/octo/api/issues/3", false],
    ["Closes #3", true],
    ["Part of #3, and fixes OCTO/API#3", true],
  ])("refers to the issue: %s", (body, closes) => {
    expect(linkedPulls([reference({ body })], ref, [])).toEqual([linkedPull({ body, closes })]);
  });

  test("may refer to it in its title, which closes nothing", () => {
    const found = linkedPulls([reference({ title: "Fixes #3", body: "" })], ref, []);
    expect(found.map(({ closes }) => closes)).toEqual([false]);
  });

  test.each(["Part of #4", "`Part of #3`", "<!-- #3 -->", "```\n#3\n```", "other/api#3", ""])(
    "does not refer to it (any more): %j",
    (body) => {
      expect(linkedPulls([reference({ body })], ref, [])).toEqual([]);
    },
  );

  test("is none where it is the plan's own", () => {
    expect(linkedPulls([reference()], ref, [9])).toEqual([]);
    const update = reference({ body: `Part of #3\n\n${updateMarker(3)}` });
    expect(linkedPulls([update], ref, [])).toEqual([]);
  });

  test("of another repository is shown only where everyone can read that", () => {
    const other = {
      repo: "web",
      body: "Part of octo/api#3",
      htmlUrl: "https://github.com/octo/web/pull/9",
    };
    expect(linkedPulls([reference(other)], ref, [9])).toEqual([]);
    expect(
      linkedPulls([reference({ ...other, public: true })], ref, [9]).map(({ label }) => label),
    ).toEqual(["octo/web#9"]);
    // `#3` is an issue of its own repository there.
    expect(
      linkedPulls([reference({ ...other, body: "Part of #3", public: true })], ref, []),
    ).toEqual([]);
  });
});
