import { expect, test } from "#jest";
import { readdirSync, readFileSync } from "node:fs";

/** Functions of src/view that other ones call, which are tried with hostile words. */
const WITHIN = new Set([
  "attentionView",
  "closeOutNote",
  "conflictMarker",
  "evidenceView",
  "headline",
  "inlineCode",
  "inlineText",
  "itemBoxView",
  "panelView",
  "plainTitle",
  "replyBody",
  "signComment",
  "startText",
  "visible",
]);

/** Those into which nobody's words go: numbers, dates, addresses, the bot's own words. */
const NO_WORDS = new Set([
  "boxMarker",
  "boxOf",
  "closeOutMarker",
  "closeOutMessage",
  "fileUrl",
  "gateCheck",
  "helpText",
  "hostOf",
  "lineUrl",
  "mergeMessage",
  "missingPlanCheck",
  "paceView",
  "pullMarker",
  "repositoryUrl",
  "updateMarker",
]);

/** Those that build no text that is posted as it is, or read one. */
const NO_TEXT = /^(?:read|has|is|find|ticked|botText$|cut$|diffLines$|statusDigest$|itemOfCheck$)/;

test("whatever builds a text for GitHub is tried with hostile words", () => {
  const tried = ["hostile", "replies"]
    .map((name) => readFileSync(`test/view/${name}.test.ts`, "utf8"))
    .join("\n");
  const names = readdirSync("src/view").flatMap((file) => {
    const text = readFileSync(`src/view/${file}`, "utf8");
    return [...text.matchAll(/^export function (\w+)/gm)].map(([, name = ""]) => name);
  });
  const forgotten = names.filter(
    (name) =>
      !NO_TEXT.test(name) &&
      !WITHIN.has(name) &&
      !NO_WORDS.has(name) &&
      !new RegExp(`\\b${name}\\(|\\b${name}[,\\]]`).test(tried),
  );
  expect(forgotten).toEqual([]);
});
