import type { Nodes } from "mdast";

/** Kinds of nodes and where links go, without what people may write. */
export function shape(node: Nodes): string {
  const { type } = node;
  if (type === "html") return node.value.split(" ").slice(0, 2).join(" ");
  const to = type === "link" || type === "image" ? ` to ${new URL(node.url).host}` : "";
  const children = "children" in node ? node.children.map(shape) : [];
  return `${type}${to}(${children.join(" ")})`;
}

/** The texts of a tree that are of these kinds. */
export function textsIn(
  node: Nodes,
  kinds: readonly string[] = ["text", "html"],
): readonly string[] {
  if ("value" in node) return kinds.includes(node.type) ? [node.value] : [];
  return "children" in node ? node.children.flatMap((child) => textsIn(child, kinds)) : [];
}

/** As GitHub looks for mentions: nowhere in code. */
export const MENTION = /(?:^|[^\w`/])@[a-z\d]/i;

/** The texts in which GitHub finds a mention. */
export function mentionsIn(tree: Nodes): readonly string[] {
  return textsIn(tree).filter((part) => MENTION.test(part));
}

/** The kinds of all nodes of a tree. */
export function kindsIn(node: Nodes): readonly string[] {
  return [node.type, ...("children" in node ? node.children.flatMap(kindsIn) : [])];
}

/** Where the links and images of a tree lead. */
export function linksIn(node: Nodes): readonly string[] {
  const own = node.type === "link" || node.type === "image" ? [node.url] : [];
  return [...own, ...("children" in node ? node.children.flatMap(linksIn) : [])];
}
