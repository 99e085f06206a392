import type { Definition, FootnoteDefinition, Nodes, Root } from "mdast";

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
