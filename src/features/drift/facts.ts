import type { FillInput } from "../../plan/fill/input.js";
import type { Choice } from "../../plan/template/choose.js";
import type { Rendering } from "../plan-file/progress.js";

/** What it takes to decide whether an approved plan reflects its issue. */
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

/** What is known of whether an approved plan reflects its issue. */
export type DriftFacts =
  /** The status comment says that it does, or the issue is closed: nothing was read. */
  | { readonly kind: "unread" }
  /** This process remembers that it does; what it was filled with last. */
  | { readonly kind: "remembered"; readonly filledWith: string }
  /** What it was filled with, or its template, cannot be found. */
  | { readonly kind: "lost" }
  | ({ readonly kind: "comparable" } & DriftInputs);
