import { gfmToMarkdown } from "mdast-util-gfm";
import { toMarkdown } from "mdast-util-to-markdown";

/** The bidirectional control characters, which make text read other than it is. */
const BIDI_CONTROL = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/**
 * Somebody's words as Markdown that stands inside a line: GitHub renders the same characters, and nothing
 * in them is markup, mentions anybody, or refers to an issue. Bidirectional control characters
 * are shown by their code point. Cut at `limit` characters.
 */
export function inlineText(text: string, limit = 160): string {
  const line = visible(cut(oneLine(text), limit));
  const markdown = toMarkdown(
    { type: "paragraph", children: [{ type: "text", value: `${INNER}${defused(line)}` }] },
    { extensions: [gfmToMarkdown()] },
  );
  return markdown
    .slice(INNER.length)
    .trimEnd()
    .replaceAll(/[|\]]/g, "\\$&")
    .replaceAll("$", "&#36;");
}

/** The same for what stands at the start of a paragraph, a list item, or the like. */
export function startText(text: string, limit = 160): string {
  return inlineText(text, limit)
    .replace(/^[>#+=~`|<_*:-]/, "\\$&")
    .replace(/^(\d{1,9})([.)])/, "$1\\$2");
}

/** Stands before the words while they are escaped: they never begin a line, so `1.` is no list. */
const INNER = "x ";

const MENTION = /@(?=[\p{L}\p{N}])/gu;
const REFERENCE = /(#|\bGH-)(?=\d)/gi;

/** A zero-width space ends what GitHub would make a mention, reference, link or emoji of. */
function defused(text: string): string {
  return text
    .replaceAll(MENTION, "@\u200B")
    .replaceAll(REFERENCE, "$1\u200B")
    .replaceAll(/:(?=\/\/|[\w+-]+:)/g, ":\u200B")
    .replaceAll(/\bwww(?=\.)/gi, "www\u200B");
}

/** Runs of white space and control characters become one space; none at the ends. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
}

/** `text` cut to `limit` characters, with an ellipsis where something was cut. */
export function cut(text: string, limit: number): string {
  const characters = Array.from(text);
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join("")}…`;
}

/** Any of GitHub's closing keywords. */
const CLOSING_KEYWORD = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b/i;

/** What keeps GitHub's workflows from running when it stands in a commit message. */
const SKIP_WORD = /\[(?=(?:skip|no|ci|actions) (?:ci|skip|actions)\])/gi;

/**
 * Somebody's words as the title of a pull request, which may become a commit message: one line that
 * reads the same, mentions nobody, closes no issue (where it holds a closing keyword, a zero-width
 * space keeps its references from being read) and skips no workflow. Bidirectional control
 * characters are shown by their code point.
 *
 * @see https://docs.github.com/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue
 * @see https://docs.github.com/actions/managing-workflow-runs/skipping-workflow-runs
 */
export function plainTitle(text: string): string {
  const title = visible(oneLine(text))
    .replaceAll(MENTION, "@\u200B")
    .replaceAll(SKIP_WORD, "[\u200B");
  if (!CLOSING_KEYWORD.test(title)) return title;
  return title
    .replaceAll(REFERENCE, "$1\u200B")
    .replaceAll(/(\/(?:issues|pull)\/)(?=\d)/gi, "$1\u200B");
}

/** Somebody's words as code that stands inside a line, whatever they hold. Cut at `limit` characters. */
export function inlineCode(text: string, limit = 200): string {
  const line = visible(cut(oneLine(text), limit));
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  // One space at each end is none of the code's.
  const pad = longest > 0 ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Shows bidirectional control characters by their code point, in texts that are no Markdown. */
export function visible(text: string): string {
  return text.replaceAll(
    BIDI_CONTROL,
    (character) => `<U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}>`,
  );
}
