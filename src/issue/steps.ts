import type { List, RootContent } from "mdast";
import { plainText } from "../plan/markdown.js";
import type { BodySection } from "./body.js";
import { itemsOf, type Item, type Taken } from "./items.js";
import { slotOf, type Slot } from "./slots.js";
import type { Source } from "./source.js";

/** A step of the work, and the phase that its heading makes it part of. */
export interface Step extends Item {
  /** Plain text; empty where no heading says. */
  readonly phase: string;
}

/** Sections whose lists say what to do. In others a numbered list is just a list. */
const WORK: ReadonlySet<Slot | undefined> = new Set<Slot | undefined>([
  undefined,
  "goal",
  "approach",
  "steps",
  "components",
  "documentation",
]);

/**
 * The steps in a section: its task lists and numbered lists, and every list under a heading such as
 * Tasks. What a form makes people choose or declare is no step.
 */
export function takeSteps(source: Source, section: BodySection): Taken<Step> {
  const nothing = { found: [], rest: section.nodes };
  if (!WORK.has(section.slot) || isQuestion(section)) return nothing;
  const found: Step[] = [];
  const rest: RootContent[] = [];
  let phase = section.slot === undefined ? phaseName(section.name) : "";
  let heading: RootContent | undefined;
  // Boxes under another heading in a text are part of that text.
  let open = true;
  for (const node of section.nodes) {
    if (node.type === "heading") {
      if (heading !== undefined) rest.push(heading);
      [phase, heading] = [phaseName(plainText(node)), node];
      open = announcesSteps(section, plainText(node));
    } else if (node.type === "list" && open && isWork(node, section.slot)) {
      found.push(...stepsOf(source, node, phase));
      heading = undefined;
    } else {
      // A heading stays with the text under it.
      if (heading !== undefined) rest.push(heading);
      heading = undefined;
      rest.push(node);
    }
  }
  if (heading !== undefined) rest.push(heading);
  return { found, rest };
}

/** Whether lists under a heading inside a section say what to do. */
function announcesSteps({ slot, form }: BodySection, heading: string): boolean {
  if (slot === "steps" || (slot === undefined && !form)) return true;
  return slotOf(heading) === "steps" || /^(?:phase|step|stage)\s+\d/i.test(heading);
}

/** A form's question with boxes to choose from, such as “Which browsers?”. */
function isQuestion({ slot, name }: BodySection): boolean {
  return slot === undefined && (name.endsWith("?") || /^which\b/i.test(name));
}

function isWork(list: List, slot: Slot | undefined): boolean {
  const boxes = list.children.filter(({ checked }) => typeof checked === "boolean");
  if (slot === "steps") return true;
  if (boxes.length === 0) return list.ordered === true;
  return !boxes.every((item) => /^(?:i|i['’](?:m|ve|d|ll)|we|by)\b/i.test(plainText(item)));
}

function isOrdered(list: List): boolean {
  return list.ordered === true || list.children.some(({ checked }) => typeof checked === "boolean");
}

/** A numbered list of nothing but numbered lists or task lists is a list of phases. */
function stepsOf(source: Source, list: List, phase: string): readonly Step[] {
  const phases = list.children.map(({ children: [name, steps, ...more] }) =>
    name?.type === "paragraph" && steps?.type === "list" && isOrdered(steps) && more.length === 0
      ? { name: plainText(name), steps }
      : undefined,
  );
  if (list.ordered === true && phases.length > 1 && phases.every((entry) => entry !== undefined)) {
    return phases.flatMap(({ name, steps }) =>
      stepsOf(source, steps, phase === "" ? phaseName(name) : `${phase}: ${phaseName(name)}`),
    );
  }
  return itemsOf(source, list).map((item) => Object.assign({ phase }, item));
}

function phaseName(heading: string): string {
  return heading.replace(/^(?:phase|step)\s+\d+\s*[:.)–—-]\s*/i, "").replace(/\s*:$/, "");
}
