import type { PlanTask } from "../../parse/items.js";
import { words } from "../../parse/format.js";
import type { Checked } from "../finding.js";

/** The boxes that say how far the work is: those of the format's progress sections, else all. */
export function boxesOf({ plan, template }: Checked): readonly PlanTask[] {
  const names = new Set(template?.sections.progress.map((name) => words(name)));
  const own = plan.items.filter(({ section }) => {
    const heading = plan.sections[section]?.heading ?? "";
    return names.has(words(heading));
  });
  if (own.length > 0) return own;
  const others = new Set(template?.sections.other.map((name) => words(name)));
  return plan.items.filter(({ section }) => {
    return !others.has(words(plan.sections[section]?.heading ?? ""));
  });
}

/** Whether it still has to be done. */
export function isLeft({ done, dropped, optional }: PlanTask): boolean {
  return !done && !dropped && !optional;
}
