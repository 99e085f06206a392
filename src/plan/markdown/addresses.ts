import type { Nodes, Root } from "mdast";
import type { Extension as TreeExtension } from "mdast-util-from-markdown";
import type { Extension } from "micromark-util-types";

/** What a bare address has: GFM 6.9, "Autolinks (extension)". */
const IN_ADDRESS = /@|https?:\/\/|www\./i;

/**
 * `gfm` without bare e-mail addresses, for texts without an `@`: the same tree in much less time,
 * because every letter and digit may start such an address.
 */
export function withoutMail(gfm: Extension): Extension {
  const text = Object.entries(gfm.text ?? {}).map(([code, constructs]) => {
    const others = [constructs ?? []].flat().filter(({ name }) => name !== "emailAutolink");
    return [code, others] as const;
  });
  return { ...gfm, text: Object.fromEntries(text.filter(([, others]) => others.length > 0)) };
}

/** `extension`, whose transforms, which look for bare addresses, run only where there may be one. */
export function whereAddressed(extension: TreeExtension): TreeExtension {
  const { transforms, ...others } = extension;
  const guarded = (transforms ?? []).map((transform) => (tree: Root) => {
    if (mayHoldAddress(tree)) return transform(tree);
    return undefined;
  });
  return { ...others, transforms: guarded };
}

/** Whether there is what a bare address has in any text outside of links, where none are looked for. */
function mayHoldAddress(node: Nodes): boolean {
  if (node.type === "text") return IN_ADDRESS.test(node.value);
  if (node.type === "link" || node.type === "linkReference") return false;
  return "children" in node && node.children.some(mayHoldAddress);
}
