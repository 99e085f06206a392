import mustache from "mustache";
import type { Template } from "../template.js";
import type { Found } from "./places.js";
import { standIn } from "./stand-ins.js";
import type { View } from "./view.js";

/** A template's own text, with a word in the place of each value that people wrote. */
export interface Layout {
  readonly text: string;
  /** The words that hold a place, in order. */
  readonly found: readonly Found[];
}

/** Has mustache lay a template out. No value is ever read as mustache. */
export function layOut({ body }: Pick<Template, "body">, view: View): Layout {
  const standIns = standIn(view, body);
  // A writer of its own: the shared one would keep every template it ever saw.
  const laid = new mustache.Writer().render(body, standIns.view, undefined, {
    tags: ["{{", "}}"],
    escape: String,
  });
  const found: Found[] = [];
  let text = "";
  let at = 0;
  for (const match of laid.matchAll(standIns.pattern)) {
    const value = standIns.values[Number(match[1])];
    text += laid.slice(at, match.index);
    at = match.index + match[0].length;
    if (value === undefined) continue;
    found.push({ start: text.length, end: text.length + standIns.word.length, value });
    // One word for all: a section looks the same whichever of the values are in it.
    text += standIns.word;
  }
  return { text: text + laid.slice(at), found };
}
