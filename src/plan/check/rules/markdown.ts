import type { Code, Html } from "mdast";
import { fieldsOf, linesOf, nodesOf } from "../../../markdown/outline.js";
import { lineOf } from "../../../markdown/parse.js";
import { linesText, type Checked, type Found, type Rule } from "../finding.js";
import { textLines } from "../../../model/text.js";

/** A fenced code block runs to the end of what holds it, or to a fence that was meant for another. */
export const fenceUnclosed: Rule = {
  id: "fence-unclosed",
  severity: "error",
  about: "a code fence that is never closed",
  help: "A code fence is never closed, so that everything after it is code, or is closed by a fence that was meant for another block. Only the first such fence is reported, and nothing that seems missing because of it.",
  find(checked) {
    return brokenFences(checked).map(({ line, inner, outermost }): Found => {
      if (inner !== undefined) {
        return {
          line,
          message: `The code block that starts here is not closed before line ${inner}, where another starts.`,
          fix: "Close it before that line; if that line belongs to it, open and close it with one more backtick.",
        };
      }
      const rest = outermost
        ? "everything after it is code"
        : "the rest of the item or quote is code";
      return {
        line,
        message: `The code block that starts here is never closed; ${rest}.`,
        fix: "Close it with a line of the same backticks or tildes.",
      };
    });
  },
};

/**
 * Whether a fence or a comment hides the rest of the document, or where it ends, so that nobody can
 * say what is missing.
 */
export function isCutOff(checked: Pick<Checked, "tree" | "sections" | "text" | "shift">): boolean {
  return (
    brokenFences(checked).some(({ outermost }) => outermost) ||
    openComments(checked).some((node) => checked.tree.children.includes(node))
  );
}

/** A comment runs to the end of the file, and what it hides is neither shown nor counted. */
export const commentUnclosed: Rule = {
  id: "comment-unclosed",
  severity: "error",
  about: "a comment that is never closed",
  help: "A comment (`<!--`) is never closed, and hides the lines after it: they are neither shown nor counted.",
  find(checked) {
    return openComments(checked).map((node): Found => {
      const boxes =
        node.value.match(/^[ \t>]*(?:[-+*]|\d{1,9}[.)])[ \t]+\[[ xX]\][ \t]/gm)?.length ?? 0;
      const hidden =
        boxes === 0 ? "" : `, including ${boxes === 1 ? "1 checkbox" : `${boxes} checkboxes`}`;
      return {
        line: lineOf(node),
        message: `The comment that starts here is never closed; it hides what follows${hidden}.`,
        fix: "Close it with -->.",
      };
    });
  },
};

/** The comments that only their container, or the file, ends, if they hide more than their own line. */
function openComments({ sections, text }: Pick<Checked, "sections" | "text">): readonly Html[] {
  if (!text.includes("<!--")) return [];
  return nodesOf(sections, "html").filter(({ value }) => {
    return value.startsWith("<!--") && !value.includes("-->") && /[\r\n]\s*\S/.test(value);
  });
}

/** So many words with a full stop are a sentence. */
const SENTENCE = 5;

/** A line of dashes right below text makes it a heading. */
export const headingUnintended: Rule = {
  id: "heading-unintended",
  severity: "warning",
  about: "a line of dashes makes a heading of the text above it",
  help: "A line of dashes stands right below several lines, a sentence or fields such as `**Status**: Draft`, and makes one heading of them. A short line above dashes is a heading that somebody meant.",
  find({ sections, tree, text, shift }) {
    if (sections.length < 2) return [];
    return tree.children.flatMap((node, at): readonly Found[] => {
      if (node.type !== "heading" || node.depth !== 2) return [];
      const { start, end } = node.position ?? {};
      const source = text.slice((start?.offset ?? 0) + shift, (end?.offset ?? 0) + shift);
      if (!/[\r\n][ \t>]*-+[ \t]*$/.test(source)) return [];
      const lines = linesOf(node.children).filter((line) => line.text !== "");
      const first = lines[0]?.text ?? "";
      const isSentence = first.endsWith(".") && first.split(" ").length >= SENTENCE;
      // `Phase 1: Setup` is a heading, `**Status**: Draft` is none.
      const isField = /^(?:[ \t>]*)\*\*[^*]+\*\*/.test(source) && fieldsOf(lines).length > 0;
      if (lines.length < 2 && !isSentence && !isField) return [];
      return [
        {
          line: lineOf(node),
          message: "The dashes below this text make it a heading.",
          fix:
            tree.children[at - 1]?.type === "thematicBreak"
              ? "Move it with both its lines of dashes to the first line of the file, where it is front matter, or put an empty line before the dashes."
              : "Put an empty line before the dashes.",
        },
      ];
    });
  },
};

