import { fileUrl, repositoryUrl } from "./links.js";
import type { Status } from "./status-comment.js";
import { inlineText } from "./text.js";

/** How far putting the plan away is. */
export type CloseOutStatus =
  | { readonly kind: "proposed"; readonly number: number }
  | { readonly kind: "done" | "offered" | "taken"; readonly to: string };

/** The sentence of the status comment that says so, as Markdown. */
export function closeOutNote({ closeOut, issue }: Status): string | undefined {
  if (closeOut === undefined) return undefined;
  const isOpen = issue.state === "open";
  if (closeOut.kind === "proposed") {
    const pull = `#${closeOut.number}`;
    return isOpen
      ? `${pull} puts the plan away, while this issue is open: merge it once the work is done, or close it.`
      : `${pull} puts the plan away: merge it, or close it to leave the plan where it is.`;
  }
  const path = inlineText(closeOut.to, 200);
  switch (closeOut.kind) {
    case "done": {
      const url = fileUrl(repositoryUrl(issue), "HEAD", closeOut.to);
      const moved = `The plan was put away as [${path}](${url})`;
      return isOpen ? `${moved}, and this issue is open again.` : `${moved}.`;
    }
    case "taken":
      return `The plan cannot be put away: there is a file ${path} already. Move that one, or merge both by hand.`;
    case "offered":
      return `\`/plan close-out\` in a comment opens a pull request that puts the plan away as ${path}.`;
  }
}
