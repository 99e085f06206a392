import type { Heading, ListItem, Paragraph, Root } from "mdast";
import { lineOf, plainText } from "../../markdown/parse.js";
import { referencesIn, type WrittenReference } from "../../markdown/references.js";
import { readStamp, type PlanTime } from "../../markdown/timelines.js";
import { deliveredBy } from "./delivery.js";
import { isBare, taskItemsOf, type PlanItem } from "./progress.js";

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
  /** Those of them that it says the work is delivered by. */
  readonly deliveredBy: readonly WrittenReference[];
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
  const headings = tree.children.filter((node) => node.type === "heading");
  let above = -1;
  return counted.map((item) => {
    const [, completed, remaining] = PARTIAL.exec(item.text) ?? [];
    const node = nodes[item.index];
    const own = node === undefined ? undefined : paragraphOf(node);
    for (let next = headings[above + 1]; next !== undefined && lineOf(next) < item.line;) {
      above += 1;
      next = headings[above + 1];
    }
    const heading = own !== undefined && isNamedAbove(item, own) ? headings[above] : undefined;
    const paragraph = heading ?? own;
    return Object.assign({}, item, {
      time: readStamp(item.text),
      partial:
        completed === undefined || remaining === undefined ? undefined : { completed, remaining },
      optional: OPTIONAL.test(item.text),
      dropped: paragraph !== undefined && isDropped(paragraph),
      references: paragraph === undefined ? [] : referencesIn(paragraph, host),
      deliveredBy: paragraph === undefined ? [] : deliveredBy(paragraph, host),
    });
  });
}

/** Whether an item is called what its heading says. */
function isNamedAbove({ text }: PlanItem, paragraph: Paragraph): boolean {
  const own = plainText(paragraph);
  return isBare(own) && text !== own;
}

function paragraphOf(item: ListItem): Paragraph | undefined {
  return item.children.find((child) => child.type === "paragraph");
}

/** Struck through from the start, in Markdown or HTML, with at most a remark behind. */
function isDropped({ children }: Paragraph | Heading): boolean {
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
