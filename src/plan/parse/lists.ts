import type { ListItem } from "mdast";
import {
  fieldCalled,
  fieldsIn,
  itemText,
  type Field,
  nodesOf,
  sectionsCalled,
  type Section,
  rowsOf,
} from "../../markdown/outline.js";
import { lineOf, plainText } from "../../markdown/parse.js";
import { referencesIn, type WrittenReference } from "../../markdown/references.js";

/** Something that the work waits for. */
export interface Dependency {
  readonly text: string;
  /** Its box is ticked, or it says “(closed)”; `undefined` where it has no box and says nothing. */
  readonly done: boolean | undefined;
  readonly references: readonly WrittenReference[];
  /** The file that it is about, in code, as a path from the root; not one that the plan makes. */
  readonly path: string | undefined;
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
export function readDependencies(
  sections: readonly Section[],
  host?: string,
): readonly Dependency[] {
  const own = sections.filter(({ path }) => {
    // “Interfaces and Dependencies” says what the work makes.
    if (/\binterfaces?\b/i.test(path[0] ?? "")) return false;
    return /\b(?:dependenc(?:y|ies)|prerequisites?|depends on|blocked by)\b/i.test(path[0] ?? "");
  });
  return nodesOf(own, "listItem").map((item) => ({
    text: itemText(item),
    done: typeof item.checked === "boolean" ? item.checked : closed(item),
    references: item.children
      .filter((child) => child.type === "paragraph")
      .flatMap((child) => referencesIn(child, host)),
    path: pathOf(item),
    line: lineOf(item),
  }));
}

/** A path with a folder and a file's ending, perhaps with a line behind it. */
const FILE = /^(?:\.?\/)?([\w.-]+(?:\/[\w.@-]+)*\/[\w.@-]*\.[a-z]\w{0,7})(?::\d[\d:,-]*)?$/i;

/** What shows that a file is not there yet. */
const NEW = /\b(?:new|create[ds]?|adds?|added|introduces?|planned|to be (?:written|made|built))\b/i;

/** The file whose name an item starts with, at most behind a label. */
function pathOf(item: ListItem): string | undefined {
  const paragraph = item.children.find((child) => child.type === "paragraph");
  const at = paragraph?.children.findIndex(({ type }) => type === "inlineCode") ?? -1;
  const code = paragraph?.children[at];
  if (code?.type !== "inlineCode" || NEW.test(itemText(item))) return undefined;
  const before =
    paragraph?.children
      .slice(0, at)
      .map((node) => plainText(node))
      .join(" ") ?? "";
  return /^(?:|[^:]{1,40}\s?:)$/.test(before.trim()) ? FILE.exec(code.value)?.[1] : undefined;
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

/** A check that the work has to pass. */
export interface QualityGate {
  readonly name: string;
  /** As plain text; empty where the plan gives none. */
  readonly command: string;
  readonly threshold: string;
  readonly line: number;
}

const COLUMNS = {
  name: /^(?:quality )?(?:gate|check)s?\b/i,
  command: /\bcommands?\b/i,
  threshold: /\b(?:threshold|expectation|target|pass)/i,
};

/** The rows of every table that has a column for gates and one for commands. */
export function readGates(sections: readonly Section[]): readonly QualityGate[] {
  return nodesOf(sections, "table").flatMap((table) =>
    (rowsOf(table, COLUMNS, ["name", "command"]) ?? []).map(({ line, cell }) => ({
      name: cell("name"),
      command: cell("command"),
      threshold: cell("threshold"),
      line,
    })),
  );
}
