import { tickedBoxes } from "../features/checkboxes/boxes.js";
import type { CheckboxEdit } from "../model/refs.js";
import type { Payload } from "./payload.js";

/**
 * What somebody ticked or cleared by editing a status comment, or the dashboard. Only the event says who that was, and
 * what the comment was before. Empty where the event lacks one of them.
 */
export function checkboxEditsIn({
  comment,
  issue,
  changes,
  sender,
}: Payload): readonly CheckboxEdit[] {
  const { body, updated_at: at } = comment ?? issue ?? {};
  const from = changes?.body?.from;
  const by = sender?.login;
  if (body === undefined || from === undefined || at === undefined || by === undefined) return [];
  const [before, after] = [tickedBoxes(from), tickedBoxes(body)];
  const ticked = [...after].filter((box) => !before.has(box));
  const cleared = [...before].filter((box) => !after.has(box));
  return [
    ...ticked.map((box) => ({ box, ticked: true, by, at })),
    ...cleared.map((box) => ({ box, ticked: false, by, at })),
  ];
}
