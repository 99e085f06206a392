import type { Block, Inline } from "../../issue/value.js";
import type { Value, View } from "./view.js";

/** Text that people wrote, and the words that hold its place while a template is laid out. */
export interface StandIns {
  /** What each of these words starts with: letters alone, which the template does not have. */
  readonly word: string;
  /** Finds every stand-in; its first group is the index into {@link StandIns.values}. */
  readonly pattern: RegExp;
  readonly values: readonly (Inline | Block)[];
  /** The view with stand-ins, for mustache: strings, booleans and lists, without prototypes. */
  readonly view: object;
}

/** Puts a word that occurs nowhere in `body` in the place of each value that people wrote. */
export function standIn(view: View, body: string): StandIns {
  const word = unusedWord(body);
  const values: (Inline | Block)[] = [];
  const convert = (value: Value): unknown => {
    if (typeof value !== "object") return value;
    if (!("kind" in value)) return value.map(convertView);
    values.push(value);
    return `${word}${values.length - 1}z`;
  };
  const convertView = (entries: View): object => {
    const converted: Record<string, unknown> = Object.create(null);
    for (const [name, value] of Object.entries(entries)) converted[name] = convert(value);
    return converted;
  };
  const converted = convertView(view);
  return { word, pattern: new RegExp(`${word}(\\d+)z`, "g"), values, view: converted };
}

/** Letters alone: a word that Markdown has no other meaning for, wherever it stands. */
function unusedWord(body: string): string {
  let word = "Pq";
  while (body.includes(word)) word += "q";
  return word;
}
