import type { Template } from "../template.js";
import { placesIn } from "./known-places.js";
import { layOut } from "./lay-out.js";
import { placeValue } from "./place.js";
import { lineEnd } from "./places.js";
import type { View } from "./view.js";

/**
 * Renders a template once. Mustache only lays out the template's own text, with a stand-in word for
 * each value that people wrote; how that layout parses says where each stand-in is (a heading, a table
 * cell, code, …), and its value goes there in the form that cannot break out. No value is ever read
 * as mustache.
 */
export function renderTemplate(template: Pick<Template, "body">, view: View): string {
  const layout = layOut(template, view);
  const places = placesIn(layout);
  const { text, found } = layout;
  let result = "";
  let at = 0;
  for (const [number, { start, end, value }] of found.entries()) {
    const place = places[number];
    if (place === undefined) continue;
    const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
    const placed = placeValue(value, place, line);
    const before = text.slice(at, start);
    result +=
      placed.blocks === "below" ? `${before.trimEnd()}\n\n${placed.text}` : before + placed.text;
    at = placed.blocks === false ? end : lineEnd(text, end);
    const next = text.slice(at + 1, lineEnd(text, at + 1));
    if (placed.blocks !== false && next.trim() !== "") result += "\n";
  }
  return result + text.slice(at);
}
