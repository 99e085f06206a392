import type { Root } from "mdast";
import type { Section } from "../../markdown/outline.js";
import type { Plan } from "../parse/parse.js";
import type { Template } from "../template/template.js";
import type { Guidance } from "./guidance.js";

/** How bad it is: something is lost or false, something is left to do, or worth a look. */
export type Severity = "error" | "warning";

/** Something in a plan that its author would want to know. */
export interface Finding {
  /** Names the rule; docs/checks.md has a section for each. */
  readonly rule: string;
  readonly severity: Severity;
  /** 1-based line in the file as it is. */
  readonly line: number;
  /** What is wrong, as a sentence. */
  readonly message: string;
  /** How to fix it, as a sentence. */
  readonly fix: string;
  /** Where one cause shows in several places: the lines of all of them, {@link line} first. */
  readonly lines?: readonly number[];
}

/** A place that a rule finds. */
export interface Found extends Pick<Finding, "line" | "message" | "fix"> {
  /** Places of one rule with the same cause become one finding. */
  readonly cause?: string;
}

/** What rules look at. */
export interface Checked {
  readonly text: string;
  readonly plan: Plan;
  readonly tree: Root;
  /** Add it to a position's offset to get the offset in {@link Checked.text}. */
  readonly shift: number;
  readonly sections: readonly Section[];
  /**
   * The template that the plan follows, because it says so or was asked to; `undefined` for any other
   * plan, however much it resembles one.
   */
  readonly template: Template | undefined;
  readonly guidance: Guidance;
  /** The plan's path from the repository's root, with `/`. */
  readonly path: string | undefined;
  /** Whether the repository has a file or folder of that path. */
  readonly exists: ((path: string) => boolean) | undefined;
  /** The tree of the Markdown file of that path; `undefined` where it is not known. */
  readonly headings: (path: string) => Root | undefined;
  readonly now: Date;
}

/** One rule. */
export interface Rule {
  /** Small letters and dashes. */
  readonly id: string;
  readonly severity: Severity;
  /** What it finds, in a few words. */
  readonly about: string;
  /** What it finds and what it does not, in Markdown; the same as in docs/checks.md. */
  readonly help: string;
  /** It looks for what is not there, and is silent where a broken fence hides the rest. */
  readonly whole?: true;
  readonly find: (checked: Checked) => readonly Found[];
  /** What to say of several places with the same cause; two at least, from top to bottom. */
  readonly join?: (places: readonly Found[]) => Pick<Finding, "message" | "fix">;
}

/** More lines than this are not listed. */
const MAX_LINES = 8;

/** `3, 5 and 8`, each line once; many are cut short: `3, 5, … and 12 more`. */
export function linesText(lines: readonly number[]): string {
  const all = [...new Set(lines)];
  const more = all.length - MAX_LINES;
  const shown = more > 1 ? [...all.slice(0, MAX_LINES), `${more} more`] : all;
  return shown.join(", ").replace(/, ([^,]*)$/, " and $1");
}
