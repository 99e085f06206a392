/** Markup that may go into a page as it is. Only {@link html} and the Markdown renderer make it. */
export class Html {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

/** What a template takes: text is escaped, markup is not, and `undefined` and `false` are left out. */
type Part = string | number | Html | readonly Part[] | undefined | false;

/** Markup from a template literal; every text in it is escaped, also in (quoted) attributes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.reduce((all, text, index) => all + write(parts[index - 1]) + text));
}

/** `text` as it reads in HTML, in elements and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

function write(part: Part): string {
  if (part === undefined || part === false) return "";
  if (part instanceof Html) return part.toString();
  if (typeof part === "object") return part.map(write).join("");
  return escapeHtml(String(part));
}
