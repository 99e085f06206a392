import { fieldsIn } from "./fields.js";
import type { Front } from "./front.js";
import { footerOf, headerOf, type Section } from "./outline.js";
import { readTime, type PlanTime } from "./times.js";

/** A date that a plan gives about itself. */
export interface PlanDate extends PlanTime {
  /** As written: “Created”, “Last Updated”, “Start”. */
  readonly label: string;
  /** 1-based line. */
  readonly line: number;
}

const LABEL =
  /^(?:(?:plan|issue)\s)?(?:dates?|created(?:\s(?:at|on|date))?|creation date|start(?:ed)?(?:\s(?:at|on|date))?|(?:last[\s_-])?(?:updated?|modified|reviewed)(?:[\s_-](?:at|on|date))?|due(?:[\s_-](?:on|date))?|deadline|target(?:\sdate)?|completed(?:[\s_-](?:at|on|date))?|approved(?:[\s_-](?:at|on|date))?|created_date|updated_date)$/i;

/** The dates in the plan's front matter, header and footer, as far as they can be read. */
export function readDates(sections: readonly Section[], front: Front): readonly PlanDate[] {
  const inFront = [...front].map(([label, { value, line }]) => ({ label, value, line }));
  const header = headerOf(sections).flatMap(({ nodes }) => nodes);
  const fields = fieldsIn([...header, ...footerOf(sections)]);
  return [...inFront, ...fields].flatMap(({ label, value, line }): readonly PlanDate[] => {
    const time = LABEL.test(label) ? readTime(value) : undefined;
    return time === undefined ? [] : [{ label, line, ...time }];
  });
}
