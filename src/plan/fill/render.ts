import mustache from "mustache";
import { parseMarkdown } from "../markdown.js";
import type { Template } from "../template.js";
import { placeValue } from "./place.js";
import { findPlaces, lineEnd, type Found } from "./places.js";
import { standIn } from "./stand-ins.js";
import type { View } from "./view.js";

/**
 * Renders a template once. Mustache only lays out the template's own text, with a stand-in word for
 * each value that people wrote; how that layout parses says where each stand-in is (a heading, a
 * table cell, code, …), and its value goes there in the form that cannot break out. No value is
 * ever read as mustache.
 */
export function renderTemplate(template: Pick<Template, "body">, view: View): string {
  const standIns = standIn(view, template.body);
  const layout = new mustache.Writer().render(template.body, standIns.view, undefined, {
    tags: ["{{", "}}"],
    escape: String,
  });
  const found = [...layout.matchAll(standIns.pattern)].map((match): Found => ({
    start: match.index,
    end: match.index + match[0].length,
    index: Number(match[1]),
  }));
  const places = findPlaces(parseMarkdown(layout), layout, found);
  let result = "";
  let at = 0;
  for (const [number, { start, end, index }] of found.entries()) {
    const value = standIns.values[index];
    const place = places[number];
    if (value === undefined || place === undefined) continue;
    const line = layout.slice(layout.lastIndexOf("\n", start - 1) + 1, start);
    const { text, blocks } = placeValue(value, place, line);
    const before = layout.slice(at, start);
    result += blocks === "below" ? `${before.trimEnd()}\n\n${text}` : before + text;
    at = blocks === false ? end : lineEnd(layout, end);
    const next = layout.slice(at + 1, lineEnd(layout, at + 1));
    if (blocks !== false && next.trim() !== "") result += "\n";
  }
  return result + layout.slice(at);
}
