import type { CommandName } from "../../config/schema.js";
import { USAGE } from "./parse.js";

/** The App's answer to the commands of a comment. */
export function replyBody(comment: number, replies: readonly string[]): string {
  const text =
    replies.length === 1 ? replies.join("") : replies.map((line) => `- ${line}`).join("\n");
  return `${text.trimEnd()}\n\n${replyMarker(comment)}`;
}

/** The last line of an answer: an HTML comment that names the comment that it answers. */
function replyMarker(comment: number): string {
  return `<!-- plansmith:reply comment=${comment} -->`;
}

/** The comment that one of the App's own comments answers; `undefined` for others. */
export function readReplyMarker(body: string): number | undefined {
  const last = body.trimEnd().split(/\r?\n/).at(-1) ?? "";
  const id = /^<!-- plansmith:reply comment=([1-9]\d{0,15}) -->$/.exec(last)?.[1];
  return id === undefined ? undefined : Number(id);
}

/** The commands that somebody can use here, as a table. */
export function helpText(names: readonly CommandName[]): string {
  const rows = names.map((name) => {
    const [written, does] = USAGE[name];
    return `| \`${written}\` | ${does} |`;
  });
  return ["| Command | What it does |", "| :-- | :-- |", ...rows].join("\n");
}
