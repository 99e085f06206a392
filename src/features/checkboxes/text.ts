import { inlineText } from "../../markdown/escape.js";
import type { RejectedEdit } from "../../model/metadata.js";
import { CONTROLS, isControl, readItemBox, boxMarker, boxOf, type ControlId } from "./boxes.js";

/** The boxes of the status comment. */
export interface CheckboxStatus {
  /** Whether open items can be ticked. */
  readonly items: boolean;
  readonly controls: readonly ControlId[];
  /** Ticks that came to nothing. */
  readonly denied: readonly RejectedEdit[];
}

/** What stands before and behind an open item, as Markdown. */
export function itemBoxView(
  item: { readonly label: string; readonly text: string },
  panel: CheckboxStatus | undefined,
  isWaiting: boolean,
): { readonly before: string; readonly behind: string } {
  if (isWaiting) return { before: "☑ ", behind: " · waits to be merged" };
  if (panel?.items !== true) return { before: "", behind: "" };
  return { before: "[ ] ", behind: ` ${boxMarker(boxOf(item))}` };
}

/** The controls, and why boxes came back open; `undefined` for neither. */
export function checkboxesView(panel: CheckboxStatus | undefined): object | undefined {
  if (panel === undefined || panel.controls.length + panel.denied.length === 0) return undefined;
  return {
    boxes: panel.controls.map((control) => `[ ] ${CONTROLS[control]} ${boxMarker(control)}`),
    denied: panel.denied.map(denialText),
  };
}

function denialText({ box, by, why }: RejectedEdit): string {
  const item = readItemBox(box);
  const what =
    item !== undefined ? `item ${item.label}` : isControl(box) ? `“${CONTROLS[box]}”` : "a box";
  switch (why) {
    case "permission":
      return `**${inlineText(by)}** may not tick ${what} here, so it is open again.`;
    case "unknown":
      return `Nobody knows who ticked ${what}, so it is open again. Tick it once more.`;
    case "changed":
      return `**${inlineText(by)}** ticked ${what}, which is another one by now. See what the plan says, and tick that.`;
  }
}
