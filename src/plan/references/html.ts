/** Stands for what is no text, so that what is left and right of it does not run together. */
export const OPAQUE = "\uFFFC";

/** Elements whose content is shown as it is: nothing in them is a reference. */
const VERBATIM = new Set(["code", "pre", "script", "style", "textarea", "tt"]);

/** A comment (to its end, or to the end of the text), or a tag: group 1 is `/`, group 2 its name. */
const MARKUP = /<!--[^]*?(?:-->|$)|<(\/?)([a-z][a-z\d-]*)(?=[\s/>])[^<>]*>/gi;

/** Turns HTML into the text that a reader sees outside of code; remembers open code between calls. */
export interface HtmlReader {
  /** The text of a piece of HTML, every tag and comment replaced by {@link OPAQUE}. */
  readonly read: (html: string) => string;
  /** Whether the last piece ended inside code. */
  readonly inCode: () => boolean;
}

/** A reader for the pieces of HTML of one paragraph, or for one block of HTML. */
export function htmlReader(): HtmlReader {
  let depth = 0;
  function read(html: string): string {
    let text = "";
    let end = 0;
    for (const match of html.matchAll(MARKUP)) {
      text += (depth === 0 ? html.slice(end, match.index) : "") + OPAQUE;
      end = match.index + match[0].length;
      if (!VERBATIM.has(match[2]?.toLowerCase() ?? "")) continue;
      depth = match[1] === "/" ? Math.max(0, depth - 1) : depth + 1;
    }
    return depth === 0 ? text + html.slice(end) : text;
  }
  return { read, inCode: () => depth > 0 };
}
