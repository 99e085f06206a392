import type { Construct, Extension, ParseContext, TokenizeContext } from "micromark-util-types";

/**
 * How many runs of one kind of character are read as markup in one paragraph, heading or cell. The
 * parser's time grows with the square of that number; what is over it is plain text.
 */
const RUNS_IN_A_PARAGRAPH = 500;

/** How many block quotes and list items may start on one line; GitHub stops at 100 too. */
const CONTAINERS_ON_A_LINE = 100;

const CONTAINERS = ["list", "blockQuote", "gfmFootnoteDefinition"];

/** The characters that open or close emphasis, links, images, footnotes and strikethrough. */
const MARKUP = codesOf("![]*_~");

/** The characters that start a block quote, a list item or a footnote. */
const STARTS = codesOf(">-+*0123456789[");

/**
 * Keeps hostile text from taking the parser more than a moment. Each gate stands before the parser's
 * own constructs and lets them through until the limit is reached. A plan written by people never
 * comes near.
 */
export function limits(): Extension {
  const markup = markupGate();
  const containers = containerGate();
  return {
    text: Object.fromEntries(MARKUP.map((code) => [code, markup])),
    document: Object.fromEntries(STARTS.map((code) => [code, containers])),
  };
}

function codesOf(ascii: string): readonly number[] {
  return Array.from(ascii, (character) => character.charCodeAt(0));
}

function markupGate(): Construct {
  const counts = new WeakMap<TokenizeContext, Map<number | null, number>>();
  return {
    name: "markupGate",
    tokenize(effects, ok, nok) {
      const runs = counts.get(this) ?? new Map<number | null, number>();
      counts.set(this, runs);
      return (code) => {
        const count = (runs.get(code) ?? 0) + 1;
        runs.set(code, count);
        if (count <= RUNS_IN_A_PARAGRAPH) return nok(code);
        effects.enter("data");
        effects.consume(code);
        effects.exit("data");
        return ok;
      };
    },
  };
}

function containerGate(): Construct {
  const lines = new WeakMap<ParseContext, { line: number; count: number }>();
  return {
    name: "containerGate",
    tokenize(_effects, _ok, nok) {
      const { line } = this.now();
      const seen = lines.get(this.parser);
      const count = seen?.line === line ? seen.count + 1 : 1;
      lines.set(this.parser, { line, count });
      // The list of disabled constructs is this one parse's own.
      const disabled = this.parser.constructs.disable.null ?? [];
      const over = count > CONTAINERS_ON_A_LINE;
      const off = disabled.includes("list");
      if (over && !off) disabled.push(...CONTAINERS);
      if (!over && off) disabled.splice(disabled.indexOf("list"), CONTAINERS.length);
      return nok;
    },
  };
}
