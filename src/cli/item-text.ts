import type { PlanItem } from "../plan/parse/progress.js";
import { printable } from "./io.js";

/** An item on one line: its box, its number and its words. */
export function itemLine({ done, label, text }: PlanItem): string {
  return `[${done ? "x" : " "}] ${label.padEnd(3)} ${printable(text)}`;
}

/** An item as JSON shows it. */
export function itemJson({ label, kind, text, done, line }: PlanItem): object {
  return { label, kind, text, done, line };
}
