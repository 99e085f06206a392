import type { Table, TableRow } from "mdast";
import {
  applyEdits,
  endOf,
  insertion,
  startOf,
  type Edit,
  nodesIn,
} from "../../markdown/source.js";
import { addressOf } from "../../markdown/normalize-links.js";
import { parseMarkdown, readDocument, type Document } from "../../markdown/parse.js";
import { relativePath } from "../../markdown/links.js";
import { readPseudoCheckboxes } from "../../markdown/pseudo-checkboxes.js";
import type { Finding } from "./finding.js";
import { decoded, formerFolder, resolvePath, resolvesFrom } from "./rules/links.js";

/** What a fix needs to know of the plan's surroundings. */
export interface FixOptions {
  /** What was found in the text; nothing else is touched. */
  readonly findings: readonly Finding[];
  /** The plan's path from the repository's root. */
  readonly path?: string | undefined;
  readonly exists?: ((path: string) => boolean) | undefined;
  /** Paths of the repository's files of that name; links to files that moved stay without. */
  readonly filesCalled?: ((name: string) => readonly string[]) | undefined;
}

/**
 * A plan with what has one right answer put right: table rows of the wrong width, `[x]Text`, and links
 * that broke because the plan or the one file of that name was moved. Everything else stays as it is,
 * byte for byte.
 */
export function fixPlan(text: string, options: FixOptions): string {
  const document = readDocument(text);
  const { tree, shift } = document;
  const body = text.slice(shift);
  const isFound = (rule: string, line: number | undefined): boolean =>
    options.findings.some((finding) => {
      return finding.rule === rule && (finding.lines ?? [finding.line]).includes(line ?? 0);
    });
  const edits: Edit[] = boxEdits(document, text, isFound).slice();
  const links: Link[] = [];
  for (const node of nodesIn(tree)) {
    if (node.type === "table") edits.push(...tableEdits(body, node, isFound));
    if (node.type !== "link" && node.type !== "image" && node.type !== "definition") continue;
    const { position } = node;
    const place = addressOf(body, node);
    if (place === undefined || !isFound("link-dangling", position?.start.line)) continue;
    links.push({ url: node.url, ...place });
  }
  edits.push(...linkEdits(links, options));
  const sorted = edits.toSorted((a, b) => a.start - b.start);
  return text.slice(0, shift) + applyEdits(body, { start: 0, end: body.length }, sorted);
}

type IsFound = (rule: string, line: number | undefined) => boolean;

/** A space behind the box of `[x]Text`. */
function boxEdits(document: Document, text: string, isFound: IsFound): readonly Edit[] {
  const boxes = readPseudoCheckboxes(document, text).filter(
    ({ kind, line }) => kind === "space" && isFound("box-unrendered", line),
  );
  if (boxes.length === 0) return [];
  const body = text.slice(document.shift);
  const starts = [0, ...[...body.matchAll(/\r\n|\r|\n/g)].map((end) => end.index + end[0].length)];
  return boxes.flatMap(({ line, mark }): readonly Edit[] => {
    const start = starts[line - 1] ?? 0;
    const at = body.slice(start, starts[line] ?? body.length).indexOf(`[${mark}]`);
    return at === -1 ? [] : [insertion(start + at + mark.length + 2, " ")];
  });
}

function tableEdits(body: string, table: Table, isFound: IsFound): readonly Edit[] {
  const [head, ...rows] = table.children;
  const width = head?.children.length ?? 0;
  return rows.flatMap((row): readonly Edit[] => {
    if (row.children.length === width || !isFound("table-width", row.position?.start.line))
      return [];
    const [start, end] = [startOf(row), endOf(row)];
    const source = body.slice(start, end);
    const fixed = candidates(body, row, width).find((candidate) => {
      return candidate !== source && cellsOf(candidate, width) === width;
    });
    return fixed === undefined ? [] : [{ start, end, text: fixed }];
  });
}

/** The row with the cells that it lacks, or without what made too many of it. */
function candidates(body: string, row: TableRow, width: number): readonly string[] {
  const [start, end] = [startOf(row), endOf(row)];
  const source = body.slice(start, end);
  const { children: cells } = row;
  if (cells.length < width) {
    const close = source.endsWith("|") ? "" : " |";
    return [source + close + " |".repeat(width - cells.length)];
  }
  const inCode = source.replaceAll(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, (span) =>
    span.replaceAll(/(?<!\\)\|/g, String.raw`\|`),
  );
  const isEmpty = cells.slice(width).every(({ children }) => children.length === 0);
  const cut = cells[width] === undefined ? end : startOf(cells[width]);
  return isEmpty ? [inCode, `${body.slice(start, cut).trimEnd()} |`] : [inCode];
}

/** How many cells a row has below a head of `width` cells. */
function cellsOf(row: string, width: number): number | undefined {
  const table = parseMarkdown(`${"|a".repeat(width)}|\n${"|-".repeat(width)}|\n${row}`).children[0];
  return table?.type === "table" ? table.children[1]?.children.length : undefined;
}

interface Link {
  readonly url: string;
  readonly start: number;
  readonly end: number;
}

function linkEdits(links: readonly Link[], options: FixOptions): readonly Edit[] {
  const { path, exists, filesCalled } = options;
  if (path === undefined || exists === undefined) return [];
  const lost = links.map(({ url }) => url);
  const before = formerFolder({ path, exists }, lost);
  return links.flatMap(({ url, start, end }): readonly Edit[] => {
    const [, file = "", rest = ""] = /^([^?#]*)(.*)$/s.exec(url) ?? [];
    if (file === "" || exists(resolvePath(path, decoded(file)) ?? "..")) return [];
    const target =
      before !== undefined && resolvesFrom({ exists }, before, url)
        ? resolvePath(`${before}/x`, decoded(file))
        : onlyFile(decoded(file), filesCalled);
    if (target === undefined) return [];
    return [{ start, end, text: relativeUrl(path, target) + rest }];
  });
}

function onlyFile(file: string, filesCalled: FixOptions["filesCalled"]): string | undefined {
  const name = file.split("/").at(-1) ?? "";
  const found = name === "" || filesCalled === undefined ? [] : filesCalled(name);
  return found.length === 1 ? found[0] : undefined;
}

/** How a file links to another one. */
function relativeUrl(from: string, to: string): string {
  return relativePath(from, to).replaceAll(/[\s()<>%#?]/g, (character) =>
    encodeURIComponent(character).replace("(", "%28").replace(")", "%29"),
  );
}
