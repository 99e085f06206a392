import type { Config } from "../../config/schema.js";
import type { PlanItem, Progress } from "../../plan/parse/progress.js";

/** The progress of the boxes that count. Sections stay, with what is left of their counts. */
export function countedProgress(progress: Progress, options: Config["progress"]): Progress {
  const { sections, ignore, nested } = options;
  if (sections.length === 0 && ignore.length === 0 && nested) return progress;
  const wanted = progress.sections.map(
    ({ heading }) =>
      (sections.length === 0 || isNamed(sections, heading)) && !isNamed(ignore, heading),
  );
  const items = progress.items.filter(
    (item) => wanted[item.section] === true && (nested || item.depth === 0),
  );
  return {
    ...count(items),
    sections: progress.sections.map((section, index) => ({
      ...section,
      ...count(items.filter((item) => item.section === index)),
    })),
    items,
  };
}

function count(items: readonly PlanItem[]): { readonly done: number; readonly open: number } {
  const done = items.filter((item) => item.done).length;
  return { done, open: items.length - done };
}

function isNamed(names: readonly string[], heading: string | null): boolean {
  return heading !== null && names.some((name) => normal(name) === normal(heading));
}

function normal(heading: string): string {
  return heading.toLowerCase().replaceAll(/\s+/g, " ").trim();
}
