import type { Root, RootContent, Definition, FootnoteDefinition, Nodes, Node } from "mdast";

/** Where a node starts in its source. */
export function startOf(node: Node): number {
  return node.position?.start.offset ?? 0;
}

/** Where a node ends in its source. */
export function endOf(node: Node): number {
  return node.position?.end.offset ?? 0;
}

/** Offset of the start of the line that `offset` is on. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** A change to a piece of source. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** An edit that puts `text` in at `offset`. */
export function insertion(offset: number, text: string): Edit {
  return { start: offset, end: offset, text };
}

/** Carries out `edits`, which do not overlap, on the part of `text` from `start` to `end`. */
export function applyEdits(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  edits: readonly Edit[],
): string {
  let result = "";
  let at = start;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (edit.start < at || edit.end > end) continue;
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at, end);
}

/** Markdown with its syntax tree; positions in the tree are offsets into `text`. */
export interface Source {
  /** LF line ends, no NUL. */
  readonly text: string;
  readonly root: Root;
}

/** `text` as a code block that nothing in it can end. */
export function fence(text: string, info = "text"): string {
  const runs = text.match(/`{3,}/g) ?? [];
  const ticks = "`".repeat(runs.reduce((longest, run) => Math.max(longest, run.length + 1), 3));
  return `${ticks}${info}\n${text}\n${ticks}`;
}

/** The whole lines that a child of the document stands on. */
export function lineRange(source: Source, node: RootContent): { start: number; end: number } {
  return { start: lineStart(source.text, startOf(node)), end: endOf(node) };
}

/** Every node of a tree, in no particular order. */
export function* nodesIn(tree: Root): Generator<Nodes> {
  const waiting: Nodes[] = [tree];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node;
    if ("children" in node) for (const child of node.children) waiting.push(child);
  }
}

/** Whether there is something in a tree that {@link isDefinition}. */
export function hasDefinition(tree: Root): boolean {
  for (const node of nodesIn(tree)) if (isDefinition(node)) return true;
  return false;
}

/** Whether a node is a list with a task list item of its own. */
export function isTaskList(node: Nodes): boolean {
  return node.type === "list" && node.children.some(({ checked }) => typeof checked === "boolean");
}

/** Whether a node says what links or footnotes anywhere in the document refer to. */
export function isDefinition(node: Nodes): node is Definition | FootnoteDefinition {
  return node.type === "definition" || node.type === "footnoteDefinition";
}
