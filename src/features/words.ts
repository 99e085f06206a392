import type { ItemKind } from "../plan/parse/kinds.js";
import type { SectionPart } from "../plan/parse/progress.js";

/** What items of each kind are called in texts for people. */
export const NOUNS: Readonly<Record<ItemKind, { readonly one: string; readonly many: string }>> = {
  step: { one: "step", many: "steps" },
  criterion: { one: "acceptance criterion", many: "acceptance criteria" },
  question: { one: "question", many: "questions" },
  check: { one: "check", many: "checks" },
};

/** What stands behind a section's heading in a row for a part of it: `: checks`, or nothing. */
export function partSuffix({ kind, isApart }: Pick<SectionPart, "kind" | "isApart">): string {
  return isApart ? `: ${NOUNS[kind].many}` : "";
}

/** Blocks of a bar; full only when everything is done, and not empty when something is. */
export function bar(done: number, total: number, blocks = 20): string {
  const filled = done === 0 ? 0 : Math.max(1, Math.floor((blocks * done) / total));
  return "█".repeat(filled) + "░".repeat(blocks - filled);
}

/** `3 steps`; nothing of none. */
export function countOf(kind: ItemKind, count: number): readonly string[] {
  if (count === 0) return [];
  return [`${count} ${count === 1 ? NOUNS[kind].one : NOUNS[kind].many}`];
}

/** `1 error`, `3 errors`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** `a, b and c`. */
export function listOf(words: readonly string[]): string {
  if (words.length <= 1) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
