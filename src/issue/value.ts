import type { PhrasingContent } from "mdast";

/** Running text that is escaped for the place where a template puts it. */
export interface Inline {
  readonly kind: "inline";
  /** Holds no raw HTML that is not closed within it; a line end is a `break`, and nothing else. */
  readonly nodes: readonly PhrasingContent[];
}

/** A piece of a {@link Block}. */
export type Part =
  | {
      readonly type: "heading";
      /** 1 is the highest in its block; the place decides what level that becomes. */
      readonly depth: number;
      readonly text: Inline;
    }
  | {
      readonly type: "markdown";
      /** Whole blocks that close whatever they open and hold no heading of the document's own. */
      readonly source: string;
    };

/** Markdown blocks, to be indented, and their headings lowered, for the place they go to. */
export interface Block {
  readonly kind: "block";
  readonly parts: readonly Part[];
}

/** `text` as it is, without Markdown of its own; `undefined` where there is none. */
export function plain(text: string | undefined): Inline | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  return { kind: "inline", nodes: [{ type: "text", value: text }] };
}

/** Blocks one after the other; `undefined` where there are none. */
export function joinBlocks(blocks: readonly (Block | undefined)[]): Block | undefined {
  const parts = blocks.flatMap((block) => block?.parts ?? []);
  return parts.length === 0 ? undefined : { kind: "block", parts };
}
