import type { ListItem, Paragraph, Root } from "mdast";
import { plainText } from "../markdown.js";
import type { PlanItem } from "../plan.js";
import { taskItemsOf } from "../progress.js";
import { referencesIn, type WrittenReference } from "../references.js";
import { readStamp, type PlanTime } from "./times.js";

/** A task list item with all that it says. */
export interface PlanTask extends PlanItem {
  /** `(2025-10-13T19:00Z)` in its text: when it was done. */
  readonly time: PlanTime | undefined;
  /** `(completed: X; remaining: Y)`: what of it is done, and what is not. */
  readonly partial: { readonly completed: string; readonly remaining: string } | undefined;
  /** Its text says that it may be left out. */
  readonly optional: boolean;
  /** Struck through: it will not be done. GitHub counts it all the same. */
  readonly dropped: boolean;
  /** Issues and pull requests that its own paragraph refers to. */
  readonly references: readonly WrittenReference[];
}

/** Text in which brackets close, of a length that keeps looking for it quick. */
const SAID = String.raw`((?:[^()]|\([^()]{0,100}\)){0,400}?)`;
const PARTIAL = new RegExp(
  String.raw`\(completed:\s*${SAID}\s*[;,]\s*remaining:\s*${SAID}\s*\)`,
  "i",
);
const OPTIONAL = /^\(?optional\b|[([]optional\b/i;

/** The counted items of a tree with their details. */
export function readItems(
  tree: Root,
  counted: readonly PlanItem[],
  host?: string,
): readonly PlanTask[] {
  const nodes = taskItemsOf(tree);
  return counted.map((item, index) => {
    const [, completed, remaining] = PARTIAL.exec(item.text) ?? [];
    const paragraph = nodes[index] === undefined ? undefined : paragraphOf(nodes[index]);
    return Object.assign({}, item, {
      time: readStamp(item.text),
      partial:
        completed === undefined || remaining === undefined ? undefined : { completed, remaining },
      optional: OPTIONAL.test(item.text),
      dropped: paragraph !== undefined && isDropped(paragraph),
      references: paragraph === undefined ? [] : referencesIn(paragraph, host),
    });
  });
}

function paragraphOf(item: ListItem): Paragraph | undefined {
  return item.children.find((child) => child.type === "paragraph");
}

/** Struck through from the start, in Markdown or HTML, with at most a remark behind. */
function isDropped({ children }: Paragraph): boolean {
  let isOpen = false;
  let isStruck = false;
  let rest = "";
  for (const child of children) {
    if (child.type === "html") {
      if (/^<(?:del|s|strike)[\s>]/i.test(child.value)) isOpen = true;
      if (/^<\/(?:del|s|strike)\s*>/i.test(child.value)) isOpen = false;
      continue;
    }
    const said = plainText(child);
    if (said === "") continue;
    const struck = isOpen || child.type === "delete";
    if (!isStruck && !struck) return false;
    isStruck = true;
    if (!struck) rest += ` ${said}`;
  }
  return isStruck && /^(?:$|[(—–:→,;-])/.test(rest.trim());
}
