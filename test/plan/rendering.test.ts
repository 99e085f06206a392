import { expect, test } from "#jest";
import { execFileSync } from "node:child_process";
import { blobSha, readRenderingTrailer, renderingTrailer } from "../../src/plan/identity.js";

const AT = "2026-11-21T10:05:00.000Z";

test.each(["", "Plan\n", "\uFEFFPläne 🗒\r\n"])(
  "a text has the name that git gives it: %j",
  (text) => {
    const git = execFileSync("git", ["hash-object", "--stdin"], { input: text, encoding: "utf8" });
    expect(blobSha(text)).toBe(git.trim());
  },
);

test("the trailer is read back, the last one of the issue's", () => {
  const [one, other] = ["one", "other"].map((text) => renderingTrailer(3, text, AT));
  const message = `Squashed\n\n${one}\n\n  ${other}  \r\n\n${renderingTrailer(33, "x", AT)}\n`;
  expect(readRenderingTrailer(message, 3)).toEqual({ blob: blobSha("other"), at: AT });
});

test.each([
  "Add the plan for #3",
  `Plansmith-Rendering: 3 ${"g".repeat(40)} ${AT}`,
  `Plansmith-Rendering: 3 ${"a".repeat(40)} tomorrow`,
  `> Plansmith-Rendering: 3 ${"a".repeat(40)} ${AT}`,
])("%j is none", (message) => {
  expect(readRenderingTrailer(message, 3)).toBeUndefined();
});
