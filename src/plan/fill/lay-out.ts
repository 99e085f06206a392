import type { Template } from "../template.js";
import type { Found } from "./places.js";
import type { Token } from "./tags.js";
import type { Value, View } from "./view.js";

/** A template's own text, with a word in the place of each value that people wrote. */
export interface Layout {
  readonly text: string;
  /** The words that hold a place, in order. */
  readonly found: readonly Found[];
}

/**
 * Lays a template out, as mustache does with tokens of these types (spec, “Sections”, “Inverted
 * Sections”, “Variables”): the first list entry, from the innermost, that has the name tells what it
 * is. No value is ever read as mustache, and only own properties of the view are looked at.
 */
export function layOut({ body, tokens }: Pick<Template, "body" | "tokens">, view: View): Layout {
  const word = unusedWord(body);
  const found: Found[] = [];
  let text = "";
  const layTokens = (all: readonly Token[], scopes: readonly View[]): void => {
    for (const [type, name, , , inner = []] of all) {
      if (type === "text") {
        text += name;
        continue;
      }
      const value = lookUp(name, scopes);
      if (type === "#") {
        if (Array.isArray(value)) {
          for (const entry of value) layTokens(inner, [entry, ...scopes]);
        } else if (hasValue(value)) layTokens(inner, scopes);
      } else if (type === "^") {
        if (!hasValue(value)) layTokens(inner, scopes);
      } else if (typeof value === "string") text += value;
      else if (typeof value === "object" && "kind" in value) {
        found.push({ start: text.length, end: text.length + word.length, value });
        text += word;
      }
    }
  };
  layTokens(tokens, [view]);
  return { text, found };
}

function lookUp(name: string, scopes: readonly View[]): Value {
  return scopes.find((view) => Object.hasOwn(view, name))?.[name];
}

function hasValue(value: Value): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** Letters alone: a word that Markdown has no other meaning for, wherever it stands. */
function unusedWord(body: string): string {
  let word = "Pqz";
  while (body.includes(word)) word = `${word.slice(0, -1)}qz`;
  return word;
}
