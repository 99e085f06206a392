import { inlineText } from "../../markdown/escape.js";
import type { RejectedEdit } from "../../model/metadata.js";
import { commentSection, type CommentSection } from "../bot-text.js";
import { CONTROLS, isControl, readItemBox, boxMarker, boxOf, type ControlId } from "./boxes.js";

const section = commentSection("controls");

/** The boxes of the status comment. */
export interface CheckboxStatus {
  /** Whether open items can be ticked. */
  readonly items: boolean;
  readonly controls: readonly ControlId[];
  /** Ticks that were not accepted. */
  readonly denied: readonly RejectedEdit[];
}

/** What stands before and behind an open item, as Markdown. */
export function itemBoxView(
  item: { readonly label: string; readonly text: string },
  checkboxes: CheckboxStatus | undefined,
  isWaiting: boolean,
): { readonly before: string; readonly behind: string } {
  if (isWaiting) return { before: "☑ ", behind: " · waiting to be merged" };
  if (checkboxes?.items !== true) return { before: "", behind: "" };
  return { before: "[ ] ", behind: ` ${boxMarker(boxOf(item))}` };
}

/** The controls, and why boxes were unticked; `undefined` for neither. */
export function controlsSection(
  checkboxes: CheckboxStatus | undefined,
): CommentSection | undefined {
  if (checkboxes === undefined || checkboxes.controls.length + checkboxes.denied.length === 0)
    return undefined;
  const boxes = checkboxes.controls.map(
    (control) => `[ ] ${CONTROLS[control]} ${boxMarker(control)}`,
  );
  return section("Controls", { boxes, denied: checkboxes.denied.map(denialText) }, false);
}

function denialText({ box, by, why }: RejectedEdit): string {
  const item = readItemBox(box);
  const what =
    item !== undefined ? `item ${item.label}` : isControl(box) ? `“${CONTROLS[box]}”` : "a box";
  switch (why) {
    case "permission":
      return `**${inlineText(by)}** does not have permission to tick ${what} here, so it was unticked.`;
    case "unknown":
      return `Plansmith could not find out who ticked ${what}, so it was unticked. Please tick it again.`;
    case "changed":
      return `**${inlineText(by)}** ticked ${what}, but the plan has changed and that item is a different one now. Please check the list and tick the right one.`;
  }
}
