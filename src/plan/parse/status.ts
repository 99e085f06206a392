import { plainText } from "../markdown.js";
import type { PlanState } from "../state.js";
import { fieldCalled, fieldsIn, type Field } from "./fields.js";
import type { Front } from "./front.js";
import { words } from "./format.js";
import { footerOf, headerOf, type Section } from "./outline.js";
import { bare, isChoice, stateOf, type StatusWord } from "./words.js";

/** What a plan says of its own state. */
export interface PlanStatus {
  /** As written, without markup. */
  readonly text: string;
  /** 1-based line. */
  readonly line: number;
  /** `undefined` for words that are not known, and where all choices are still there. */
  readonly state: PlanState | undefined;
  /** Still the list of what it could be: nobody has chosen. */
  readonly unfilled: boolean;
}

const STATUS = /^(?:(?:plan|current|overall|project|document|implementation)\s)?(?:status|state)$/i;
const PLAN_STATUS = /^plan status$/i;

/** The plan's status: on its status line, in its front matter, in a heading or a section of that name. */
export function readStatus(
  sections: readonly Section[],
  front: Front,
  own: readonly StatusWord[],
): PlanStatus | undefined {
  const field =
    fieldCalled(fieldsIn(headerOf(sections).flatMap(({ nodes }) => nodes)), STATUS) ??
    fieldCalled(fieldsIn(footerOf(sections)), STATUS) ??
    fieldCalled(fieldsIn(sections.flatMap(({ nodes }) => nodes)), PLAN_STATUS) ??
    frontField(front) ??
    headingField(sections) ??
    sectionField(sections);
  if (field === undefined || bare(field.value) === "") {
    const state = field === undefined ? undefined : stateOf(field.value, own);
    return field === undefined || state === undefined
      ? undefined
      : { text: field.value, line: field.line, state, unfilled: false };
  }
  const text = field.value;
  const unfilled = isChoice(text.replaceAll(/[<>{}[\]]/g, ""), own);
  return { text, line: field.line, state: unfilled ? undefined : stateOf(text, own), unfilled };
}

function frontField(front: Front): Field | undefined {
  const value = front.get("status") ?? front.get("state");
  return value === undefined ? undefined : { label: "status", ...value };
}

/** A heading that says it itself, such as `## Status: Completed`. */
function headingField(sections: readonly Section[]): Field | undefined {
  for (const { depth, title, line } of sections) {
    const [, label = "", value = ""] = /^([^:–—]{1,40}?)\s?[:–—]\s*(.+)$/su.exec(title) ?? [];
    if (depth >= 1 && depth <= 2 && STATUS.test(words(label))) return { label, value, line };
  }
  return undefined;
}

/** A section that is called “Status”: its “State” or “Status”, or its first paragraph if it is short. */
function sectionField(sections: readonly Section[]): Field | undefined {
  const section = sections.find(({ depth, title }) => depth === 2 && STATUS.test(words(title)));
  const said = fieldCalled(fieldsIn(section?.nodes ?? []), STATUS);
  if (said !== undefined) return said;
  const first = section?.nodes[0];
  if (first?.type !== "paragraph") return undefined;
  const value = plainText(first);
  const line = first.position?.start.line ?? 1;
  return value.length > 80 ? undefined : { label: "Status", value, line };
}
