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

/** How much a template may give. */
export interface FillLimits {
  /** Sections that are rendered, each entry of a list as one. */
  readonly sections: number;
  /** Characters of the layout: the template's own text, and about ten for each value. */
  readonly characters: number;
}

/** Lists inside of other lists multiply: such a template gives more than anybody could use. */
export class PlanTooLongError extends Error {
  override readonly name = "PlanTooLongError";

  constructor({ sections, characters }: FillLimits) {
    super(
      `The plan would have more than ${characters} characters of the template's own text, ` +
        `or more than ${sections} sections and entries of lists.`,
    );
  }
}

/** Mustache's own writer, which gives up beyond the limits. One for each rendering. */
class BoundedWriter extends mustache.Writer {
  #sections = 0;
  #characters = 0;
  readonly #limits: FillLimits;

  constructor(limits: FillLimits) {
    super();
    this.#limits = limits;
  }

  override renderTokens(...rest: Parameters<mustache.Writer["renderTokens"]>): string {
    this.#sections += 1;
    if (this.#sections > this.#limits.sections) throw new PlanTooLongError(this.#limits);
    return super.renderTokens(...rest);
  }

  override rawValue(token: string[]): string {
    return this.#count(super.rawValue(token));
  }

  override escapedValue(...rest: Parameters<mustache.Writer["escapedValue"]>): string {
    return this.#count(super.escapedValue(...rest));
  }

  override unescapedValue(...rest: Parameters<mustache.Writer["unescapedValue"]>): string {
    return this.#count(super.unescapedValue(...rest));
  }

  #count<Written extends string | undefined>(written: Written): Written {
    this.#characters += written?.length ?? 0;
    if (this.#characters > this.#limits.characters) throw new PlanTooLongError(this.#limits);
    return written;
  }
}

/**
 * Has mustache lay a template out. No value is ever read as mustache.
 *
 * @throws PlanTooLongError beyond the limits
 */
export function layOut({ body }: Pick<Template, "body">, view: View, limits: FillLimits): Layout {
  const standIns = standIn(view, body);
  // A writer of its own: the shared one would keep every template it ever saw.
  const laid = new BoundedWriter(limits).render(body, standIns.view, undefined, {
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
