import { expect, test } from "#jest";
import { readdirSync, readFileSync } from "node:fs";

/** Files that build texts for GitHub. */
const BUILDERS =
  /^(?:features\/.*(?:text|words|headline|boxes)|markdown\/escape|model\/(?:metadata|markers))\.ts$/;

/** Functions of those files that other ones call, which are tried with hostile words. */
const WITHIN = new Set([
  "attentionSection",
  "archiveNote",
  "conflictMarker",
  "countOf",
  "evidenceSection",
  "headline",
  "inlineCode",
  "inlineText",
  "itemsSection",
  "linesWithin",
  "itemBoxView",
  "listOf",
  "controlsSection",
  "plainTitle",
  "progressSection",
  "pullsSection",
  "replyBody",
  "sectionsSection",
  "signComment",
  "startText",
  "summarizePlan",
  "showHidden",
  "trailer",
  "withTrailers",
]);

/** Those into which nobody's words go: numbers, dates, addresses, the bot's own words. */
const NO_WORDS = new Set([
  "bar",
  "firstDueDay",
  "boxMarker",
  "counted",
  "boxOf",
  "archiveMarker",
  "archiveMessage",
  "fileUrl",
  "gateCheck",
  "helpText",
  "hostOf",
  "lineUrl",
  "mergeMessage",
  "missingPlanCheck",
  "paceSection",
  "partSuffix",
  "pullMarker",
  "repositoryUrl",
  "unlistedUrl",
  "updateMarker",
]);

/** Those that build no text that is posted as it is, or read one. */
const NO_TEXT =
  /^(?:read|has|is|find|trusted|ticked|botText$|commentSection$|cutList$|truncate$|textMarkdown$|phrasingMarkdown$|diffLines$|statusDigest$|itemOfCheck$)/;

test("whatever builds a text for GitHub is tried with hostile words", () => {
  const tried = ["features/hostile", "features/commands/text"]
    .map((name) => readFileSync(`test/${name}.test.ts`, "utf8"))
    .join("\n");
  const files = readdirSync("src", { recursive: true, encoding: "utf8" });
  const builders = files.filter((file) => BUILDERS.test(file));
  expect(builders.length).toBeGreaterThan(10);
  const names = builders.flatMap((file) => {
    const text = readFileSync(`src/${file}`, "utf8");
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
