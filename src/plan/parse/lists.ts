import type { ListItem, PhrasingContent } from "mdast";
import { lineOf } from "../markdown.js";
import { referencesIn, type WrittenReference } from "../references.js";
import { fieldCalled, fieldsIn, itemText, type Field } from "./fields.js";
import { nodesOf, sectionsCalled, type Section } from "./outline.js";

/** Something that the work waits for. */
export interface Dependency {
  readonly text: string;
  /** Its box is ticked, or it says “(closed)”; `undefined` where it has no box and says nothing. */
  readonly done: boolean | undefined;
  readonly references: readonly WrittenReference[];
  /** Files that it names in code, as paths from the root. */
  readonly paths: readonly string[];
  readonly line: number;
}

/** A question that the plan asks. */
export interface Question {
  readonly text: string;
  /** Its box is ticked: it is answered. */
  readonly done: boolean;
  readonly line: number;
}

/** A step that a heading names (`### Step 2: Title`), with the fields below it. */
export interface Step {
  readonly title: string;
  readonly fields: readonly Field[];
  /** Its “Files” field; `undefined` where it has none. */
  readonly files: Field | undefined;
  readonly line: number;
}

/** Items of the sections about dependencies and prerequisites; not those between phases. */
export function readDependencies(sections: readonly Section[]): readonly Dependency[] {
  const own = sections.filter(({ path }) => {
    return /\b(?:dependenc(?:y|ies)|prerequisites?|depends on|blocked by)\b/i.test(path[0] ?? "");
  });
  return nodesOf(own, "listItem").map((item) => ({
    text: itemText(item),
    done: typeof item.checked === "boolean" ? item.checked : closed(item),
    references: item.children
      .filter((child) => child.type === "paragraph")
      .flatMap((child) => referencesIn(child)),
    paths: item.children.flatMap((child) =>
      child.type === "paragraph" ? pathsIn(child.children) : [],
    ),
    line: lineOf(item),
  }));
}

/** A path with a folder and a file's ending, perhaps with a line behind it. */
const FILE = /^(?:\.?\/)?([\w.-]+(?:\/[\w.@-]+)*\/[\w.@-]*\.[a-z]\w{0,7})(?::\d[\d:,-]*)?$/i;

function pathsIn(nodes: readonly PhrasingContent[]): readonly string[] {
  return nodes.flatMap((node): readonly string[] => {
    if (node.type === "inlineCode") return [FILE.exec(node.value)?.[1] ?? []].flat();
    return "children" in node ? pathsIn(node.children) : [];
  });
}

function closed(item: ListItem): true | undefined {
  return /\((?:closed|done|merged|completed)\)$/i.test(itemText(item)) ? true : undefined;
}

/** Items of the sections about questions. */
export function readQuestions(sections: readonly Section[]): readonly Question[] {
  const own = sectionsCalled(sections, /\bquestions?\b|\bclarifications?\b/i);
  return nodesOf(own, "listItem").map((item) => ({
    text: itemText(item),
    done: item.checked === true,
    line: lineOf(item),
  }));
}

/** Sections below “Breakdown” or “Steps” whose heading starts with “Step”. */
export function readSteps(sections: readonly Section[]): readonly Step[] {
  return sections
    .filter(({ depth, title }) => depth > 2 && /^step\s\d+/i.test(title))
    .map(({ title, line, nodes }) => {
      const fields = fieldsIn(nodes);
      return {
        title: title.replace(/^step\s\d+\s?[:.–—-]?\s*/i, ""),
        fields,
        files: fieldCalled(fields, /^files?(?:\s|$)/i),
        line,
      };
    });
}
