import { readFileSync } from "node:fs";
import { builtinTemplates } from "../../../src/plan/template/template.js";

/** The formats that plans may have. */
export const FORMATS = [...builtinTemplates().values()];

/** A filled plan. */
export function filled(format: string, issue = "bug-text"): string {
  const url = new URL(`../../fixtures/issues/${issue}.${format}.md`, import.meta.url);
  return readFileSync(url, "utf8");
}

/** The lines that differ between two texts, as a unified diff without context shows them. */
export function changes(before: string, after: string): readonly string[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  let head = 0;
  while (head < old.length && old[head] === now[head]) head += 1;
  let foot = 0;
  const least = Math.min(old.length, now.length) - head;
  while (foot < least && old.at(-1 - foot) === now.at(-1 - foot)) foot += 1;
  return [
    ...old.slice(head, old.length - foot).map((line) => `-${line}`),
    ...now.slice(head, now.length - foot).map((line) => `+${line}`),
  ];
}
