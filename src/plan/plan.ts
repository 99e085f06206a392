/** One task list item, as GitHub renders it (GFM spec, "Task list items (extension)"). */
export interface PlanItem {
  /** Its place among the items of the file, from 1: by this number people name it. */
  readonly number: number;
  /** What the item says, as plain text on one line. */
  readonly text: string;
  readonly done: boolean;
  /** 1-based line of the item in the file's bytes as they are. */
  readonly line: number;
  /** 0 for an item of an outermost list, 1 for one nested in it, and so on. */
  readonly depth: number;
  /** Index into {@link Progress.sections}. */
  readonly section: number;
}

/** What stands under one level-2 heading. */
export interface SectionProgress {
  /** The heading as plain text; `null` for what stands before the first level-2 heading. */
  readonly heading: string | null;
  /** 1-based line of the heading; 1 for what stands before the first. */
  readonly line: number;
  readonly done: number;
  readonly open: number;
}

/** How far a plan is: counts that add up, section by section. */
export interface Progress {
  readonly done: number;
  readonly open: number;
  /** In document order; equal headings are kept apart; sections without items are included. */
  readonly sections: readonly SectionProgress[];
  /** In document order. */
  readonly items: readonly PlanItem[];
}