interface Broken {
  readonly line: number;
  /** The line inside that looks like the start of another block. */
  readonly inner: number | undefined;
  /** Nothing but the end of the document ends it. */
  readonly outermost: boolean;
}

/** The blocks that go wrong; of the outermost ones just the first, which puts all that follow wrong. */
function brokenFences({
  tree,
  sections,
  text,
  shift,
}: Pick<Checked, "tree" | "sections" | "text" | "shift">): readonly Broken[] {
  const blocks = nodesOf(sections, "code").flatMap((node) => {
    const { start, end } = node.position ?? {};
    const source = text.slice((start?.offset ?? 0) + shift, (end?.offset ?? 0) + shift);
    const fence = /^(?:`{3,}|~{3,})/.exec(source)?.[0];
    if (fence === undefined) return [];
    const outermost = tree.children.includes(node);
    return [{ node, fence, closed: isClosed(source, fence), outermost }];
  });
  const open = blocks.some(({ closed, outermost }) => outermost && !closed);
  const broken = blocks.flatMap(({ node, fence, closed, outermost }): readonly Broken[] => {
    const inner = outermost ? innerStart(node, fence, open) : undefined;
    return closed && inner === undefined ? [] : [{ line: lineOf(node), inner, outermost }];
  });
  const first = broken.find(({ outermost }) => outermost);
  return broken.filter((block) => block === first || !block.outermost);
}

/** Whether a block ends with a fence like the one it starts with. */
function isClosed(source: string, fence: string): boolean {
  const end = /[\r\n][\s>]*(`{3,}|~{3,})[ \t]*$/.exec(source.trimEnd());
  return end?.[1]?.startsWith(fence) === true;
}

/**
 * The line inside a block that would start another, with a language, were it outside. Where all
 * blocks of the document close, it may be meant so, and counts only behind an empty line.
 */
function innerStart(node: Code, fence: string, open: boolean): number | undefined {
  const lines = node.value.split("\n");
  const index = lines.findIndex((line, at) => {
    const [, own] = /^ {0,3}(`{3,}|~{3,})[ \t]*[^\s`]/.exec(line) ?? [];
    return own?.startsWith(fence) === true && (open || lines.slice(0, at).includes(""));
  });
  return index === -1 ? undefined : lineOf(node) + 1 + index;
}

/** A row of a table has another number of cells than its head. */
export const tableWidth: Rule = {
  id: "table-width",
  severity: "warning",
  about: "a table row is wider or narrower than its head",
  help: "A row of a table has more or fewer cells than its head. GitHub drops what is too much; mostly it is a `|` that should be `\\|`, in code too. Rows of one table that are too wide, or too narrow, are one finding.",
  find({ sections }) {
    return nodesOf(sections, "table").flatMap((table) => {
      const [head, ...rows] = table.children;
      const width = head?.children.length ?? 0;
      return rows.flatMap((row): readonly Found[] => {
        const own = row.children.length;
        if (own === width) return [];
        return [
          {
            line: lineOf(row),
            message: `This row has ${count(own)}, but the table's header has ${count(width)}.`,
            fix:
              own > width
                ? "Write a | inside a cell as \\|, even in code; GitHub drops the extra cells."
                : "Add the missing cells, even if they are empty.",
            cause: `${lineOf(table)} ${own > width ? "more" : "fewer"} ${count(width)}`,
          },
        ];
      });
    });
  },
  join(places) {
    const [, more, width] = /^\d+ (more|fewer) (.*)$/.exec(places[0]?.cause ?? "") ?? [];
    const lines = linesText(places.map(({ line }) => line));
    return {
      message: `${places.length} rows have ${more} cells than the table's header, which has ${width}: lines ${lines}.`,
      fix: places[0]?.fix ?? "",
    };
  },
};

function count(cells: number): string {
  return cells === 1 ? "1 cell" : `${cells} cells`;
}

/** Something in the file was no text, now or when it was last saved. */
export const characterLost: Rule = {
  id: "character-lost",
  severity: "error",
  about: "bytes that are not text",
  help: "The file has bytes that are not UTF-8, or characters that were lost when it was saved.",
  find({ text }) {
    if (!text.includes("\uFFFD")) return [];
    return textLines(text).flatMap((line, index): readonly Found[] => {
      const lost = line.split("\uFFFD").length - 1;
      if (lost === 0) return [];
      const what = lost === 1 ? "A character is" : `${lost} characters are`;
      return [
        {
          line: index + 1,
          message: `${what} lost here: not valid UTF-8, now or when the file was last saved.`,
          fix: "Write it again, and save the file as UTF-8.",
        },
      ];
    });
  },
};
