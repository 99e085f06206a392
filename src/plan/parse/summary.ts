import type { Section } from "../../markdown/outline.js";
import type { Document } from "../../markdown/parse.js";
import { readPlanMarker } from "../identity.js";
import { formatOf, type Format } from "./format.js";
import type { Front } from "./front.js";
import { countItems, type Progress } from "./progress.js";
import { readStatus, type PlanStatus } from "./status.js";

/** How far a plan is, and what it says of its state. */
export interface PlanSummary extends Progress {
  /** Name of the template it follows; `undefined` for a plan of another kind. */
  readonly format: string | undefined;
  readonly status: PlanStatus | undefined;
  /**
   * The state that the status line shows, the status as written where its words are not known;
   * `undefined` where there is none, or nobody has chosen one.
   */
  readonly state: string | undefined;
}

/**
 * Reads the least that is worth showing of any plan, in a format of `formats` or in none. Never throws.
 *
 * @param text the file as it is
 * @param sections its outline
 * @param front what its front matter says
 */
export function summarize(
  { tree, shift }: Document,
  text: string,
  sections: readonly Section[],
  front: Front,
  formats: readonly Format[],
): PlanSummary {
  const marker = readPlanMarker(text);
  const format = formatOf(text, front, sections, formats);
  const status = readStatus(sections, front, format?.status ?? []);
  return {
    format: format?.name ?? marker?.format,
    status,
    state: status?.state ?? (status?.unfilled === false ? status.text : undefined),
    ...countItems(tree, marker?.kinds, text.slice(shift)),
  };
}
