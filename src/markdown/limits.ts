import type {
  Code,
  Construct,
  ConstructRecord,
  Extension,
  ParseContext,
  TokenizeContext,
} from "micromark-util-types";

/**
 * How many runs of one kind of character are read as markup in one paragraph, heading or cell. The
 * parser's time grows with the square of that number; what is over it is plain text.
 */
const RUNS_IN_A_PARAGRAPH = 500;

/** How many `<` may turn out to start no tag; for each, the parser looks through the whole paragraph. */
const FALSE_TAGS_IN_A_PARAGRAPH = 50;

/**
 * How many words of a paragraph with a `[` may start a bare address; for each, the parser looks back
 * to that bracket.
 */
const ADDRESSES_IN_A_PARAGRAPH = 1000;

/** How many block quotes and list items may start on one line; GitHub stops at 100 too. */
const CONTAINERS_ON_A_LINE = 100;

/**
 * Behind this column no block quote and no list item starts, which ends lists within lists: each level
 * takes two columns at least, and each line is compared with all levels. GitHub stops at 100 levels.
 */
const LAST_COLUMN_OF_A_START = 260;

const CONTAINERS = ["list", "blockQuote", "gfmFootnoteDefinition"];
const ADDRESSES = new Set(["emailAutolink", "wwwAutolink", "protocolAutolink"]);

/** The characters that open or close emphasis, links, images, footnotes and strikethrough. */
const MARKUP = codesOf("![]*_~");
/** The characters that start a block quote, a list item or a footnote. */
const STARTS = codesOf(">-+*0123456789[");
const [OPENING_BRACKET = 0, LESS_THAN = 0] = codesOf("[<");

/** The characters that make the line above a heading. */
const UNDERLINES = codesOf("-=");

/** What was seen in the paragraph that is being read. */
interface Seen {
  readonly runs: Map<Code, number>;
  falseTags: number;
  addresses: number;
}

/**
 * `gfm` with limits that keep hostile text from taking the parser more than a moment. Gates stand
 * before the parser's own constructs and let them through until a limit is reached. A plan written
 * by people never comes near.
 */
export function limited(gfm: Extension): Extension {
  let paragraph: TokenizeContext | undefined;
  let inIt: Seen = { runs: new Map(), falseTags: 0, addresses: 0 };
  // Paragraphs are read one after the other.
  const seenIn = (context: TokenizeContext): Seen => {
    if (context !== paragraph) inIt = { runs: new Map(), falseTags: 0, addresses: 0 };
    paragraph = context;
    return inIt;
  };
  const text: ConstructRecord = {};
  for (const [code, constructs] of Object.entries(gfm.text ?? {})) {
    text[code] = [constructs ?? []].flat().map((construct) => limitAddress(construct, seenIn));
  }
  const markup = gate((code, context) => {
    const { runs } = seenIn(context);
    runs.set(code, (runs.get(code) ?? 0) + 1);
    return (runs.get(code) ?? 0) > RUNS_IN_A_PARAGRAPH;
  });
  const tags = gate((_code, context) => {
    const seen = seenIn(context);
    if (seen.falseTags > FALSE_TAGS_IN_A_PARAGRAPH) return true;
    if (!endsWithTag(context)) seen.falseTags += 1;
    return false;
  });
  for (const code of MARKUP) text[code] = [markup, text[code] ?? []].flat();
  text[LESS_THAN] = [tags, text[LESS_THAN] ?? []].flat();
  const containers = containerGate();
  const document: ConstructRecord = { ...gfm.document };
  for (const code of STARTS) document[code] = [containers, document[code] ?? []].flat();
  const flow: ConstructRecord = { ...gfm.flow };
  for (const code of UNDERLINES) flow[code] = [underline, flow[code] ?? []].flat();
  return { ...gfm, text, document, flow };
}

/**
 * The parser's own heading by underline, which copies all that was read before it; here it is given
 * no more than its own lines.
 */
const underline: Construct = {
  name: "setextUnderline",
  tokenize(effects, ok, nok) {
    return ownUnderline(this)?.tokenize.call(this, effects, ok, nok) ?? nok;
  },
  resolveTo(events, context) {
    const start = events.findLastIndex(
      ([kind, { type }]) => kind === "enter" && type === "content",
    );
    const lines = events.splice(start);
    for (const event of ownUnderline(context)?.resolveTo?.(lines, context) ?? lines) {
      events.push(event);
    }
    return events;
  },
};

function ownUnderline({ parser }: TokenizeContext): Construct | undefined {
  const [, equals] = UNDERLINES;
  return [parser.constructs.flow?.[equals ?? 0] ?? []]
    .flat()
    .find((construct) => construct !== underline && construct.name === underline.name);
}

/** A construct that takes a character for plain text where `closed` says so. */
function gate(closed: (code: Code, context: TokenizeContext) => boolean): Construct {
  return {
    name: "gate",
    tokenize(effects, ok, nok) {
      return (code) => {
        if (!closed(code, this)) return nok(code);
        effects.enter("data");
        effects.consume(code);
        effects.exit("data");
        return ok;
      };
    },
  };
}

function limitAddress(construct: Construct, seenIn: (context: TokenizeContext) => Seen): Construct {
  if (!ADDRESSES.has(construct.name ?? "")) return construct;
  const { tokenize } = construct;
  return {
    ...construct,
    tokenize(effects, ok, nok) {
      const seen = seenIn(this);
      if (seen.runs.has(OPENING_BRACKET)) seen.addresses += 1;
      if (seen.addresses > ADDRESSES_IN_A_PARAGRAPH) return nok;
      return tokenize.call(this, effects, ok, nok);
    },
  };
}

/** Whether the last `<` of this paragraph was one of a tag: nothing but text follows it. */
function endsWithTag({ events }: TokenizeContext): boolean {
  const last = events.slice(-4).findLast(([, { type }]) => type !== "data");
  return last?.[1].type === "htmlText" || last?.[1].type === "autolink";
}

function containerGate(): Construct {
  const lines = new WeakMap<ParseContext, { line: number; count: number }>();
  return {
    name: "containerGate",
    tokenize(_effects, _ok, nok) {
      const { line, column } = this.now();
      const seen = lines.get(this.parser);
      const count = seen?.line === line ? seen.count + 1 : 1;
      lines.set(this.parser, { line, count });
      // The list of disabled constructs is this one parse's own.
      const disabled = this.parser.constructs.disable.null ?? [];
      const over = count > CONTAINERS_ON_A_LINE || column > LAST_COLUMN_OF_A_START;
      const off = disabled.includes("list");
      if (over && !off) disabled.push(...CONTAINERS);
      if (!over && off) disabled.splice(disabled.indexOf("list"), CONTAINERS.length);
      return nok;
    },
  };
}

function codesOf(ascii: string): readonly number[] {
  return Array.from(ascii, (character) => character.charCodeAt(0));
}
