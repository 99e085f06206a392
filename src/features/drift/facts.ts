import type { FillInput } from "../../plan/fill/fill.js";
import type { Choice } from "../../plan/template/choose.js";
import type { Rendering } from "../plan-file/facts.js";

/** What telling whether an approved plan reflects its issue needs. */
export interface DriftInputs {
  /** The template that the plan was filled from. */
  readonly choice: Choice;
  readonly extra: NonNullable<FillInput["extra"]>;
  readonly defaultBranch: string;
  /** What the plan was filled with last, of what people have merged. */
  readonly last: Rendering;
  /** What it was filled with on the branch of its changes. */
  readonly waiting: Rendering | undefined;
}
