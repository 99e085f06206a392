import type { Template } from "../template.js";
import { placesIn } from "./known-places.js";
import { layOut, type FillLimits } from "./lay-out.js";
import { placeValue } from "./place.js";
import { lineEnd, type Place } from "./places.js";
import type { View } from "./view.js";

/**
 * Renders a template once. Mustache only lays out the template's own text, with a stand-in word for
 * each value that people wrote; how that layout parses says where each stand-in is (a heading, a
 * table cell, code, …), and its value goes there in the form that cannot break out. No value is
 * ever read as mustache.
 *
 * @throws PlanTooLongError beyond the limits
 */
export function renderTemplate(
  template: Pick<Template, "body">,
  view: View,
  limits: FillLimits,
): string {
  const layout = layOut(template, view, limits);
  const places = placesIn(layout);
  const { text, found } = layout;
  let result = "";
  let at = 0;
  /** Whether nothing has come of the values that stand before on the line. */
  let blank = false;
  for (const [number, { start, end, value }] of found.entries()) {
    const read = places[number];
    if (read === undefined) continue;
    const before = text.slice(at, start);
    const place: Place = blank && before.trim() === "" ? atStart(read) : read;
    const starts = isStart(place);
    const line = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
    const placed = placeValue(value, place, line);
    const shown = starts ? unlisted(placed.text, text.charAt(end)) : placed.text;
    blank = starts && shown === "";
    result += placed.blocks === "below" ? `${before.trimEnd()}\n\n${shown}` : before + shown;
    at = placed.blocks === false ? end : lineEnd(text, end);
    const next = text.slice(at + 1, lineEnd(text, at + 1));
    if (placed.blocks !== false && next.trim() !== "") result += "\n";
  }
  return result + text.slice(at);
}

function isStart(place: Place): boolean {
  return "start" in place && place.start;
}

function atStart(place: Place): Place {
  return "start" in place ? { ...place, start: true } : place;
}

/** A number at the start of a line, and whatever stands right behind it, could be the mark of a list. */
function unlisted(text: string, next: string): string {
  if (!/^\d{1,9}$/.test(text) || next.trim() === "") return text;
  return `&#${text.charCodeAt(0)};${text.slice(1)}`;
}
