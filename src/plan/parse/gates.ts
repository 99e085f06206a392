import { nodesOf, type Section } from "./outline.js";
import { rowsOf } from "./tables.js";

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
