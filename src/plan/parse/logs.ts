import { lineOf } from "../markdown.js";
import { itemsOf } from "./entries.js";
import { fieldCalled, itemText } from "./fields.js";
import { nodesOf, sectionsCalled, type Section } from "./outline.js";
import { readStamp, readTime, type PlanTime } from "./times.js";

/** An entry of the running log. */
export interface LogEntry {
  readonly time: PlanTime | undefined;
  /** What happened, without the time before it. */
  readonly text: string;
  readonly line: number;
}

/** Something that turned out other than expected. */
export interface Surprise {
  readonly text: string;
  readonly evidence: string;
  readonly line: number;
}

/** Items without a box of the sections about progress, as far as they say when. */
export function readLog(sections: readonly Section[]): readonly LogEntry[] {
  const own = sectionsCalled(
    sections,
    /\b(?:progress|running log|work log|changelog|status log)\b/i,
  );
  return nodesOf(own, "listItem").flatMap((item): readonly LogEntry[] => {
    const said = itemText(item);
    const time = readStamp(said) ?? readTime(/^[\d\-T:Z +]{10,25}/.exec(said)?.[0] ?? "");
    if (time === undefined || typeof item.checked === "boolean") return [];
    const text = said
      .replace(`(${time.text})`, "")
      .replace(`[${time.text}]`, "")
      .replace(time.text, "");
    return [{ time, text: text.replace(/^[\s:–—-]+/, ""), line: lineOf(item) }];
  });
}

/** Items that say `Observation:`. */
export function readSurprises(sections: readonly Section[]): readonly Surprise[] {
  const own = sectionsCalled(sections, /\b(?:sur?prises?|discoveries|observations?)\b/i);
  return itemsOf(own).flatMap(({ fields, line }): readonly Surprise[] => {
    const seen = fieldCalled(fields, /^(?:observation|surprise|discovery|finding)(?:\s\d+)?$/i);
    if (seen === undefined) return [];
    const evidence = fieldCalled(fields, /^(?:evidence|proof)$/i)?.value ?? "";
    return [{ text: seen.value, evidence, line }];
  });
}
